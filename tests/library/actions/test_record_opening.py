"""A member who opens a resource again sees which version is newer and what changed. Nobody else sees anything."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from library.actions.edit_resource import change_resource
from library.actions.publish_version import publish
from library.actions.record_changes import changes_recorded
from library.actions.record_opening import delete_old_openings, record_opening
from library.actions.relate_resource import change_uses
from library.enums import Audience
from library.models import LegalInstrument, Resource, ResourceChange, ResourceFile, ResourceOpening
from library.queries.description_changes import COMPARED, NOT_COMPARED, changed_fields
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, ExploitationForm, Remit
from tests.factories import AgencyFactory, CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

pytestmark = pytest.mark.django_db
NEWER = "You last opened version"
FIRST = b"Ask about today first.\n\nNever promise a bed for the night.\n\nCall the helpline.\n"
SECOND = b"Ask about today first.\n\nNever promise a bed for the week.\n\nCall the helpline.\n"


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


def test_a_reader_who_returns_after_a_new_version_is_told_so_all_day_and_never_again(resource, member, sign_in):
    client = sign_in(member)
    assert NEWER not in page(client, resource)
    days_pass(9)
    publish_another(resource)
    day = timezone.localdate() - dt.timedelta(days=9)
    line = f'You last opened version 1 on {day:%-d %B %Y}. Version 2 is newer: <a href="{changes(resource)}">'
    assert line in page(client, resource)
    assert line in page(client, resource)
    days_pass(1)
    assert NEWER not in page(client, resource)


def test_a_reader_of_the_changes_is_not_led_there_again_but_can_open_them(resource, member, sign_in):
    client = sign_in(member)
    visited(client, resource)
    change(resource, summary="Other words.")
    publish_another(resource)
    assert NEWER in page(client, resource)
    client.head(changes(resource))
    assert NEWER in page(client, resource)
    read = client.get(changes(resource)).content
    assert NEWER not in page(client, resource)
    assert (b"Other words." in read, b"Other words." in client.get(changes(resource)).content) == (True, True)
    days_pass(9)
    publish_another(resource, FIRST)
    assert NEWER in page(client, resource)  # a third version is news again


def test_a_version_that_one_published_oneself_is_no_news(resource, curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    visited(client, resource)
    publish_another(resource)
    assert NEWER not in page(client, resource)
    days_pass(9)
    other = MemberFactory(roles=["Curators"])
    other.has_taken_second_step = True
    publish(make_version(resource, other))
    assert "You last opened version 2" in page(client, resource)


def test_a_reader_who_never_opened_it_or_has_the_newest_version_is_told_nothing(resource, member, sign_in, client):
    page(sign_in(member), resource)
    days_pass(9)
    assert NEWER not in page(sign_in(member), resource)
    publish_another(resource)
    assert NEWER not in page(sign_in(MemberFactory()), resource)
    assert list(ResourceOpening.objects.values_list("person", "version_number").order_by("pk"))[0] == (member.pk, 1)


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
    record_opening(version=resource.current, reader=member)
    days_pass(700)
    delete_old_openings()
    assert ResourceOpening.objects.count() == 1
    days_pass(800)
    delete_old_openings()
    assert not ResourceOpening.objects.exists()


def test_changes_are_shown_word_by_word_with_the_notes_of_each_version(resource, member, sign_in):
    publish_another(resource, note="A week, no longer a night")
    html = flat(sign_in(member).get(changes(resource)).content.decode())
    assert "Never promise a bed for the <del>night.</del><ins>week.</ins>" in html
    assert "A week, no longer a night" in html
    assert "Call the helpline" not in html  # it is the same in both
    assert "First version" not in html


def test_the_changes_cost_the_same_for_one_file_and_for_three(resource, member, sign_in):
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


def visited(client, resource, days: int = 9) -> dt.date:
    """Open the resource, let some days pass, and return the day of the visit."""
    page(client, resource)
    days_pass(days)
    return timezone.localdate() - dt.timedelta(days=days)


def change(resource, curator=None, **fields):
    curator = curator or MemberFactory(roles=["Curators"])
    curator.has_taken_second_step = True
    change_resource(resource_id=resource.pk, curator=curator, **fields)


def test_a_changed_description_is_mentioned_all_day_and_shown(resource, member, sign_in):
    client = sign_in(member)
    day = visited(client, resource)
    change(resource, summary="What to ask on day one.", kind="briefing", law_as_at=dt.date(2026, 4, 1))
    change(resource, summary="What to ask on day two.")
    said = f'You last opened this on {day:%-d %B %Y}. Its description has changed: <a href="{changes(resource)}">'
    assert said in page(client, resource)
    assert said in page(client, resource)
    html = flat(client.get(changes(resource)).content)
    assert "<del>Guidance</del><ins>Briefing</ins>" in html
    assert "<ins>1 April 2026</ins>" in html
    assert "day two." in html
    assert "day one" not in html  # they compare with what they read
    days_pass(1)
    ResourceChange.objects.update(changed_at=timezone.now() - dt.timedelta(days=2))
    assert "Its description has changed" not in page(client, resource)


def test_a_limit_added_after_the_reader_s_visit_on_the_same_day_is_shown(resource, member, sign_in):
    client = sign_in(member)
    visited(client, resource)
    change(resource, limits="Not for people under 18.")
    ResourceChange.objects.update(changed_at=timezone.now() - dt.timedelta(days=9))
    assert "Its description has changed" in page(client, resource)
    assert "Not for people under 18." in flat(client.get(changes(resource)).content)


def test_a_changed_description_is_mentioned_together_with_a_newer_version(resource, member, sign_in):
    client = sign_in(member)
    visited(client, resource)
    change(resource, title="More beds")
    publish_another(resource)
    assert NEWER in page(client, resource)
    html = flat(client.get(changes(resource)).content)
    assert '<dd class="diff">More beds' in html
    assert "<ins>week.</ins>" in html


def test_one_s_own_change_is_not_shown_as_new(resource, curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    visited(client, resource)
    change(resource, curator, summary="Other words.")
    assert "Its description has changed" not in page(client, resource)
    assert client.get(changes(resource)).status_code == 302


def test_a_reader_who_never_opened_it_reads_nothing_of_its_earlier_text(resource, member, sign_in, client):
    change(resource, summary="Other words.")
    assert sign_in(member).get(changes(resource)).status_code == 302
    publish_another(resource)
    assert "Its description" not in flat(sign_in(member).get(changes(resource)).content)


@pytest.mark.parametrize("name", ["title", "summary", "limits", "creators", "publisher", "origin", "permission"])
def test_removed_text_is_not_shown_again_in_the_changes(resource, member, sign_in, name):
    client = sign_in(member)
    Resource.objects.filter(pk=resource.pk).update(**{name: "Ring Ana from the Cresta hotel."})
    visited(client, resource)
    change(resource, **{name: "Ring the front desk."})
    page(client, resource)
    html = flat(client.get(changes(resource)).content)
    assert ("Ring the front desk." in html, "We do not show what it said before." in html) == (True, True)
    assert ("Cresta" in html, "Ana" in html, "<del>" in html, "<ins>" in html) == (False,) * 4


def test_a_text_that_was_emptied_says_so(resource, member, sign_in):
    client = sign_in(member)
    Resource.objects.filter(pk=resource.pk).update(limits="Not for the Cresta hotel.")
    visited(client, resource)
    change(resource, limits="")
    page(client, resource)
    html = flat(client.get(changes(resource)).content)
    assert ("Nothing." in html, "Cresta" in html) == (True, False)


def test_a_use_that_did_not_change_is_not_shown_as_new(curator, member):
    resource = make_resource(curator, remits=Remit.objects.all()[:2])
    resource.uses.update(use="At the desk")
    first = resource.uses.first()
    ResourceChange.objects.create(  # as they were kept once: the changed lines alone
        resource=resource,
        changed_by=curator,
        changed_at=timezone.now(),
        fields={"uses": [f"{first.remit}: On the phone", f"{first.remit}: At the desk"]},
    )
    (one,) = changed_fields(resource, member, timezone.localdate() - dt.timedelta(days=1))
    assert (one.label, "<ins>" in one.change, "phone" in one.change) == ("Use it for", False, False)
    assert one.change.count("At the desk") == 2


def test_nothing_is_compared_with_a_version_that_is_hidden_by_now(resource, curator, member, sign_in):
    client = sign_in(member)
    visited(client, resource)
    make_version(resource, curator)
    Resource.objects.filter(pk=resource.pk).update(first_shown=2)
    assert "see what changed" not in page(client, resource)


def test_text_that_the_reader_saw_on_the_evening_of_their_visit_is_not_shown_as_changed(resource, member, sign_in):
    client = sign_in(member)
    visited(client, resource)
    change(resource, summary="The marmalade list.")
    evening = timezone.now() - dt.timedelta(days=9)
    ResourceChange.objects.update(changed_at=evening)
    change(resource, summary="For everybody.")
    page(client, resource)
    html = flat(client.get(changes(resource)).content)
    assert ("For everybody." in html, "marmalade" in html) == (True, False)


def test_each_field_and_relation_of_a_resource_is_compared_or_says_why_not():
    names = {field.name for field in Resource._meta.get_fields()}
    excused = {name for several in NOT_COMPARED for name in several.split()}
    assert names - set(COMPARED) - excused == set()
    assert (set(COMPARED) | excused) - names == set()


@pytest.mark.parametrize("name", COMPARED)
def test_a_change_of_each_compared_field_reaches_a_reader(name, curator, member):
    remits, other = Remit.objects.all()[:2], AgencyFactory()
    resource = make_resource(curator, remits=remits[:1])
    record_opening(version=resource.current, reader=member, opened_on=timezone.localdate() - dt.timedelta(days=9))
    law = LegalInstrument.objects.create(slug="law", name="A law")
    circle = CircleFactory()
    circle.people.add(curator, member)
    to_circle = {"audience": Audience.CIRCLE, "circle": circle}
    fields = {
        "audience": to_circle, "circle": to_circle, "marking": Marking.AMBER_STRICT, "deputy": other, "remits": remits,
        "agency": other, "kind": "briefing", "language": "cy", "instruments": [law],
        "forms": ExploitationForm.objects.all()[:1], "affected": AffectedGroup.objects.all()[:1],
        "review_due_on": dt.date(2027, 3, 4), "law_as_at": dt.date(2027, 3, 4), "permission_until": dt.date(2027, 3, 4),
    }  # fmt: skip
    if name == "uses":
        change_uses(resource_id=resource.pk, curator=curator, uses={resource.uses.get().pk: "At the desk"})
    else:
        value = fields.get(name, "Other words")
        change(resource, curator, **(value if isinstance(value, dict) else {name: value}))
    resource.refresh_from_db()
    since = timezone.localdate() - dt.timedelta(days=9)
    assert str(COMPARED[name]) in [one.label for one in changed_fields(resource, member, since)]


def test_changes_by_the_daily_job_and_by_a_reviewer_are_recorded_too(curator, member):
    resource = make_resource(curator, audience=Audience.MEMBERS, marking=Marking.CLEAR)
    with changes_recorded(resource, changed_by=None):
        resource.deputy = AgencyFactory()
        resource.save()
    (one,) = changed_fields(resource, member, timezone.localdate() - dt.timedelta(days=1))
    assert (one.label, resource.changes.get().changed_by) == ("Deputy", None)


def test_links_that_came_and_went_are_named(curator, member, sign_in):
    def link(title: str) -> dict:
        return {"title": title, "url": f"https://{title}.example/", "kind": "page"}

    resource = make_resource(curator)
    for titles in (["old", "same"], ["same", "new"]):
        curator.has_taken_second_step = True
        number = make_version(resource, curator, links=[link(title) for title in titles]).number
    html = flat(sign_in(member).get(changes(resource, number - 1)).content)
    assert "<del>old</del>" in html
    assert '<a href="https://new.example/" rel="external noreferrer">new</a></ins>' in html
    assert "same.example" not in html


def test_the_changes_show_no_file_that_the_reader_cannot_open(resource, member, sign_in):
    publish_another(resource, b"The marmalade list.")
    ResourceFile.objects.filter(version__number=2).update(is_on_request=True, label="A list")
    html = sign_in(member).get(changes(resource)).content.decode()
    assert "marmalade" not in html
    assert "does not have this file" in flat(html)
    assert "marmalade" in sign_in(resource.posted_by, with_second_step=True).get(changes(resource)).content.decode()


def test_the_text_of_closely_marked_files_is_not_compared(curator, member, sign_in):
    resource = make_resource(curator, marking=Marking.AMBER_STRICT)
    publish_another(resource, b"The marmalade list.")
    html = flat(sign_in(member).get(changes(resource)).content.decode())
    assert "marmalade" not in html
    assert "We do not compare the text of files that have one of the two strictest markings" in html


def test_only_readers_of_the_resource_see_its_changes(curator, member, sign_in, client):
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


@pytest.mark.parametrize(("is_curator", "labels"), [(False, []), (True, ["Who looks after it", "Deputy"])])
def test_members_do_not_read_which_agency_was_the_deputy_of_case_learning(curator, is_curator, labels):
    resource = make_resource(curator, kind="case", deputy=AgencyFactory())
    reader = MemberFactory(roles=["Curators"]).with_second_step() if is_curator else MemberFactory()
    record_opening(version=resource.current, reader=reader, opened_on=timezone.localdate() - dt.timedelta(days=9))
    with changes_recorded(resource, changed_by=None):
        resource.agency, resource.deputy = resource.deputy, None
        resource.save()
    since = timezone.localdate() - dt.timedelta(days=9)
    assert [one.label for one in changed_fields(resource, reader, since)] == labels
    assert record_opening(version=resource.current, reader=reader).has_news is is_curator
