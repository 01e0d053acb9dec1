"""Let a member follow a resource, and stop following it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from library.actions.follow_resource import follow_resource, unfollow_resource
from library.models import ResourceFollow
from library.rules.resources import can_follow_resource
from library.views.page import find_resource


@require_POST
def resource_follow(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not can_follow_resource(request.user, resource):
        raise PermissionDenied
    follow_resource(person=request.user, resource=resource)
    messages.success(request, _("You are now following this resource."))
    return redirect(resource)


@require_POST
def resource_unfollow(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Stop following a resource, and go back to where the button was: the resource, or the list of what is followed."""
    follows = ResourceFollow.objects.visible_to(request.user).select_related("resource")
    followed = get_object_or_404(follows, resource__slug=resource_slug)
    unfollow_resource(person=request.user, resource_id=followed.resource_id)
    messages.success(request, _("You no longer follow “%(title)s”.") % {"title": followed.resource.title})
    return redirect("following:following_list" if "from_list" in request.POST else followed.resource)
