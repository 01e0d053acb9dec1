"""Let members choose how much to hear about a topic, a board, a word, or questions to their remit."""

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.forms import ChoiceField, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from forum.actions.follow import follow, unfollow
from forum.enums import About
from forum.models import Board, Subscription, Topic
from forum.models.subscription import TERM_LEVELS
from forum.queries.subscriptions import followed_by, hearing_of_questions
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Sector
from ratsite.notifications.enums import Level
from ratsite.notifications.models import MailChoices

TERMS: dict[About, type[Model]] = {
    About.FORM: ExploitationForm,
    About.AFFECTED: AffectedGroup,
    About.AREA: Area,
    About.SECTOR: Sector,
}


class LevelForm(Form):
    level = ChoiceField(label=_("How much you want to hear"))

    def __init__(self, *args, levels: Iterable[Level], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(level.value, level.label) for level in levels]


class TermForm(Form):
    term = ChoiceField(label=_("Which word"), error_messages={"required": _("Choose a word")})
    level = ChoiceField(label=_("How you are told"), choices=[(level.value, level.label) for level in TERM_LEVELS])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [(about.label.partition(":")[0], _choices(about, model)) for about, model in TERMS.items()]
        self.fields["term"].choices = [("", _("Choose one")), *groups]


def _choices(about: About, model: type[Model]) -> list[tuple[str, str]]:
    return [(f"{about.value}-{term.pk}", str(term)) for term in model._default_manager.all()]


def following_list(request: HttpRequest) -> HttpResponse:
    return _following_page(request, TermForm())


def _following_page(request: HttpRequest, form: TermForm) -> HttpResponse:
    context = {
        "followed": followed_by(request.user),
        "questions": hearing_of_questions(request.user),
        "levels": Level,
        "choices": MailChoices.of(request.user),
        "form": form,
    }
    return render(request, "forum/following_list.html", context)


@require_POST
def topic_follow(request: HttpRequest, topic_id: int) -> HttpResponse:
    found = get_object_or_404(Topic.objects.visible_to(request.user), pk=topic_id)
    _choose(request, About.TOPIC, found)
    return redirect(found)


@require_POST
def board_follow(request: HttpRequest, board_slug: str) -> HttpResponse:
    found = get_object_or_404(Board.objects.visible_to(request.user), slug=board_slug)
    _choose(request, About.BOARD, found)
    return redirect(found)


@require_POST
def questions_follow(request: HttpRequest) -> HttpResponse:
    _choose(request, About.QUESTIONS)
    return redirect("following:following_list")


@require_POST
def term_follow(request: HttpRequest) -> HttpResponse:
    form = TermForm(request.POST)
    if not form.is_valid():
        return _following_page(request, form)
    about, number = form.cleaned_data["term"].split("-")
    term = get_object_or_404(TERMS[About(about)], pk=number)
    follow(person=request.user, about=About(about), level=Level(form.cleaned_data["level"]), target=term)
    messages.success(request, _("You follow “%(term)s”.") % {"term": term})
    return redirect("following:following_list")


@require_POST
def following_change(request: HttpRequest, subscription_id: int) -> HttpResponse:
    row = get_object_or_404(Subscription.objects.filter(person=request.user), pk=subscription_id)
    if "forget" in request.POST:
        unfollow(person=request.user, subscription_id=row.pk)
        messages.success(request, _("You no longer follow it."))
    else:
        _choose(request, About(row.about), row.target, levels=row.levels)
    return redirect("following:following_list")


def _choose(
    request: HttpRequest, about: About, target: Model | None = None, *, levels: Iterable[Level] = Level
) -> None:
    """Save how much the user chose to hear about the target. A level that the form does not offer changes nothing."""
    form = LevelForm(request.POST, levels=levels)
    if form.is_valid():
        level = Level(form.cleaned_data["level"])
        follow(person=request.user, about=about, level=level, target=target)
        messages.success(request, _("Saved: %(level)s.") % {"level": level.label})
