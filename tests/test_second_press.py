"""Deleting something for good takes two presses: one opens the part that says what is lost, the other deletes it."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.actions.edit_list import make_list
from library.actions.report_list import report_list, take_down_list
from library.actions.suggest_resource import suggest_resource
from library.actions.write_note import write_note
from library.models import ListReaders, NoteKind, ReadingList
from ratsite.accounts.models import User
from ratsite.trends.actions.write_briefing import TEXTS, add_briefing
from ratsite.trends.enums import BriefingKind
from tests.accounts.applicants import make_application
from tests.factories import MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
CLOSED = re.compile(r'<details class="disclose">(.*?)</details>')


def _list(member: User) -> ReadingList:
    return make_list(owner=member, title="First week", readers=ListReaders.MEMBERS, circle=None)


def reading_list(member: User) -> tuple[str, str]:
    made = _list(member)
    return reverse("library:reading_list_edit", args=[made.pk]), reverse("library:reading_list_delete", args=[made.pk])


def reading_list_taken_down(member: User) -> tuple[str, str]:
    made, moderator = _list(member), MemberFactory(roles=["Moderators"]).with_second_step()
    report_list(list_id=made.pk, reporter=MemberFactory(), reason="identifies", text="It names a flat.")
    assert take_down_list(list_id=made.pk, moderator=moderator, reason="It names a flat.")
    return made.get_absolute_url(), reverse("library:reading_list_delete", args=[made.pk])


def field_note(member: User) -> tuple[str, str]:
    resource = make_resource()
    note = write_note(resource_id=resource.pk, author=member, kind=NoteKind.HELPED, text="It fits on a lanyard.")
    return resource.get_absolute_url(), reverse("library:note_withdraw", args=[resource.slug, note.pk])


def suggestion(member: User) -> tuple[str, str]:
    upload = SimpleUploadedFile("promise.txt", b"What a support worker can promise.")
    made = suggest_resource(member=member, title="What we can promise", why="Everybody asks", uploads=[upload])
    return reverse("library:suggest"), reverse("library:suggestion_withdraw", args=[made.pk])


def briefing(member: User) -> tuple[str, str]:
    made = add_briefing(author=member, kind=BriefingKind.ADVICE, **dict.fromkeys(TEXTS, "clear"))
    return made.get_absolute_url(), reverse("trends:briefing_delete", args=[made.pk])


def application(member: User) -> tuple[str, str]:
    page = make_application().get_absolute_url()
    return page, f"{page}withdraw/"


@pytest.mark.parametrize("make", [reading_list, reading_list_taken_down, field_note, suggestion, briefing, application])
def test_the_button_that_deletes_is_in_a_closed_part_that_says_what_is_lost(
    member, sign_in, make: Callable[[User], tuple[str, str]]
):
    page, address = make(member)
    html = flat(sign_in(member).get(page).content)
    assert html.count(f'action="{address}"') == 1
    inside = next(part for part in CLOSED.findall(html) if f'action="{address}"' in part)
    assert ("You cannot undo this." in inside, "immediately" in inside).count(True) == 1
