"""Pages under /review/retention/: people who manage a board decide on topics whose retention time has run out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from forum.actions.decide_retention import decide_fate, end_topic_hold, hold_topic, set_retention
from forum.enums import Fate
from forum.forms.retention import BoardTimeForm, FateForm, HoldForm
from forum.models import Board, RetentionDecision, Topic, TopicHold
from forum.queries.retention import MOST_SHOWN, due_on_boards_of, hold_on, why_topic_must_stay
from forum.rules.boards import can_open_board_pages
from ratsite.privacy.forms import EndHoldForm

DONE = {
    Fate.KEPT: _("The topic stays as it is. We will ask you again after the same number of months."),
    Fate.ARCHIVED: _("Archived. People can still find it by searching."),
    Fate.ANONYMISED: _("Archived. The names will be removed within a few minutes."),
}


def due_list(request: HttpRequest) -> HttpResponse:
    _only_stewards(request)
    boards = Board.objects.managed_by(request.user)
    context = {
        "topics": due_on_boards_of(request.user)[:MOST_SHOWN],
        "most": MOST_SHOWN,
        "boards": boards.exclude(retention_months=None),
        "boards_without": boards.filter(retention_months=None),
        "holds": TopicHold.objects.in_force().filter(topic__board__in=boards).select_related("topic")[:MOST_SHOWN],
    }
    return render(request, "forum/staff/retention.html", context)


def board_time(request: HttpRequest, board_slug: str) -> HttpResponse:
    """Set how many months without a reply pass before a topic of this board comes up for review."""
    _only_stewards(request)
    board = get_object_or_404(Board.objects.managed_by(request.user), slug=board_slug)
    form = BoardTimeForm(request.POST or None, initial={"months": board.retention_months})
    if request.method == "POST" and form.is_valid():
        set_retention(board_id=board.pk, steward=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("retention:due_list")
    return render(request, "forum/staff/board_time.html", {"board": board, "form": form})


def topic_fate(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = _topic(request, topic_id)
    form = FateForm(request.POST or None)
    is_too_late = False
    if request.method == "POST" and form.is_valid():
        fate = Fate(form.cleaned_data["fate"])
        if decide_fate(topic_id=topic.pk, steward=request.user, fate=fate, reason=form.cleaned_data["reason"]):
            messages.success(request, DONE[fate])
            return redirect("retention:due_list")
        is_too_late = True
        topic.refresh_from_db()
    context = {
        "topic": topic,
        "form": form,
        "is_too_late": is_too_late,
        "hold_form": HoldForm(auto_id="hold_%s"),  # the page has another field "reason"
        "hold": TopicHold.objects.in_force().filter(topic=topic).first(),
        "obstacle": why_topic_must_stay(topic),
        "is_due": Topic.objects.due_for_review().filter(pk=topic.pk).exists(),
    }
    return render(request, "forum/staff/topic_fate.html", context, status=409 if is_too_late else 200)


@require_POST
def topic_hold(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = _topic(request, topic_id)
    form = HoldForm(request.POST)
    if not form.is_valid():
        return render(request, "forum/staff/topic_hold.html", {"topic": topic, "form": form})
    if not hold_topic(topic_id=topic.pk, steward=request.user, **form.cleaned_data):
        form.add_error(None, _("Nothing was changed. %(hold)s") % {"hold": hold_on(topic)})
        return render(request, "forum/staff/topic_hold.html", {"topic": topic, "form": form}, status=409)
    messages.success(request, _("On hold: nobody can rename, archive, split or merge the topic, or remove its names."))
    return redirect("retention:topic_fate", topic_id=topic.pk)


def hold_end(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Say what becomes possible if the topic's legal hold ends, and ask for the reason. A POST request ends it."""
    topic = _topic(request, topic_id)
    form = EndHoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if end_topic_hold(topic_id=topic.pk, steward=request.user, **form.cleaned_data):
            messages.success(request, _("The legal hold has ended."))
        return redirect("retention:topic_fate", topic_id=topic.pk)
    hold = TopicHold.objects.in_force().filter(topic=topic).select_related("placed_by").first()
    return render(request, "forum/staff/hold_end.html", {"topic": topic, "hold": hold, "form": form})


def report(request: HttpRequest) -> HttpResponse:
    """Show for each board how many of its topics were kept, archived and anonymised. The report names no topic."""
    _only_stewards(request)
    boards = Board.objects.managed_by(request.user)
    rows = (
        RetentionDecision.objects.filter(board__in=boards).values("board__name", "fate").order_by("board__name", "fate")
    )
    counted = rows.annotate(topics=Count("pk"), posts_in_all=Sum("posts"), latest=Max("decided_at"))
    fates = [{**row, "done": Fate(row["fate"]).done} for row in counted]
    return render(request, "forum/staff/retention_report.html", {"rows": fates})


def _topic(request: HttpRequest, topic_id: int) -> Topic:
    _only_stewards(request)
    topics = Topic.objects.visible_to(request.user).published().select_related("board")
    return get_object_or_404(topics.filter(board__in=Board.objects.managed_by(request.user)), pk=topic_id)


def _only_stewards(request: HttpRequest) -> None:
    if not can_open_board_pages(request.user):
        raise PermissionDenied
