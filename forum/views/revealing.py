"""The one place where a moderator reads who wrote a post without their name."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from forum.actions.revealing import reveal_author
from forum.deciding_forms import RevealForm
from forum.models import Post
from ratsite.accounts.rules import can_moderate_somewhere


def post_who(request: HttpRequest, post_id: int) -> HttpResponse:
    """The answer to a reason that was sent, and to nothing else: no address leads to a name."""
    if not can_moderate_somewhere(request.user):
        raise PermissionDenied
    posts = Post.objects.to_be_revealed_to(request.user).with_authors().select_related("topic__board")
    found = get_object_or_404(posts, pk=post_id)
    form = RevealForm(request.POST or None, initial={"submission": uuid.uuid4()})
    context = {"post": found, "topic": found.topic, "form": form}
    if request.method == "POST" and form.is_valid():
        reveal_author(post_id=post_id, moderator=request.user, **form.cleaned_data)
        context["author"] = found.author
    return render(request, "forum/desk/post_who.html", context)
