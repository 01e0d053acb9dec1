"""The posts that a member saved for later."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.save_post import save_post, unsave_post
from forum.models import Post, SavedPost
from forum.queries.topic_page import url_of
from forum.queries.written_by import EXCERPTED, POSTS_A_PAGE
from forum.views.notices import say_at
from ratsite.lib.paging.pager import page_of

# The columns of a post that its excerpt and byline show.
BYLINED = (
    *(*EXCERPTED, "voice", "job_title", "agency_kind", "agency__name"),
    *("author__first_name", "author__last_name", "author__email"),
)


def saved_list(request: HttpRequest) -> HttpResponse:
    rows = SavedPost.objects.visible_to(request.user).select_related("post__author", "post__agency")
    rows = rows.select_related("post__topic__board__circle").only("saved_at", *(f"post__{name}" for name in BYLINED))
    saved, pager = page_of(rows, request.GET.get("page"), POSTS_A_PAGE)
    is_printable = all(row.post.topic.is_printable for row in saved)
    return render(request, "forum/saved_list.html", {"saved": saved, "pager": pager, "is_printable": is_printable})


@require_POST
def post_save(request: HttpRequest, post_id: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.shown_to(request.user).select_related("topic"), pk=post_id)
    save_post(post_id=post.pk, person=request.user)
    say_at(request, post, _("Saved for later. Only you can see that."), messages.SUCCESS)
    return redirect(url_of(post))


@require_POST
def post_unsave(request: HttpRequest, post_id: int) -> HttpResponse:
    """Remove the post from the user's list, even if they can no longer read the post.

    Redirects to where the button was: the list of saved posts, or the post in its topic.
    """
    unsave_post(post_id=post_id, person=request.user)
    post = Post.objects.shown_to(request.user).select_related("topic").filter(pk=post_id).first()
    if post is None or request.POST.get("from") == "list":
        messages.success(request, _("Removed from your saved posts."))
        return redirect("saved:saved_list")
    say_at(request, post, _("Removed from your saved posts."), messages.SUCCESS)
    return redirect(url_of(post))
