"""Thank the writer of a post, and take the thanks back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.thank import take_back_thanks, thank
from forum.models import Post
from forum.queries.topic_page import url_of
from forum.views.notices import say_at


@require_POST
def post_thank(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _fetch_post(request, post_id)
    thank(post_id=post.pk, person=request.user)
    say_at(request, post, _("Only the writer can see your thanks, with your name."), messages.SUCCESS)
    return redirect(url_of(post))


@require_POST
def post_unthank(request: HttpRequest, post_id: int) -> HttpResponse:
    post = _fetch_post(request, post_id)
    take_back_thanks(post_id=post.pk, person=request.user)
    say_at(request, post, _("Your thanks have been removed."), messages.SUCCESS)
    return redirect(url_of(post))


def _fetch_post(request: HttpRequest, post_id: int) -> Post:
    return get_object_or_404(Post.objects.shown_to(request.user).select_related("topic"), pk=post_id)
