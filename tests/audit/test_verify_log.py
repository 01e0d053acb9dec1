"""The audit log is sealed: a change made outside the site is found, and the first entry that does not fit is named."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, ModelLogEntry, Page, PageLogEntry

from ratsite.accounts.models import User
from ratsite.audit import verification
from ratsite.audit.actions import record
from ratsite.audit.models import LogSeal
from ratsite.audit.verification import Verdict, verify
from ratsite.lib.db.append_only import REFUSED, allow_changes
from ratsite.notifications.models import Mail
from ratsite.review.actions.verify_log import watch_log
from tests.factories import MemberFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
SEALS = "audit_logseal"


def written(count: int = 5) -> list[ModelLogEntry]:
    """The newest entries, oldest first: what a moderator did to a person."""
    actor, person = MemberFactory(), MemberFactory()
    for number in range(count):
        record(person, "accounts.person.roles", actor=actor, reason=f"Reason {number}", before=[], after=["Editors"])
    return list(ModelLogEntry.objects.order_by("-pk")[:count])[::-1]


def sql(statement: str, *values) -> None:
    """Change the database directly, as someone could who has its password."""
    allow_changes(connection, SEALS)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def seal_of(entry: ModelLogEntry) -> LogSeal:
    return LogSeal.objects.get(log="model", entry_id=entry.pk)


def name_of(entry: ModelLogEntry) -> str:
    return f"Number {seal_of(entry).number}, entry {entry.pk} of the audit log"


def test_a_log_that_nobody_touched_is_in_order(capsys):
    written()
    call_command("verify_log")
    newest, count = LogSeal.objects.latest("number"), ModelLogEntry.objects.count() + PageLogEntry.objects.count()
    said = capsys.readouterr().out
    assert f"OK: {count} entries" in said
    assert f"Newest digest: {newest.digest}" in said
    assert verify(expect=newest.digest, least=count) == Verdict(count, newest.digest)


def test_an_empty_log_is_in_order():
    sql(f"DELETE FROM {SEALS}")
    ModelLogEntry.objects.all().delete()
    PageLogEntry.objects.all().delete()
    assert verify().problem == ""


def test_the_log_of_pages_holds_no_remark_of_an_editor():
    """An erasure deletes an editor's remarks from their own tables, but could not remove them from a sealed entry."""
    page, editor = Page.objects.filter(depth=2).first(), MemberFactory()
    remark = Comment.objects.create(page=page, user=editor, text="Yokkertext", contentpath="title")
    answer = CommentReply.objects.create(comment=remark, user=editor, text="Yokkertext")
    remark.log_create(user=editor)
    answer.log_create(user=editor)
    log(page, "wagtail.workflow.reject", user=editor, data={"workflow": {"id": 1}, "comment": "Yokkertext"})
    entries = list(PageLogEntry.objects.order_by("-pk")[:3])
    assert [entry for entry in entries if "Yokkertext" in str(entry.data)] == []
    assert [entry.data["comment"] for entry in entries][0] == ""
    assert entries[2].data["comment"]["contentpath"] == "title"
    assert [str(entry.message) for entry in entries[1:]] == ["Replied to a comment", "Added a comment"]
    assert verify().problem == ""


def test_log_entries_that_wagtail_writes_are_sealed_too():
    page = Page.objects.filter(depth=2).first().specific
    page.save_revision(log_action=True, changed=True)
    entry = PageLogEntry.objects.latest("pk")
    assert LogSeal.objects.latest("number").entry_id == entry.pk
    assert verify().problem == ""
    PageLogEntry.objects.filter(pk=entry.pk).update(action="wagtail.publish")
    assert verify().problem.endswith(f"entry {entry.pk} of the log of pages, was changed after it was written.")


def test_an_entry_whose_transaction_fails_leaves_no_seal():
    before, person = LogSeal.objects.count(), MemberFactory()
    with transaction.atomic():
        record(person, "accounts.person.roles", actor=None)
        transaction.set_rollback(True)
    assert LogSeal.objects.count() == before
    assert verify().problem == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "accounts.person.left"),
        ("label", "user 999"),
        ("object_id", "999"),
        ("timestamp", "2020-01-01 00:00:00+00:00"),
        ("user_id", 999_999),
        ("user_id", None),
        ("data", '{"reason": "Another"}'),
        ("content_type_id", 2),
        ("uuid", "0" * 32),
        ("deleted", True),
    ],
)
def test_an_entry_that_was_changed_is_named(column, value):
    entries = written()
    sql(f"UPDATE wagtailcore_modellogentry SET {column} = %s WHERE id = %s", value, entries[2].pk)
    assert verify().problem == f"{name_of(entries[2])}, was changed after it was written."


