"""Many people write to the audit log at once: no entry is lost or doubled, and the chain of seals has no fork."""

import datetime as dt
import threading
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.edit import edit_post
from forum.actions.manage_boards import BoardSettings, change_board
from forum.actions.post import post_reply
from forum.models import Board, Topic
from ratsite.audit.actions import record
from ratsite.audit.models import LogSeal
from ratsite.audit.verification import Verdict, verify
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from ratsite.sanctions.models import Sanction
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.threads import at_once

THREADS, EACH = 8, 25
pytestmark = pytest.mark.django_db(transaction=True)


def test_two_stewards_who_impose_the_same_at_once_impose_one():
    person, stewards = MemberFactory(), [MemberFactory(roles=["Coordinators"]) for _ in range(4)]
    ends_at = timezone.now() + dt.timedelta(days=7)
    values = {"person_id": person.pk, "kind": SanctionKind.EXCLUDE, "ends_at": ends_at, "reason": "Once"}
    made = at_once(*(partial(impose, steward=steward, **values) for steward in stewards))
    assert [one for one in made if isinstance(one, DatabaseError)] == []
    assert len([one for one in made if one]) == 1
    assert Sanction.objects.filter(person=person).count() == 1


def test_an_author_who_takes_a_file_off_and_a_steward_who_changes_the_board_do_not_wait_for_each_other():
    """Both write to the log and to the board's row, so that different orders could deadlock."""
    moderator, author = MemberFactory(roles=["Moderators"]), MemberFactory()
    board = BoardFactory(holds_replies=True)
    topic = make_topic(board, MemberFactory())
    for turn in range(3):
        upload = SimpleUploadedFile("card.txt", b"Ask first.")
        Board.objects.filter(pk=board.pk).update(holds_replies=True)
        topic = Topic.objects.select_related("board").get(pk=topic.pk)
        post = post_reply(topic=topic, author=author, body="With a file.", files=[upload])
        Board.objects.filter(pk=board.pk).update(holds_replies=False)  # so that the edit publishes, and counts
        now = Board.objects.get(pk=board.pk)
        file = post.attachments.get()
        fields = (
            "marking",
            "ceiling",
            "holds_topics",
            "holds_replies",
            "holds_newcomers",
            "bars_own_agency",
            "needs_two_approvals",
            "is_about_children",
            "usual_kind",
        )
        settings = BoardSettings(name=f"Board {turn}", aim=now.aim, **{name: getattr(now, name) for name in fields})
        edit = partial(edit_post, post_id=post.pk, editor=author, body="Without.", remove=[file.pk])
        change = partial(change_board, board_id=board.pk, steward=moderator, version=now.version, settings=settings)
        found = at_once(edit, change)
        assert [one for one in found if isinstance(one, DatabaseError)] == []
    assert verify().problem == ""


def test_two_hundred_entries_at_once_lose_and_double_nothing():
    before, person, errors = LogSeal.objects.count(), MemberFactory(), []

    def write(thread: int) -> None:
        try:
            for number in range(EACH):
                record(person, "accounts.person.roles", actor=None, reason=f"{thread}/{number}")
        except DatabaseError as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    written = ModelLogEntry.objects.filter(object_id=str(person.pk), action="accounts.person.roles")
    reasons = sorted(entry.data["reason"] for entry in written)
    assert reasons == sorted(f"{thread}/{number}" for thread in range(THREADS) for number in range(EACH))
    assert LogSeal.objects.count() == before + THREADS * EACH
    assert verify() == Verdict(LogSeal.objects.count(), LogSeal.objects.latest("number").digest)
