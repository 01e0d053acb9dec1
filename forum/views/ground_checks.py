"""Pages of a topic's ground check: propose statements, answer them, read the result, sign the summary."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from forum.actions.run_ground_check import (
    answer_ground_check,
    delete_ground_check,
    end_ground_check,
    propose_ground_check,
    sign_summary,
)
from forum.forms.ground_check import AnswersForm, EndForm, StatementsForm, SummaryForm
from forum.models import GroundCheck, Post
from forum.queries.ground_check import (
    current_check,
    drafted_summary,
    other_checks,
    own_answers,
    remits_answering,
    result_of,
    shown_hash_of_summary,
)
from forum.queries.retention import MUST_STAY, why_topic_must_stay
from forum.queries.topic_page import POSTS_A_PAGE
from forum.rules.ground_checks import (
    can_answer_ground,
    can_delete_ground,
    can_propose_ground,
    can_say_what_would_change,
    can_sign_ground,
)
from forum.views.topics import fetch_topic, readers_of
from ratsite.lib.optimistic_lock import Stale


def topic_ground_check(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Redirect to the topic's unpublished ground check or, without one, to the newest published one."""
    check = current_check(fetch_topic(request, topic_id))
    if check is None:
        raise Http404
    return redirect(check)


def ground_check(request: HttpRequest, check_id: int) -> HttpResponse:
    """Show a ground check, and save a member's answers."""
    check = _fetch(request, check_id)
    may = can_answer_ground(request.user, check)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = _answers_form(request, check) if may else None
    if form is not None and form.is_bound and form.is_valid():
        answer_ground_check(check_id=check.pk, person=request.user, answers=form.answers())
        messages.success(request, _("Your answers are saved. You can change them until this check ends."))
        return redirect(check)
    return _page(request, check, form=form)


def ground_check_new(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_propose_ground(request.user, topic):
        raise PermissionDenied
    form = StatementsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        check = propose_ground_check(topic_id=topic.pk, proposer=request.user, **form.cleaned_data)
        if check is None:
            form.add_error(
                None,
                _("This topic already has a ground check that is not published yet. Finish or delete that one first."),
            )
        else:
            messages.success(request, _("People can now answer the statements."))
            return redirect(check)
    posts = Post.objects.shown_to(request.user).filter(topic=topic).order_by("number")[:POSTS_A_PAGE]
    context = {"topic": topic, "board": topic.board, "form": form, "posts": posts, "readers": readers_of(topic.board)}
    return render(request, "forum/ground_check_new.html", context)


@require_POST
def ground_check_sign(request: HttpRequest, check_id: int) -> HttpResponse:
    check = _fetch(request, check_id)
    has_published = check.second_signer_id == request.user.pk  # with an earlier press of the button
    if not (has_published or can_sign_ground(request.user, check)):
        raise PermissionDenied
    form = SummaryForm(request.POST.copy())
    if form.is_valid():
        try:
            is_published = sign_summary(check_id=check.pk, moderator=request.user, **form.cleaned_data)
        except Stale:
            check = _fetch(request, check_id)
            form.data["shown_hash"] = shown_hash_of_summary(check)
            form.add_error("summary", _("Another moderator has signed the summary. Compare their words with yours."))
            return _page(request, check, summary_form=form, is_signed_meanwhile=True)
        if is_published:
            messages.success(request, _("The summary is published at the top of the topic."))
        else:
            messages.success(
                request, _("You have signed the summary. A moderator with another main remit must sign it next.")
            )
        return redirect(check)
    return _page(request, check, summary_form=form)


def ground_check_end(request: HttpRequest, check_id: int) -> HttpResponse:
    check = _fetch(request, check_id)
    if not can_delete_ground(request.user, check):
        raise PermissionDenied
    form = EndForm(request.POST or None, check=check)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["do"] == EndForm.END:
            end_ground_check(check_id=check.pk, person=request.user)
            messages.success(request, _("The ground check is closed to new answers. This is the result."))
            return redirect(check)
        if why_topic_must_stay(check.topic):
            form.add_error("do", MUST_STAY)  # not the reason: it is for people who manage the board
        else:
            delete_ground_check(check_id=check.pk, person=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The ground check and its answers have been deleted."))
            return redirect(check.topic)
    return render(request, "forum/ground_check_end.html", {"topic": check.topic, "check": check, "form": form})


def _fetch(request: HttpRequest, check_id: int) -> GroundCheck:
    checks = GroundCheck.objects.visible_to(request.user)
    return get_object_or_404(checks.select_related("topic__board__circle", "first_remit", "second_remit"), pk=check_id)


def _answers_form(request: HttpRequest, check: GroundCheck) -> AnswersForm:
    own = own_answers(check, request.user)
    has_changes = can_say_what_would_change(request.user)
    sent = request.POST if request.method == "POST" else None
    return AnswersForm(sent, statements=check.statements.all(), own=own, has_changes=has_changes)


def _page(
    request: HttpRequest,
    check: GroundCheck,
    form: AnswersForm | None = None,
    summary_form: SummaryForm | None = None,
    is_signed_meanwhile: bool = False,
) -> HttpResponse:
    result = result_of(check) if check.ended_at else None
    if summary_form is None and result is not None and can_sign_ground(request.user, check):
        shown = {"summary": check.summary or drafted_summary(result), "shown_hash": shown_hash_of_summary(check)}
        summary_form = SummaryForm(initial=shown)
    others = list(other_checks(check))
    context = {
        "topic": check.topic,
        "board": check.topic.board,
        "check": check,
        "form": form,
        "statements": check.statements.all() if check.is_open and form is None else (),
        "remits_answering": remits_answering(check) if check.is_open else 0,
        "result": result,
        "summary_form": summary_form,
        "is_signed_meanwhile": is_signed_meanwhile,
        "others": others,
        "readers": readers_of(check.topic.board),
        "can_delete": can_delete_ground(request.user, check),
        "can_propose": all(other.is_published for other in [check, *others])
        and can_propose_ground(request.user, check.topic),
    }
    return render(request, "forum/ground_check.html", context)
