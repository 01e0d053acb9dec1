"""The floor's two pages: one to read a topic and one to write a reply."""

from django.contrib.auth.decorators import login_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tests.bench.floor.models import Post

POSTS_A_PAGE = 20


@login_required
def topic(request: HttpRequest, topic_id: int) -> HttpResponse:
    first = (int(request.GET.get("page", 1)) - 1) * POSTS_A_PAGE + 1
    posts = Post.objects.filter(topic=topic_id, number__range=(first, first + POSTS_A_PAGE - 1)).order_by("number")
    return render(request, "floor/topic.html", {"posts": posts.select_related("author")})


@login_required
@require_POST
def reply(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Two writers at once may get the same number, because the floor takes no locks."""
    last = Post.objects.filter(topic=topic_id).aggregate(last=Max("number"))["last"] or 0
    post = Post.objects.create(topic_id=topic_id, number=last + 1, author=request.user, html=request.POST["body"])
    return redirect(f"/topics/{topic_id}/?page={-(-post.number // POSTS_A_PAGE)}")
