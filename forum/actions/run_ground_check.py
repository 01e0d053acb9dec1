"""Propose, answer and end a ground check, and publish its summary with the signatures of two moderators.

Every action locks the topic, so that no answer arrives while the result is being stored.
"""

import datetime as dt
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from forum.actions.lock_rows import lock_topic, recheck_on_board
from forum.actions.record_event import actor_unless_anonymous, record_event, record_event_as_known
from forum.enums import EventKind
from forum.models import GroundAnswer, GroundCheck, GroundStatement, Topic
from forum.models.ground_check import MOST_STATEMENTS
from forum.queries.ground_check import count_answers, shown_hash_of_summary
from forum.queries.retention import why_topic_must_stay
from forum.rules.ground_checks import (
    can_answer_ground,
    can_delete_ground,
    can_draft_from_ground,
    can_end_ground,
    can_propose_ground,
    can_say_what_would_change,
    can_sign_ground,
)
from forum.text.identifier_check import may_identify_someone
from ratsite.accounts.models import User
from ratsite.audit.actions import record
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Remit


@transaction.atomic
def propose_ground_check(
    *, topic_id: int, proposer: User, statements: Collection[str], closes_on: dt.date
) -> GroundCheck | None:
    """Start a ground check with these statements and return it; None if the topic has one that is not published yet."""
    topic = lock_topic(topic_id)
    proposer = recheck_on_board(topic.board, proposer, can_propose_ground, topic)
    if not 1 <= len(statements) <= MOST_STATEMENTS or may_identify_someone(statements):
        raise PermissionDenied
    if topic.ground_checks.filter(published_at=None).exists():
        return None
    check = GroundCheck.objects.create(
        topic=topic, proposed_by=proposer, created_at=timezone.now(), closes_on=closes_on
    )
    GroundStatement.objects.bulk_create(
        GroundStatement(ground_check=check, position=number, text=text)
        for number, text in enumerate(statements, start=1)
    )
    count = ngettext("%(count)s statement", "%(count)s statements", len(statements)) % {"count": len(statements)}
    record_event_as_known(topic, EventKind.GROUND_OPEN, actor=proposer, detail=count, reason="")
    return check


@transaction.atomic
def answer_ground_check(*, check_id: int, person: User, answers: Mapping[int, tuple[str, str]]) -> None:
    """Store this person's answers to a ground check, replacing their earlier ones.

    answers: id of a statement → (Stance, what would change the person's answer). The answers are counted for the main
    remit that the person's agency has today.
    """
    check = _lock(check_id)
    person = recheck_on_board(check.topic.board, person, can_answer_ground, check)
    changes = [change for _, change in answers.values() if change]
    if may_identify_someone(changes) or (changes and not can_say_what_would_change(person)):
        raise PermissionDenied
    remit = _remit_of(person)
    for statement in check.statements.filter(pk__in=answers):
        stance, change = answers[statement.pk]
        GroundAnswer.objects.update_or_create(
            statement=statement,
            person=person,
            defaults={"remit": remit, "stance": stance, "change": change},
        )


@transaction.atomic
def end_ground_check(*, check_id: int, person: User) -> bool:
    """End a ground check before its last day has passed; return False if it is closed to answers already."""
    check = _lock(check_id)
    if not check.is_open:
        return False
    person = recheck_on_board(check.topic.board, person, can_end_ground, check)
    _end(check)
    record(check.topic, "forum.ground.end", actor=actor_unless_anonymous(check.topic, person))
    return True


def end_ground_checks() -> None:
    """End the ground checks whose last day has passed. Runs every hour.

    Also deletes the answers of ended checks that could not be deleted before because of a legal hold.
    """
    for check_id in GroundCheck.objects.over().order_by("pk").values_list("pk", flat=True):
        _end_if_over(check_id)
    for check_id in GroundCheck.objects.ended_with_answers().order_by("pk").values_list("pk", flat=True):
        _delete_kept_answers(check_id)


@transaction.atomic
def _end_if_over(check_id: int) -> None:
    check = _lock_if_there(check_id)
    if check is not None and GroundCheck.objects.over().filter(pk=check.pk).exists():
        _end(check)


@transaction.atomic
def _delete_kept_answers(check_id: int) -> None:
    check = _lock_if_there(check_id)
    if check is not None:
        _delete_answers(check)


def _end(check: GroundCheck) -> None:
    """Store the result and delete the single answers.

    The result is stored because, if it were counted on each page, it would change when a person is erased, and tell
    what that person answered.
    """
    check.ended_at, check.result = timezone.now(), count_answers(check)
    check.save(update_fields=["ended_at", "result"])
    record_event(check.topic, EventKind.GROUND_ENDED, actor=None)
    _delete_answers(check)


