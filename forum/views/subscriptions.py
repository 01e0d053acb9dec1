"""Let members choose how much to hear about a topic, a board, a term, or questions to their remit."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.follow import change_following, follow
from forum.enums import About
from forum.forms.subscriptions import TERM_MODELS, FollowingForm, LevelForm, TermForm
from forum.models import Board, Topic
from forum.queries.subscriptions import followed_by, following_of_questions
from ratsite.accounts.models import User
from ratsite.notifications.enums import Level
from ratsite.notifications.models import MailChoices


def following_list(request: HttpRequest) -> HttpResponse:
    form = _following_form(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        changed = change_following(
            person=request.user, levels=form.new_levels, level_of_questions=form.new_level_of_questions
        )
        if changed:
            messages.success(request, _("Saved."))
        else:
            messages.info(request, _("You changed nothing, so nothing was saved."))
        return redirect("following:following_list")
    return _following_page(request, form, TermForm())


def _following_form(person: User, sent: QueryDict | None = None) -> FollowingForm:
    return FollowingForm(sent, followed=followed_by(person), questions=following_of_questions(person).level)


def _following_page(request: HttpRequest, form: FollowingForm, term_form: TermForm) -> HttpResponse:
    context = {"form": form, "term_form": term_form, "choices": MailChoices.of(request.user)}
    return render(request, "forum/following_list.html", context)


@require_POST
def topic_follow(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.visible_to(request.user), pk=topic_id)
    _choose(request, About.TOPIC, topic)
    return redirect(topic)


@require_POST
def board_follow(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    _choose(request, About.BOARD, board)
    return redirect(board)


@require_POST
def term_follow(request: HttpRequest) -> HttpResponse:
    form = TermForm(request.POST)
    if not form.is_valid():
        return _following_page(request, _following_form(request.user), form)
    about, term_id = form.cleaned_data["term"].split("-")
    term = get_object_or_404(TERM_MODELS[About(about)], pk=term_id)
    follow(person=request.user, about=About(about), level=Level(form.cleaned_data["level"]), target=term)
    messages.success(request, _("You are now following “%(term)s”.") % {"term": term})
    return redirect("following:following_list")


def _choose(request: HttpRequest, about: About, target: Model) -> None:
    """Save how much the user wants to hear about the target. A level that the form does not offer is ignored."""
    form = LevelForm(request.POST)
    if form.is_valid():
        level = Level(form.cleaned_data["level"])
        follow(person=request.user, about=about, level=level, target=target)
        messages.success(request, _("Saved: %(level)s.") % {"level": level.label})
