"""Pages that connect a resource with topics: where to discuss it, and which topics it was made from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from forum.models import Topic
from library.views.page import find_editable_resource, find_resource
from ratsite.lib.numbers import whole_number
from ratsite.related.actions.made_from import record_made_from, remove_made_from
from ratsite.related.forms.made_from import MadeFromForm
from ratsite.related.queries import MOST_LISTED, boards_for, topics_of

RECORDED = gettext_lazy("Readers of both see that the resource was made from this topic.")
REMOVED = gettext_lazy("This resource is no longer marked as made from that topic.")


@require_safe
def discuss(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """List the topics that link to a resource, and the boards on which the reader may start one about it."""
    resource = find_resource(request, resource_slug)
    topics = topics_of(resource, request.user, MOST_LISTED)
    context = {"resource": resource, "topics": topics.linking, "boards": boards_for(resource, request.user)}
    return render(request, "related/discuss.html", context)


def made_from(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_editable_resource(request, resource_slug)
    form = MadeFromForm(request.POST or None, curator=request.user)
    if request.method == "POST" and form.is_valid():
        record_made_from(resource_id=resource.pk, topic_id=form.cleaned_data["topic"].pk, curator=request.user)
        messages.success(request, RECORDED)
        return redirect(resource)
    context = {"resource": resource, "form": form, "topics": topics_of(resource, request.user, MOST_LISTED).made_from}
    return render(request, "related/made_from.html", context)


@require_POST
def made_from_remove(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_editable_resource(request, resource_slug)
    topics = Topic.objects.visible_to(request.user).published()
    topic = topics.filter(pk=whole_number(request.POST.get("topic", "")) or 0).first()
    if topic is not None and remove_made_from(resource_id=resource.pk, topic_id=topic.pk, curator=request.user):
        messages.success(request, REMOVED)
    return redirect("library:made_from", resource.slug)