def _delete_answers(check: GroundCheck) -> None:
    """Delete the single answers, unless a legal hold forbids it. The hourly job then deletes them after the hold."""
    if not why_topic_must_stay(check.topic):
        GroundAnswer.objects.filter(statement__ground_check=check).delete()


@transaction.atomic
def delete_ground_check(*, check_id: int, person: User, reason: str) -> None:
    """Delete a ground check with all its answers and its summary.

    Raises PermissionDenied if the person may not delete it, if the reason may identify a person, or if a legal hold
    forbids it.
    """
    check = _lock(check_id)
    person = recheck_on_board(check.topic.board, person, can_delete_ground, check)
    if may_identify_someone([reason]) or why_topic_must_stay(check.topic):
        raise PermissionDenied
    actor = actor_unless_anonymous(check.topic, person)
    record(check.topic, "forum.ground.delete", actor=actor, reason=reason)
    check.delete()


@transaction.atomic
def sign_summary(*, check_id: int, moderator: User, summary: str, shown_hash: str) -> bool:
    """Sign the summary; return True if this was the second signature, which publishes it.

    The second signature must come from another moderator with another main remit, under the same text; any other
    signature counts as the first. If the moderator has signed this text already, for example by a double click, nothing
    changes, and the result is the same as the first time.

    shown_hash: what forum.queries.ground_check.shown_hash_of_summary returned when the moderator saw the summary.
    Raises Stale if the stored summary has changed since.
    """
    check = _lock(check_id)
    if check.is_published and (check.second_signer_id, check.summary) == (moderator.pk, summary):
        return True
    moderator = recheck_on_board(check.topic.board, moderator, can_sign_ground, check)
    if (check.first_signer_id, check.first_remit, check.summary) == (moderator.pk, _remit_of(moderator), summary):
        return False
    if shown_hash_of_summary(check) != shown_hash:
        raise Stale
    if not summary.strip() or may_identify_someone([summary]):
        raise PermissionDenied
    remit = _remit_of(moderator)
    is_second = (
        check.first_signer_id not in (None, moderator.pk)
        and check.first_remit_id != remit.pk
        and check.summary == summary
    )
    if not is_second:
        check.summary, check.first_signer, check.first_remit = summary, moderator, remit
        check.save(update_fields=["summary", "first_signer", "first_remit"])
        record(check.topic, "forum.ground.sign", actor=moderator)
        return False
    check.second_signer, check.second_remit, check.published_at = moderator, remit, timezone.now()
    check.save(update_fields=["second_signer", "second_remit", "published_at"])
    detail = " · ".join(remit.name for remit in (check.first_remit, remit) if remit)
    record_event(check.topic, EventKind.GROUND_TOLD, actor=None, detail=detail)
    record(check.topic, "forum.ground.publish", actor=moderator)
    return True


def _remit_of(person: User) -> Remit:
    """Return the main remit of the person's agency; raise PermissionDenied if they have no agency."""
    if person.agency is None:
        raise PermissionDenied
    return person.agency.main_remit


def _lock(check_id: int) -> GroundCheck:
    """Lock the topic of a ground check and return the check as read under the lock.

    Raises PermissionDenied if the check is gone.
    """
    check = _lock_if_there(check_id)
    if check is None:
        raise PermissionDenied
    return check


def _lock_if_there(check_id: int) -> GroundCheck | None:
    """Lock the topic of a ground check and return the check.

    None if the check is gone, or if a merge moved it to another topic while this waited for the lock.
    """
    topic_id = GroundCheck.objects.filter(pk=check_id).values_list("topic", flat=True).first()
    topic = lock_topic(topic_id) if topic_id else None
    check = GroundCheck.objects.select_related("first_remit").filter(pk=check_id, topic=topic).first()
    if topic is None or check is None:
        return None
    check.topic = topic
    return check


def lock_for_draft(*, check_id: int, person: User) -> GroundCheck:
    """Lock a ground check's topic and return the check, for a person who makes a library draft from it.

    Raises PermissionDenied if the person may not make one. The lock lasts until the caller's transaction ends, so that
    two people cannot make a draft at the same time.
    """
    check = _lock(check_id)
    recheck_on_board(check.topic.board, person, can_draft_from_ground, check)
    return check


def move_ground_checks(topic: Topic, into: Topic) -> None:
    """Move the ground checks of a merged topic to the topic `into`.

    At most one ground check of both topics is unpublished: obstacle_for_merge refuses the merge if each has one.
    """
    topic.ground_checks.update(topic=into)
