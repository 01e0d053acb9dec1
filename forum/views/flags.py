from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum.actions.flag import flag_post
from forum.enums import FLAG_OUTCOMES
from forum.forms.flag import FlagForm
from forum.models import Flag, Post, Topic
from forum.queries import topic_page
from forum.rules.posts import can_flag
from forum.views.notices import say_at
from forum.views.refused_text import saves_text
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.prefetches import is_really_read
from ratsite.notifications.actions.notify import read_group

MOST_SHOWN = 50  # only the user's newest flags are listed


@saves_text("text")
def post_flag(request: HttpRequest, post_id: int) -> HttpResponse:
    posts = Post.objects.visible_to(request.user).select_related("topic__board", "author")
    post = get_object_or_404(posts, pk=post_id)
    if not can_flag(request.user, post):
        raise PermissionDenied
    before = post.flags.open().filter(reporter=request.user).first()
    initial = {"reason": before.reason, "text": before.text} if before else {}
    form = FlagForm(request.POST or None, initial=initial, reporter=request.user, before=before)
    if request.method == "POST" and form.is_valid():
        flag_post(post_id=post.pk, reporter=request.user, **form.cleaned_data)
        thanks = _("Thank you. A moderator will look at the post. You will get an email when they have decided.")
        say_at(request, post, thanks, messages.SUCCESS)
        return redirect(topic_page.url_of(post))
    context = {"post": post, "topic": post.topic, "form": form, "before": before}
    return render(request, "forum/post_flag.html", context)


def flag_list(request: HttpRequest) -> HttpResponse:
    """List the flags that the user has sent, newest first. The list names no topic that the user can no longer read."""
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=FLAG_OUTCOMES)
    flags = list(Flag.objects.visible_to(request.user).select_related("post").order_by("-pk")[:MOST_SHOWN])
    topics = Topic.objects.visible_to(request.user).in_bulk({flag.post.topic_id for flag in flags})
    for flag in flags:
        flag.topic = topics.get(flag.post.topic_id)
    return render(request, "forum/flag_list.html", {"flags": flags})