def test_the_first_of_two_changed_entries_is_named():
    entries = written()
    for entry in (entries[3], entries[1]):
        sql("UPDATE wagtailcore_modellogentry SET label = 'user 1' WHERE id = %s", entry.pk)
    assert verify().problem.startswith(name_of(entries[1]))


def test_an_entry_that_was_removed_is_named():
    entries = written()
    sql("DELETE FROM wagtailcore_modellogentry WHERE id = %s", entries[2].pk)
    assert verify().problem == f"{name_of(entries[2])}, was removed. Only its seal is left."


def test_an_entry_that_was_removed_with_its_seal_is_missed():
    entries = written()
    number, next_one = seal_of(entries[2]).number, name_of(entries[3])
    sql(f"DELETE FROM {SEALS} WHERE number = %s", number)
    sql("DELETE FROM wagtailcore_modellogentry WHERE id = %s", entries[2].pk)
    assert verify().problem == f"Number {number} was removed. The next one is {next_one}."


def test_removing_an_entry_and_closing_the_gap_does_not_help():
    entries = written()
    number = seal_of(entries[2]).number
    sql(f"DELETE FROM {SEALS} WHERE number = %s", number)
    sql("DELETE FROM wagtailcore_modellogentry WHERE id = %s", entries[2].pk)
    for later in (number + 1, number + 2):
        sql(f"UPDATE {SEALS} SET number = %s WHERE number = %s", later - 1, later)
    assert verify().problem.startswith(f"{name_of(entries[3])}, was added, moved or sealed again later")


def test_an_inserted_log_entry_is_named():
    entries = written()
    put_in = ModelLogEntry.objects.get(pk=entries[2].pk)
    put_in.pk = entries[-1].pk + 1000
    ModelLogEntry.objects.bulk_create([put_in])  # sends no signal, as SQL does not
    assert verify().problem == f"Entry {put_in.pk} of the audit log has no seal, so it was not added by the site."


def test_a_log_entry_that_was_inserted_with_a_new_seal_is_named():
    entries = written()
    put_in = ModelLogEntry.objects.get(pk=entries[2].pk)
    put_in.pk = entries[-1].pk + 1000
    ModelLogEntry.objects.bulk_create([put_in])
    last = LogSeal.objects.latest("number")
    LogSeal.objects.create(
        number=last.number + 1, log="model", entry_id=put_in.pk, content=last.content, digest=last.digest
    )
    assert verify().problem.startswith(f"{name_of(put_in)}, was added, moved or sealed again later")


def test_entries_that_changed_places_are_found():
    entries = written()
    first, second = seal_of(entries[1]), seal_of(entries[2])
    sql(f"UPDATE {SEALS} SET entry_id = 0 WHERE number = %s", first.number)
    sql(f"UPDATE {SEALS} SET entry_id = %s WHERE number = %s", first.entry_id, second.number)
    sql(f"UPDATE {SEALS} SET entry_id = %s WHERE number = %s", second.entry_id, first.number)
    assert verify().problem.startswith(f"Number {first.number}, entry {second.entry_id} of the audit log, was added")


def test_seals_that_changed_places_are_found():
    entries = written()
    first, second = seal_of(entries[1]).number, seal_of(entries[2]).number
    for old, new in ((first, 0), (second, first), (0, second)):
        sql(f"UPDATE {SEALS} SET number = %s WHERE number = %s", new, old)
    assert verify().problem.startswith(f"Number {first}, entry {entries[2].pk} of the audit log, was added, moved")


