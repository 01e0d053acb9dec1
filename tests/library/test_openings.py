"""A member who comes back to a resource reads which version is newer, and what changed; nobody else reads anything."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from library.actions.note_opening import forget_old_openings, note_opening
from library.actions.publish_version import publish
from library.enums import Audience
from library.models import ResourceFile, ResourceOpening
from ratsite.network.enums import Marking
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NEWER = "You last opened version"
FIRST = b"Ask about today first.\n\nNever promise a bed for the night.\n\nCall the helpline.\n"
SECOND = b"Ask about today first.\n\nNever promise a bed for the week.\n\nCall the helpline.\n"


@pytest.fixture
def curator(db):
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def resource(curator):
    return make_resource(curator, title="Beds", upload=SimpleUploadedFile("beds.txt", FIRST))


def publish_another(resource, content=SECOND, **fields):
    curator = resource.posted_by
    curator.has_taken_second_step = True
    version = make_version(resource, curator, content=content, name="beds.txt", **fields)
    publish(version)


def days_pass(days: int) -> None:
    ResourceOpening.objects.update(opened_on=timezone.localdate() - dt.timedelta(days=days))


def page(client, resource) -> str:
    return flat(client.get(resource.get_absolute_url()).content.decode())


def changes(resource, number=1) -> str:
    return reverse("library:version_changes", args=[resource.slug, number])


def test_who_comes_back_after_a_newer_version_reads_so_all_day_and_never_again(resource, member, sign_in):
    client = sign_in(member)
    assert NEWER not in page(client, resource)
    days_pass(9)
    publish_another(resource)
    day = timezone.localdate() - dt.timedelta(days=9)
    line = f'You last opened version 1 on {day:%-d %B %Y}. Version 2 is newer: <a href="{changes(resource)}">'
    assert line in page(client, resource)
    assert line in page(client, resource)  # back from the page of changes
    days_pass(1)
    assert NEWER not in page(client, resource)


def test_who_has_not_opened_it_or_has_the_newest_reads_nothing(resource, member, sign_in, client):
    page(sign_in(member), resource)
    days_pass(9)
    assert NEWER not in page(sign_in(member), resource)
    publish_another(resource)
    assert NEWER not in page(sign_in(MemberFactory()), resource)
    assert list(ResourceOpening.objects.values_list("person", "number").order_by("pk"))[0] == (member.pk, 1)


def test_the_last_version_that_was_opened_is_named_and_not_the_first(resource, member, sign_in):
    client = sign_in(member)
    for _ in range(2):
        page(client, resource)
        days_pass(3)
        publish_another(resource)
    assert "You last opened version 2 on" in page(client, resource)


def test_visitors_and_what_is_not_a_visit_store_nothing(member, sign_in, client):
    resource = make_resource(audience=Audience.PUBLIC, marking=Marking.CLEAR)
    assert client.get(resource.get_absolute_url()).status_code == 200
    sign_in(member).head(resource.get_absolute_url())
    assert not ResourceOpening.objects.exists()


def test_a_second_visit_on_the_same_day_writes_nothing_and_the_line_costs_no_query(resource, member, sign_in):
    client = sign_in(member)
    page(client, resource)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            page(client, resource)
        return [query["sql"] for query in caught if "SAVEPOINT" not in query["sql"]]

    plain = asked()
    assert not [sql for sql in plain if sql.startswith(("INSERT", "UPDATE"))]
    days_pass(9)
    publish_another(resource)
    page(client, resource)
    assert len(asked()) == len(plain)


def test_openings_are_deleted_after_two_years(resource, member):
    note_opening(version=resource.current, reader=member)
    days_pass(700)
    forget_old_openings()
    assert ResourceOpening.objects.count() == 1
    days_pass(800)
    forget_old_openings()
    assert not ResourceOpening.objects.exists()


def test_what_changed_is_shown_word_by_word_with_the_notes_of_each_version(resource, member, sign_in):
    publish_another(resource, note="A week, no longer a night")
    html = flat(sign_in(member).get(changes(resource)).content.decode())
    assert "Never promise a bed for the <del>night.</del><ins>week.</ins>" in html
    assert "A week, no longer a night" in html
    assert "Call the helpline" not in html  # it is the same in both
    assert "First version" not in html


def test_what_changed_costs_the_same_for_one_file_and_for_three(resource, member, sign_in):
    publish_another(resource)
    client = sign_in(member)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(changes(resource)).status_code == 200
        return len(caught)

    one = cost()
    for name in ("a", "b"):
        other = make_resource(resource.posted_by, upload=SimpleUploadedFile(f"{name}.txt", b"Words."))
        ResourceFile.objects.filter(version__resource=other).update(version=resource.versions.first())
    assert cost() == one
    assert flat(client.get(changes(resource)).content.decode()).count("This file is new.") == 2


def test_what_changed_shows_no_file_that_the_reader_cannot_open(resource, member, sign_in):
    publish_another(resource, b"The marmalade list.")
    ResourceFile.objects.filter(version__number=2).update(is_on_request=True, label="A list")
    html = sign_in(member).get(changes(resource)).content.decode()
    assert "marmalade" not in html
    assert "no such file that you can open" in flat(html)
    assert "marmalade" in sign_in(resource.posted_by, with_second_step=True).get(changes(resource)).content.decode()


def test_the_text_of_closely_marked_files_is_not_compared(curator, member, sign_in):
    resource = make_resource(curator, marking=Marking.AMBER_STRICT)
    publish_another(resource, b"The marmalade list.")
    html = flat(sign_in(member).get(changes(resource)).content.decode())
    assert "marmalade" not in html
    assert "We do not compare the text of closely marked files" in html


def test_what_changed_is_for_those_who_read_the_resource(curator, member, sign_in, client):
    circle = CircleFactory()
    resource = make_resource(curator, audience=Audience.CIRCLE, circle=circle)
    missing = changes(resource).replace(resource.slug, "none")
    closed, none = sign_in(member).get(changes(resource)), sign_in(member).get(missing)
    assert (closed.status_code, closed.content) == (none.status_code, none.content) == (404, none.content)
    circle.people.add(member)
    assert sign_in(member).get(changes(resource))["Location"] == resource.get_absolute_url()  # nothing is newer
    assert sign_in(member).get(changes(resource, 2)).status_code == 404


def test_a_draft_is_not_compared_for_readers(resource, member, curator, sign_in):
    curator.has_taken_second_step = True
    make_version(resource, curator, content=b"The marmalade list.", is_to_publish=False)
    assert sign_in(member).get(changes(resource)).status_code == 302
    assert NEWER not in page(sign_in(member), resource)


def test_a_long_file_is_cut_and_a_huge_one_is_not_compared(curator, member, sign_in):
    def lines(count: int, word: str) -> bytes:
        return " ".join(f"{word} {number}. Same {number}." for number in range(count)).encode()

    for count, words in ((40, "There are more changes"), (2_600, "We cannot compare the text")):
        upload = SimpleUploadedFile("beds.txt", lines(count, "Old"))
        resource = make_resource(curator, upload=upload)
        publish_another(resource, lines(count, "New"))
        assert words in flat(sign_in(member).get(changes(resource)).content.decode())
