"""Answering what the moderators ask about one's own held post."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forum import paging
from forum.actions.asking import answer_moderators
from forum.deciding_forms import AnswerForm
from forum.models import AuthorQuestion
from forum.views.composing import keeps


@keeps("answer")
def post_answer(request: HttpRequest, post_id: int) -> HttpResponse:
    """One's answer to the question that stands beside the post; without one there is no such page."""
    questions = AuthorQuestion.objects.visible_to(request.user).filter(post=post_id).select_related("post__topic")
    question = questions.open().first()
    if question is None:
        asked, sent = questions.last(), request.POST.get("answer", "").strip()
        if asked is None or not sent or asked.answer != sent:
            raise Http404
        return _thanks(request, asked)  # it was sent twice
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not answer_moderators(post_id=post_id, author=request.user, **form.cleaned_data):
            raise Http404  # as above: a moderator has decided meanwhile
        return _thanks(request, question)
    context = {"question": question, "post": question.post, "topic": question.post.topic, "form": form}
    return render(request, "forum/post_answer.html", context)


def _thanks(request: HttpRequest, question: AuthorQuestion) -> HttpResponse:
    messages.success(request, "Thank you. The moderators have your answer, and look at your post again.")
    return redirect(paging.url_of(question.post))