def test_a_seal_that_was_made_anew_without_the_key_is_found(settings):
    entries = written()
    sql("UPDATE wagtailcore_modellogentry SET label = 'user 1' WHERE id = %s", entries[-1].pk)
    key, settings.SECRET_KEY = settings.SECRET_KEY, "a guess at the key that the database does not hold"
    last = seal_of(entries[-1])
    before = LogSeal.objects.get(number=last.number - 1).digest
    sql(f"DELETE FROM {SEALS} WHERE number = %s", last.number)
    from ratsite.audit.models import Log
    from ratsite.audit.seals import seal_fields

    changed = ModelLogEntry.objects.get(pk=entries[-1].pk)
    LogSeal.objects.create(**seal_fields(Log.MODEL, changed, number=last.number, before=before))
    settings.SECRET_KEY = key
    assert verify().problem.startswith(f"{name_of(changed)}, was added, moved or sealed again later")


def test_a_tail_that_was_cut_off_shows_against_what_was_written_down():
    entries = written()
    newest = LogSeal.objects.latest("number")
    for entry in entries[-2:]:
        sql(f"DELETE FROM {SEALS} WHERE entry_id = %s AND log = 'model'", entry.pk)
        sql("DELETE FROM wagtailcore_modellogentry WHERE id = %s", entry.pk)
    assert verify().problem == ""  # what is left is a chain without a fault
    with pytest.raises(CommandError, match="Entries are missing at the end") as found:
        call_command("verify_log", expect=newest.digest)
    assert found.value.returncode == 1
    left = newest.number - 2
    assert verify(least=newest.number).problem == (
        f"Entries are missing at the end. There are {left}, and there were {newest.number}."
    )


def test_a_new_key_seals_what_comes_and_the_old_one_still_verifies(settings):
    written(2)
    settings.LOG_KEYS = ["a key of the log's own"]
    written(2)
    settings.LOG_KEYS = ["a newer key", *settings.LOG_KEYS]
    written(2)
    assert verify().problem == ""
    settings.LOG_KEYS = []
    assert "was added, moved or sealed again later" in verify().problem


def test_a_person_who_is_erased_or_renamed_breaks_nothing():
    entries = written()
    actor, person = entries[0].user, User.objects.get(pk=entries[0].object_id)
    User.objects.filter(pk=person.pk).update(first_name="Another", email="another@agency.example")
    for gone in (actor, person):
        gone.emailaddress_set.all().delete()
        gone.delete()
    assert verify().problem == ""
    assert verification.ModelLogEntry.objects.filter(pk__in=[entry.pk for entry in entries]).count() == 5


@pytest.mark.parametrize(
    "change",
    ["UPDATE audit_logseal SET digest = content", pytest.param("DELETE FROM audit_logseal", id="delete")],
)
def test_the_database_refuses_to_change_a_seal_or_the_change_is_found(change):
    written(1)
    if connection.vendor == "sqlite" and change.startswith("DELETE"):
        # The trigger allows it on SQLite, where Django empties tables between tests with DELETE. It is found out.
        with connection.cursor() as cursor:
            cursor.execute(change)
        assert verify().problem
        return
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_coordinator_is_emailed_about_a_change_by_the_site_itself(settings):
    entries = written()
    assert watch_log() == ""
    assert not Mail.objects.exists()
    sql("UPDATE wagtailcore_modellogentry SET label = 'user 1' WHERE id = %s", entries[2].pk)
    assert watch_log().startswith(name_of(entries[2]))
    mail = Mail.objects.get(to=settings.CONTACT_EMAIL)
    assert name_of(entries[2]) in mail.text


@pytest.mark.parametrize("count", [1, 3])
def test_verifying_costs_the_same_for_one_entry_and_three(count, django_assert_num_queries):
    sql(f"DELETE FROM {SEALS}")
    ModelLogEntry.objects.all().delete()
    PageLogEntry.objects.all().delete()
    written(count)
    # A thousand seals with their entries of two logs, the end of the seals, and what has none in each log.
    with django_assert_num_queries(5):
        assert verify().problem == ""


def test_more_seals_than_are_read_at_a_time(monkeypatch):
    monkeypatch.setattr(verification, "CHUNK", 2)
    entries = written(5)
    assert verify().count == LogSeal.objects.count()
    sql("UPDATE wagtailcore_modellogentry SET label = 'user 1' WHERE id = %s", entries[-1].pk)
    assert verify().problem.startswith(name_of(entries[-1]))
