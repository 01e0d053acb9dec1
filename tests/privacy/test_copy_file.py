"""The data copy of a person on whom the site stores something in every list and every field."""

import html

import pytest

from ratsite.lib.personal_data import sections
from ratsite.privacy.copy_file import PAGE
from tests.privacy.actions.test_make_copy import data_of, everything_in, opened
from tests.world.world import MODERATOR_NAME, OTHERS, OWN

pytestmark = pytest.mark.django_db
# Lists for which the test data has no row: they need an editor, or an erasure.
EMPTY_HERE = {"page_log", "approvals_asked", "approvals_given", "erasures"}
# Fields without text for which the test data has no value.
NOT_FILLED = {
    "drafts.board", "drafts.kind", "feeds.last_used_on", "files.refusal",
    "following.affected", "following.area", "following.form", "following.sector",
    "invitations_sent.revoked_at", "invitations_to_you.revoked_at",
    "mail_choices.is_stopped", "mail_choices.weekday", "page_editor.current_time_zone",
    "page_editor.preferred_language", "posts.sent_again_at", "questions.answer_by", "second_steps.last_used_at",
    "told.why_word", "topics.affected", "topics.forms",
}  # fmt: skip


def test_the_copy_holds_every_word_of_the_persons_own_and_none_of_others(outsider, author):
    text = everything_in(opened(author)).lower()
    assert [word for word in OWN if word.lower() not in text] == []
    # A quote inside one's own words is one's own; nothing else of others is there, nor who decided.
    assert [word for word in (OTHERS, MODERATOR_NAME, outsider.email, str(outsider)) if word.lower() in text] == []


def test_every_list_has_rows(author):
    lists = data_of(author)["lists"]
    assert list(lists) == [part.key for part in sections()]
    assert [key for key, rows in lists.items() if not rows and key not in EMPTY_HERE] == []


def test_every_field_of_every_list_is_filled(author):
    """A new field without a value in the test data fails here, because no other test could check it."""
    lists = data_of(author)["lists"]
    never = [
        f"{part.key}.{name}"
        for part in sections()
        if lists[part.key]
        for name in part.names()
        if all(row[name] in (None, "", [], {}, False, 0) for row in lists[part.key])
    ]
    assert sorted(set(never) - NOT_FILLED) == []
    assert sorted(NOT_FILLED - set(never)) == []


def test_the_copy_has_a_page_to_read_with_every_word_and_none_of_others(outsider, author):
    page = html.unescape(opened(author).read(PAGE).decode())
    assert [word for word in OWN if word.lower() not in page.lower()] == []
    assert [word for word in (OTHERS, MODERATOR_NAME, outsider.email, str(outsider)) if word in page] == []
    assert "<script" not in page


def test_reports_about_a_person_show_neither_the_reporter_nor_the_text(author):
    flags = data_of(author)["lists"]["flags_about_you"]
    assert {frozenset(flag) for flag in flags} == {
        frozenset({"post", "reason", "created_at", "outcome", "settled_at"}),
    }
    assert sorted(flag["outcome"] for flag in flags) == ["left", "taken_down"]


@pytest.mark.sqlite
def test_a_stewards_copy_holds_no_note_about_others(world):
    assert f"{OTHERS} met" not in str(data_of(world.people["moderator"]))
