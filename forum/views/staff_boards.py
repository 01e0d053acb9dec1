"""Pages under /review/boards/ to manage boards, for moderators and coordinators.

They need a session with the second sign-in step: without it, no role counts. A board that the user does not manage
gives 404.
"""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.manage_boards import (
    change_audience,
    change_board,
    move_board,
    name_moderators,
    open_board,
    set_board_state,
)
from forum.enums import BoardState
from forum.forms.board import AudienceForm, BoardForm, ModeratorsForm, NewBoardForm, StateForm
from forum.models import Board, TrendNote
from forum.models.topic_queryset import TopicQuerySet
from forum.queries import audience
from forum.rules.boards import can_open_board_pages
from ratsite.accounts.rules import can_arrange_boards
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.steps import is_still_writing
from ratsite.network.enums import Marking

TOPICS_SHOWN = 50  # topics named on the page that warns of topics above a new ceiling


def boards(request: HttpRequest) -> HttpResponse:
    if not can_open_board_pages(request.user):
        raise PermissionDenied
    boards = Board.objects.managed_by(request.user).select_related("circle").prefetch_related("moderators")
    boards = sorted(boards, key=lambda board: board.is_for_circle)  # the same order as in the list of boards
    context = {"boards": boards, "can_arrange": can_arrange_boards(request.user)}
    return render(request, "forum/staff/boards.html", context)


def board_add(request: HttpRequest) -> HttpResponse:
    _only_coordinators(request)
    form = NewBoardForm(request.POST or None, steward=request.user)
    if is_still_writing(request, form):
        return render(request, "forum/staff/board_add.html", {"form": form})
    if "confirm" in request.POST:
        shown_hash = request.POST.get("shown_hash", "")
        with suppress(Stale):
            board = open_board(steward=request.user, settings=form.settings, circle=form.circle, shown_hash=shown_hash)
            messages.success(request, _("The board “%(board)s” is now open.") % {"board": board.name})
            return redirect("staff_boards:board", board_slug=board.slug)
    context = {
        "form": form,
        "circle": form.circle,
        "readers": audience.first_readers(form.circle),
        "is_stale": "confirm" in request.POST,
    }
    return render(request, "forum/staff/board_add_confirm.html", context)


def board(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = _fetch(request, board_slug)
    form = BoardForm(request.POST or None, steward=request.user, board=board)
    differing: list[str] = []
    if not is_still_writing(request, form):
        above = audience.topics_left_above(board, form.settings.ceiling)
        count, is_confirmed = above.count(), "confirm" in request.POST
        shown = whole_number(request.POST.get("above", "")) or 0
        if count and not is_confirmed:
            return _ceiling_page(request, board, form, above)
        with suppress(Stale):
            changed = change_board(
                board_id=board.pk,
                steward=request.user,
                version=_version(request),
                settings=form.settings,
                above=shown,
                reason=form.cleaned_data["reason"],
            )
            return _answer(request, board, changed, _("Saved."))
        if count != shown and board.version == _version(request):
            return _ceiling_page(request, board, form, above)
        differing = [str(form[name].label) for name in form.settings.differing_from(board)]
    too_strict = [marking for marking in Marking if board.is_above_ceiling(marking)]
    context = {
        "board": board,
        "form": form,
        "differing": differing,
        "readers": audience.count_readers(board.circle),
        "above_ceiling": board.topics.published().filter(marking__in=too_strict).count(),
        "moderators": board.moderators.select_related("agency"),
        "can_arrange": can_arrange_boards(request.user),
        "lacks_second": board.needs_two_approvals and not audience.have_two_remits(audience.moderators_of(board)),
    }
    return render(request, "forum/staff/board.html", context)


def _ceiling_page(request: HttpRequest, board: Board, form: BoardForm, above: TopicQuerySet) -> HttpResponse:
    """Return the page that asks to confirm a new ceiling, and shows the topics `above` it."""
    context = {
        "board": board,
        "form": form,
        "ceiling": Marking(form.settings.ceiling),
        "count": above.count(),
        "topics": above.order_by("-last_post_at", "-pk")[:TOPICS_SHOWN],
        "version": _version(request),
        "is_stale": "confirm" in request.POST,
    }
    return render(request, "forum/staff/board_ceiling_confirm.html", context)


def board_audience(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = _fetch(request, board_slug)
    form = AudienceForm(request.POST or None, steward=request.user, board=board)
    if is_still_writing(request, form):
        return render(request, "forum/staff/board_audience.html", {"board": board, "form": form})
    if "confirm" in request.POST:
        with suppress(Stale):
            changed = change_audience(
                board_id=board.pk,
                steward=request.user,
                circle=form.circle,
                reason=form.cleaned_data["reason"],
                version=_version(request),
                shown_hash=request.POST.get("shown_hash", ""),
            )
            return _answer(request, board, changed, _("The audience of the board has been changed."))
    context = {
        "board": board,
        "form": form,
        "circle": form.circle,
        "readers": form.readers,
        "topics": audience.topics_by_marking(board),
        "has_trends": TrendNote.objects.filter(topic__board=board).exists(),
        "left_behind": audience.moderators_left_behind(board, form.circle),
        "is_stale": "confirm" in request.POST,
    }
    return render(request, "forum/staff/board_audience_confirm.html", context)


def board_moderators(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = _fetch(request, board_slug)
    _only_coordinators(request)
    initial = {"moderators": board.moderators.all()}
    form = ModeratorsForm(request.POST or None, board=board, initial=initial)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        with suppress(Stale):
            changed = name_moderators(
                board_id=board.pk, steward=request.user, version=_version(request), **form.cleaned_data
            )
            return _answer(request, board, changed, _("Saved."))
        is_stale = True
    return render(request, "forum/staff/board_moderators.html", {"board": board, "form": form, "is_stale": is_stale})


def board_state(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = _fetch(request, board_slug)
    form = StateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        state = BoardState.OPEN if "reopen" in request.POST else BoardState.ARCHIVED
        changed = set_board_state(
            board_id=board.pk, steward=request.user, state=state, reason=form.cleaned_data["reason"]
        )
        message = _("The board is open again.") if state == BoardState.OPEN else _("The board is archived.")
        return _answer(request, board, changed, message)
    return render(request, "forum/staff/board_state.html", {"board": board, "form": form})


@require_POST
def board_move(request: HttpRequest, board_slug: str) -> HttpResponse:
    board = _fetch(request, board_slug)
    _only_coordinators(request)
    move_board(board_id=board.pk, steward=request.user, is_up="up" in request.POST)
    return redirect("staff_boards:boards")


def _fetch(request: HttpRequest, board_slug: str) -> Board:
    if not can_open_board_pages(request.user):
        raise PermissionDenied
    return get_object_or_404(Board.objects.managed_by(request.user).select_related("circle"), slug=board_slug)


def _only_coordinators(request: HttpRequest) -> None:
    if not can_arrange_boards(request.user):
        raise PermissionDenied


def _version(request: HttpRequest) -> int:
    """Return the Board.version that the submitted page showed (optimistic lock); -1 if the page sent none.

    No board has the version -1, so the action then finds the page out of date.
    """
    version = whole_number(request.POST.get("version", ""))
    return -1 if version is None else version


def _answer(request: HttpRequest, board: Board, changed: bool, message: str) -> HttpResponse:
    if changed:
        messages.success(request, message)
    else:
        messages.info(request, _("It was already like that, so nothing was changed."))
    return redirect("staff_boards:board", board_slug=board.slug)
