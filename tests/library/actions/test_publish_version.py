"""A version is published when its checks have passed, or after a second person's review."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.edit_resource import add_resource, change_resource
from library.actions.publish_version import approve_publication, send_publication_back, submit_version
from library.actions.withdraw_resource import bring_back, withdraw_resource
from library.enums import ResourceState, VersionState
from library.integrations.publication_queue import Publications
from library.models import PublicationReview, Resource, ResourceFile
from ratsite.accounts.models import User
from ratsite.files.enums import HiddenKind
from ratsite.files.models import HiddenPart, StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Remit
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import NEUTRAL, compose
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version, take_second_step
from tests.markup import flat
from tests.review.pages import decide, opened, press_twice
from tests.search.factories import found

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"
WORDS, WHY = f"Ring {PHONE} first.", "the council prints it on its own card"
PUBLIC = {
    "audience": "public",
    "marking": "clear",
    "licence": "CC BY 4.0",
    "origin": "The council",
    "permission": "Its front desk",
    "review_due_on": "2030-01-01",
}


@pytest.fixture
def other():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def resource(curator):
    return make_resource(curator, title="A card")


@pytest.fixture
def held(resource, curator) -> PublicationReview:
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, explanation=WHY)
    return PublicationReview.objects.get()


@pytest.fixture
def held_version(resource, curator) -> PublicationReview:
    make_version(resource, curator, content=WORDS.encode(), name="numbers.txt", explanation=WHY)
    return PublicationReview.objects.get()


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    take_second_step(client, person)
    return client


def gets(client, url: str) -> bool:
    response = client.get(url)
    return response.status_code == 200 and b"".join(response.streaming_content) != b""


def url_of(review: PublicationReview) -> str:
    return f"/review/publications/{review.pk}/"


def titles(client) -> list[str]:
    return [case.item.title for case in client.get("/review/").context["cases"]]


def sent(**changes) -> dict:
    values = {"title": "A card", "summary": "What to ask.", "kind": "guidance", "language": "en"}
    due = timezone.localdate() + dt.timedelta(days=300)
    return {**values, "audience": "members", "marking": "green", "review_due_on": due.isoformat(), **changes}


def waiting() -> PublicationReview:
    return PublicationReview.objects.get(outcome=SecondReviewOutcome.WAITING)


def add_public(curator, **fields) -> Resource:
    values = {"title": "For all", "summary": "What to ask.", "kind": "guidance", **PUBLIC, **fields}
    upload = SimpleUploadedFile("card.txt", b"Ask first.")
    added = add_resource(curator=curator, uploads=[upload], remits=Remit.objects.all()[:1], **values)
    end_quarantine(file_id=str(StoredFile.objects.get(resource_file__version__resource=added).pk))
    return added


def test_a_members_resource_is_published_once_its_file_is_checked(curator, member):
    client = browser(curator)
    upload = SimpleUploadedFile("card.txt", b"Ask first.")
    answer = client.post(reverse("library:resource_add"), sent(files=upload), follow=True).content.decode()
    assert "Readers can find the resource once its checks have passed." in answer
    assert not Resource.objects.visible_to(member).exists()
    end_quarantine(file_id=str(StoredFile.objects.get().pk))
    resource = Resource.objects.visible_to(member).get()
    assert resource.current.number == 1
    assert ModelLogEntry.objects.filter(action="library.version.publish").exists()


def test_a_link_alone_is_a_resource(curator, member):
    link = {"url": "https://www.gov.uk/guidance", "url_title": "The guidance", "url_kind": "public_body"}
    browser(curator).post(reverse("library:resource_add"), sent(**link))
    html = browser(member).get(Resource.objects.get().get_absolute_url()).content.decode()
    assert 'href="https://www.gov.uk/guidance" rel="external noreferrer"' in html
    assert "A page of a public body" in html


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"url": "javascript:alert(1)"}, "Enter a full web address that starts with https://"),
        ({"url": "ftp://gov.uk/x", "url_title": "x", "url_kind": "data"}, "Enter a link that begins with https://"),
        ({"url": "https://gov.uk/"}, "Say what the link leads to"),
        ({"url": "https://gov.uk/", "url_title": "x"}, "Choose what kind of page the link leads to"),
        ({}, "Choose a file or enter a link"),
    ],
)
def test_a_faulty_link_is_explained_at_its_field(curator, changes, error):
    response = browser(curator).post(reverse("library:resource_add"), sent(**changes))
    assert error in response.content.decode()
    assert not Resource.objects.exists()


def test_a_public_resource_needs_a_reviewer_of_another_agency(curator, other, client):
    colleague = MemberFactory(roles=["Curators"], agency=curator.agency)
    resource = add_public(curator)
    review = waiting()
    assert client.get(resource.get_absolute_url()).status_code == 404
    for person in (curator, colleague, MemberFactory()):
        with pytest.raises(PermissionDenied):
            approve_publication(review_id=review.pk, decider=person)
    assert "someone from another agency must decide" in browser(colleague).get(url_of(review)).content.decode()
    decide(browser(other), url_of(review), choice="approve")
    assert client.get(resource.get_absolute_url()).status_code == 200
    assert gets(client, resource.versions.get().files.get().get_absolute_url())


def test_the_agency_at_that_time_counts_and_not_the_one_that_the_author_has_today(curator, other):
    """After an author moves, people of the new agency may decide, and those of the former agency still may not."""
    former, new = curator.agency, other.agency
    colleague = MemberFactory(roles=["Curators"], agency=former)
    add_public(curator)
    type(curator).objects.filter(pk=curator.pk).update(agency=new)
    review = waiting()
    assert set(Publications().deciders(review.pk)) & {colleague, other} == {other}
    with pytest.raises(PermissionDenied):
        approve_publication(review_id=review.pk, decider=colleague)
    approve_publication(review_id=review.pk, decider=other)
    assert not PublicationReview.objects.waiting().exists()


@pytest.mark.parametrize("missing", ["licence", "origin", "permission", "review_due_on"])
def test_publication_for_everybody_asks_for_the_details_that_the_public_needs(curator, missing):
    resource = add_public(curator, **{missing: None if missing == "review_due_on" else ""})
    version = resource.versions.get()
    html = browser(curator).get(version.get_absolute_url()).content.decode()
    assert "Add to the description:" in html
    assert version.state == VersionState.DRAFT
    change_resource(resource_id=resource.pk, curator=curator, **{missing: PUBLIC[missing]})
    version.refresh_from_db()
    assert version.state == VersionState.IN_REVIEW


def test_opening_a_members_resource_to_the_public_leaves_it_with_members_meanwhile(curator, other, member, client):
    described = {**PUBLIC, "audience": "members", "remits": Remit.objects.all()[:1]}
    resource = make_resource(curator, title="A card", **described)
    url = reverse("library:resource_edit", args=[resource.slug])
    remits = [remit.pk for remit in Remit.objects.all()[:1]]
    staff_client = browser(curator)
    opened = sent(**PUBLIC, remits=remits, shown_hash=staff_client.get(url).context["shown_hash"])
    answer = staff_client.post(url, opened, follow=True).content.decode()
    assert "The new readers can find the resource once a second person has reviewed it." in answer
    assert browser(member).get(resource.get_absolute_url()).status_code == 200
    assert client.get(resource.get_absolute_url()).status_code == 404
    approve_publication(review_id=waiting().pk, decider=other)
    assert client.get(resource.get_absolute_url()).status_code == 200


def test_a_resource_that_is_marked_more_closely_meanwhile_is_not_published_for_everybody(curator, other):
    resource = make_resource(curator, marking="clear")
    change_resource(resource_id=resource.pk, curator=curator, audience="public", circle=None)
    change_resource(resource_id=resource.pk, curator=curator, marking="green")
    assert not PublicationReview.objects.waiting().exists()
    resource.refresh_from_db()
    assert resource.audience == "members"


def test_a_new_version_takes_over_at_the_same_address_and_the_old_one_stays_listed(curator, member):
    resource = make_resource(curator)
    first = resource.current.files.get()
    version = make_version(resource, curator, content=b"Marmalade second.", name="second.txt", note="The second side")
    reader = browser(member)
    html = reader.get(resource.get_absolute_url()).content.decode()
    assert (version.state, "second.txt" in html, "card.txt" in html) == (VersionState.PUBLISHED, True, False)
    assert "The second side" in reader.get(reverse("library:version_list", args=[resource.slug])).content.decode()
    assert "This is an earlier version." in reader.get(first.version.get_absolute_url()).content.decode()
    assert gets(reader, first.get_absolute_url())
    assert "second.txt" in reader.get("/search/?q=marmalade&tab=library").content.decode()
    assert found(reader, "today", tab="library") == []


def test_a_second_draft_is_not_begun_and_nothing_typed_is_lost(curator, resource):
    make_version(resource, curator, content=WORDS.encode())
    form = {"note": "Another one", "files": SimpleUploadedFile("b.txt", b"Ask first.")}
    html = browser(curator).post(reverse("library:version_add", args=[resource.slug]), form).content.decode()
    assert "This resource already has a new version" in html
    assert "Another one" in html


def test_a_version_in_review_is_not_changed(held_version, curator, resource):
    client, args = browser(curator), [resource.slug, 2]
    form = {"files": SimpleUploadedFile("b.txt", b"Ask first.")}
    html = client.post(reverse("library:content_add", args=args), form).content.decode()
    assert "This version is no longer a draft" in html
    file = held_version.version.files.get()
    client.post(reverse("library:content_remove", args=args), {"file": file.pk})
    assert ResourceFile.objects.filter(pk=file.pk).exists()


def test_files_and_links_come_into_a_draft_and_out_of_it(curator, resource):
    version = make_version(resource, curator, is_to_publish=False)
    client, args = browser(curator), [resource.slug, 2]
    link = {"url": "https://www.gov.uk/guidance", "url_title": "The guidance", "url_kind": "public_body"}
    client.post(reverse("library:content_add", args=args), link)
    assert version.links.get().title == "The guidance"
    client.post(reverse("library:content_remove", args=args), {"link": version.links.get().pk})
    client.post(reverse("library:content_remove", args=args), {"file": version.files.get().pk})
    html = client.get(version.get_absolute_url()).content.decode()
    assert "There is nothing to download or open yet." in html
    assert "Add a file or a link." in html
    client.post(version.get_absolute_url())
    version.refresh_from_db()
    assert version.is_draft


def test_a_curator_is_stopped_in_place_explains_and_readers_wait(curator, member, resource):
    client, reader = browser(curator), browser(member)
    url = reverse("library:resource_edit", args=[resource.slug])
    stopped = client.post(url, sent(summary=WORDS)).content.decode()
    assert f"Ring <mark>{PHONE}</mark> first." in stopped
    assert "Why these contact details are public" in stopped
    assert reader.get(resource.get_absolute_url()).status_code == 200
    explained = sent(summary=WORDS, explanation=WHY, shown_hash=client.get(url).context["shown_hash"])
    answer = client.post(url, explained, follow=True).content.decode()
    assert "Readers can find the resource again once a second person has reviewed it." in answer
    assert "Readers cannot find this resource" in answer
    assert reader.get(resource.get_absolute_url()).status_code == 404
    assert "A card" not in reader.get(reverse("library:resource_list")).content.decode()
    assert not gets(reader, resource.current.files.get().get_absolute_url())


@pytest.mark.parametrize("role", ["Curators", "Moderators"])
def test_another_person_reads_the_justification_and_publishes_it(held, member, role):
    client = browser(MemberFactory(roles=[role]))
    assert titles(client) == ["A card"]
    page = client.get(url_of(held)).content.decode()
    assert ("<strong>Phone number</strong> in the summary" in page, WHY in page, PHONE in page) == (True, True, False)
    assert f"“Ring <mark>{PHONE}</mark> first.”" in client.post(url_of(held), {"show": "1"}).content.decode()
    assert client.get(held.version.resource.get_absolute_url()).status_code == 200
    decide(client, url_of(held), choice="approve")
    assert "Published. Readers can find it now." in client.get("/review/").content.decode()
    assert Resource.objects.visible_to(member).get().summary == WORDS
    entry = ModelLogEntry.objects.get(action="library.publication.approve")
    assert (PHONE in str(entry.data), WHY in str(entry.data)) == (False, False)
    lines = client.get("/review/history/").context["lines"]
    assert [(line.what.title, line.outcome) for line in lines] == [("A card", "Published")]


def test_a_curator_who_finds_a_resource_in_the_list_before_readers_can_is_told_so(held, other, curator):
    make_resource(curator, title="Another card")
    html = browser(other).get(reverse("library:resource_list")).content.decode()
    assert html.count("Readers cannot find this resource") == 1


def test_neither_the_curator_who_asked_nor_a_reader_decides(held, curator, member):
    client = browser(curator)
    assert "You made this version, suggested it or asked to publish it" in client.get(url_of(held)).content.decode()
    assert client.post(url_of(held), {"choice": "approve", "shown_hash": "x"}).status_code in (403, 404)
    assert browser(member).get(url_of(held)).status_code in (403, 404)
    for person in (curator, member):
        with pytest.raises(PermissionDenied):
            approve_publication(review_id=held.pk, decider=person)
    held.refresh_from_db()
    assert held.outcome == SecondReviewOutcome.WAITING


def test_a_curator_who_asked_about_an_earlier_version_does_not_decide_about_the_next(held, curator, other, resource):
    change_resource(resource_id=resource.pk, curator=other, summary="Or 07700 900456.", explanation=WHY)
    for person in (curator, other):
        with pytest.raises(PermissionDenied):
            approve_publication(review_id=waiting().pk, decider=person)
    held.refresh_from_db()
    assert held.outcome == SecondReviewOutcome.SUPERSEDED


def test_a_resource_that_was_sent_back_stays_with_its_curators_who_read_why(held, curator, other, member):
    client = browser(other)
    assert "Give a reason" in decide(client, url_of(held), choice="reject").content.decode()
    decide(client, url_of(held), choice="reject", reason="It is the duty worker’s own")
    assert not Resource.objects.visible_to(member).exists()
    mine = browser(curator)
    assert "It is the duty worker’s own" in mine.get(held.version.resource.get_absolute_url()).content.decode()


def test_a_version_that_is_sent_back_is_a_draft_again_and_can_be_sent_again(held_version, curator, other, member):
    send_publication_back(review_id=held_version.pk, decider=other, reason="Take the number out")
    version = held_version.version
    version.refresh_from_db()
    html = browser(curator).get(version.get_absolute_url()).content.decode()
    assert (version.state, "A reviewer sent it back: Take the number out" in html) == (VersionState.DRAFT, True)
    assert Resource.objects.visible_to(member).exists()
    browser(curator).post(version.get_absolute_url(), {"justification": version.justification})
    assert waiting().version == version


def test_the_reason_of_a_version_that_was_sent_back_can_be_changed(held_version, curator, other):
    send_publication_back(review_id=held_version.pk, decider=other, reason="Say where the number is published")
    version, client = held_version.version, browser(curator)
    form = client.get(version.get_absolute_url()).context["form"]
    assert form["justification"].value() == WHY
    error = "Say why these details do not identify a private person, or remove them"
    assert error in flat(client.post(version.get_absolute_url(), {"justification": ""}).content)
    better = "the council’s page of contacts has it"
    client.post(version.get_absolute_url(), {"justification": better})
    page = flat(browser(other).get(url_of(waiting())).content)
    assert better in page
    assert WHY not in page


def test_the_reviewer_reads_that_the_version_was_sent_back_before_and_why(held_version, curator, other):
    reason = "Say where the number is published"
    send_publication_back(review_id=held_version.pk, decider=other, reason=reason)
    submit_version(version_id=held_version.version_id, curator=curator)
    third, today = MemberFactory(roles=["Moderators"]), timezone.localdate()
    sent_back = f"A reviewer sent this version back on {today.day} {today:%B %Y}: “{reason}”"
    assert sent_back in flat(browser(third).get(url_of(waiting())).content)
    approve_publication(review_id=waiting().pk, decider=third)
    for_all = {name: value for name, value in PUBLIC.items() if name != "review_due_on"}
    change_resource(resource_id=held_version.version.resource_id, curator=curator, **for_all)
    assert reason not in flat(browser(third).get(url_of(waiting())).content)


@pytest.mark.parametrize(("choice", "outcome"), [("approve", "Published"), ("reject", "Sent back")])
def test_a_late_second_press_says_what_this_curator_decided(held, other, choice, outcome):
    page = press_twice(browser(other), url_of(held), choice)
    assert f"You have already decided this: “{outcome}”" in page
    third = browser(MemberFactory(roles=["Curators"]))
    assert f"{other} has already decided this: “{outcome}”" in flat(third.get(url_of(held)).content)


def test_the_queue_claims_no_reason_that_nobody_gave(held, other):
    type(held.version).objects.update(justification="")
    assert Publications().find(other, held.pk).why == ["A second person must read it before it is published"]


def test_the_queue_says_all_reasons_why_a_version_waits(curator, other):
    make_resource(curator, title="A card", **{**PUBLIC, "review_due_on": dt.date(2030, 1, 1)})
    held = make_version(Resource.objects.get(), curator, content=WORDS.encode(), name="numbers.txt", explanation=WHY)
    file = held.files.get().stored_file
    HiddenPart.objects.create(stored_file=file, kind=HiddenKind.COMMENT, place="Page 1", text="Aside")
    review = PublicationReview.objects.get_or_create(
        version=held, defaults={"asked_by": curator, "asked_at": timezone.now()}
    )[0]
    assert Publications().find(other, review.pk).why == [
        "The public will be able to read it",
        "Its files have hidden parts that do not show on their pages",
        "Its curator says why details in it do not identify a private person",
    ]


def test_its_curator_is_notified_of_the_decision(held, curator, other, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send_publication_back(review_id=held.pk, decider=other, reason="It is the duty worker’s own")
    html = browser(curator).get("/notifications/").content.decode()
    assert "Reviewed, and sent back" in html
    assert str(other) not in html
    with_a_password_alone = Client()
    with_a_password_alone.force_login(curator)
    assert "A card" not in with_a_password_alone.get("/notifications/").content.decode()
    person = User.objects.get(pk=curator.pk)
    mail = Mail.objects.create(to=person.email, person=person, created_at=timezone.now(), try_at=timezone.now())
    Notification.objects.update(outcome=Outcome.QUEUED, mail=mail)
    content = compose(mail).content
    assert (content.subject, "A card" in content.text, "duty worker" in content.text) == (NEUTRAL, False, False)


def test_removing_the_identifier_again_publishes_it_without_a_review(held, curator, other, resource, member):
    change_resource(resource_id=resource.pk, curator=curator, summary="Ask first.")
    assert Resource.objects.visible_to(member).exists()
    held.refresh_from_db()
    assert held.outcome == SecondReviewOutcome.IDENTIFIERS_REMOVED
    assert approve_publication(review_id=held.pk, decider=other) is False


def test_an_approved_identifier_is_not_asked_about_again_while_it_stays(held, curator, other, resource):
    approve_publication(review_id=held.pk, decider=other)
    changed = change_resource(resource_id=resource.pk, curator=curator, title="Another card", summary=WORDS)
    assert (changed.state, changed.title) == (ResourceState.PUBLISHED, "Another card")


def test_nobody_publishes_a_text_other_than_the_one_they_read(held, other, curator, resource):
    client = browser(other)
    seen = opened(client, url_of(held))
    change_resource(resource_id=resource.pk, curator=curator, origin="From the council")
    assert client.post(url_of(held), {"choice": "approve", "shown_found": seen, "shown_hash": seen}).status_code == 409
    with pytest.raises(Stale):
        approve_publication(review_id=held.pk, decider=other, shown_hash=seen)


def test_a_version_is_held_alone_and_nobody_finds_its_text(held_version, member, other):
    version, reader, client = held_version.version, browser(member), browser(other)
    file, resource = version.files.get(), version.resource
    assert reader.get(resource.get_absolute_url()).status_code == 200
    assert reader.get(version.get_absolute_url()).status_code == 404
    assert not gets(reader, file.get_absolute_url())
    assert "numbers.txt" not in reader.get(resource.get_absolute_url()).content.decode()
    assert "numbers.txt" not in reader.get("/search/?q=ring&tab=library").content.decode()
    masked = client.get(url_of(held_version)).content.decode()
    assert (PHONE in masked, "Show what is hidden" in masked) == (False, True)
    assert f"<mark>{PHONE}</mark>" in client.post(url_of(held_version), {"show": "1"}).content.decode()
    assert ModelLogEntry.objects.get(action="moderation.found.show").user == other
    assert gets(client, file.get_absolute_url())
    decide(client, url_of(held_version), choice="approve")
    assert gets(reader, file.get_absolute_url())


def test_nobody_is_asked_about_a_version_before_its_check_or_once_a_file_is_refused(resource, curator, other):
    client = browser(other)
    version = make_version(resource, curator, content=b"Her NHS number is 943 476 5919.", explanation=WHY)
    assert titles(client) == []
    submit_version(version_id=version.pk, curator=curator)
    assert not PublicationReview.objects.exists()


def test_a_resource_for_a_circle_is_reviewed_by_people_of_the_circle(curator):
    circle = CircleFactory()
    circle.people.add(curator)
    resource = make_resource(curator, audience="circle", circle=circle)
    make_version(resource, curator)
    review = waiting()
    outsider = MemberFactory(roles=["Curators", "Moderators"])
    client = browser(outsider)
    assert (titles(client), client.get(url_of(review)).status_code) == ([], 404)
    with pytest.raises(PermissionDenied):
        approve_publication(review_id=review.pk, decider=outsider)
    circle.people.add(outsider)
    assert approve_publication(review_id=review.pk, decider=outsider)


@pytest.fixture
def circle(curator, other):
    circle = CircleFactory()
    circle.people.add(curator, other)
    return circle


def test_another_circle_gets_it_after_a_review(curator, other, circle):
    resource = make_resource(curator, title="A card", audience="circle", circle=circle)
    another = CircleFactory()
    another.people.add(curator, other)
    changed = change_resource(resource_id=resource.pk, curator=curator, circle=another)
    assert changed.state == ResourceState.DRAFT
    approve_publication(review_id=waiting().pk, decider=other)
    changed.refresh_from_db()
    assert (changed.circle, changed.state) == (another, ResourceState.PUBLISHED)


@pytest.mark.parametrize("audience", ["members", "public"])
def test_a_resource_approved_for_a_circle_is_reviewed_again_before_others_read_it(curator, other, circle, audience):
    resource = make_resource(curator, title="A card", audience="circle", circle=circle)
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, explanation=WHY)
    approve_publication(review_id=waiting().pk, decider=other)
    resource.refresh_from_db()
    wider = {**PUBLIC, "summary": WORDS, "audience": audience, "review_due_on": str(resource.review_due_on)}
    wider |= {"remits": [Remit.objects.first().pk]}
    client, url = browser(curator), reverse("library:resource_edit", args=[resource.slug])
    assert f"<mark>{PHONE}</mark>" in client.post(url, sent(**wider)).content.decode()
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=resource.pk, curator=curator, audience=audience, marking="clear", circle=None)
    client.post(url, sent(**wider, explanation=WHY, shown_hash=client.get(url).context["shown_hash"]))
    resource.refresh_from_db()
    assert (resource.audience, waiting().audience) == ("circle", audience)
    assert not Resource.objects.visible_to(MemberFactory()).exists()


def test_fewer_readers_are_no_reason_to_review_again(held, curator, other, resource, circle):
    approve_publication(review_id=held.pk, decider=other)
    client, url = browser(curator), reverse("library:resource_edit", args=[resource.slug])
    narrower = {"audience": "circle", "circle": circle.pk, "shown_hash": client.get(url).context["shown_hash"]}
    client.post(url, sent(summary=WORDS, **narrower))
    resource.refresh_from_db()
    assert (resource.circle, resource.state) == (circle, ResourceState.PUBLISHED)


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(curator, other, django_assert_num_queries, count):
    for _ in range(count):
        one = make_resource(curator)
        change_resource(resource_id=one.pk, curator=curator, summary=WORDS, explanation=WHY)
    client = browser(other)
    client.get("/review/")
    # session, person, roles, resources, checks, suggestions, reviews, who suggested them, own hand in them,
    # their resources' checks, reports of reading lists, briefings; claims, first approvals, own recusals, today
    with django_assert_num_queries(19):
        client.get("/review/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three_to_bring_back(curator, other, django_assert_num_queries, count):
    for _ in range(count):
        one = make_resource()
        withdraw_resource(resource_id=one.pk, curator=MemberFactory(roles=["Curators"]), reason="Wrong")
        bring_back(resource_id=one.pk, curator=curator, reason="Right")
    client = browser(other)
    client.get("/review/")
    with django_assert_num_queries(19):
        assert "It was withdrawn" in client.get("/review/").content.decode()


def test_two_curators_with_the_same_form_open_do_not_undo_each_other(curator, other, resource):
    """Otherwise the second would open what the first has just limited to a circle."""
    client, url = browser(curator), reverse("library:resource_edit", args=[resource.slug])
    before, seen = resource.summary, client.get(url).context["shown_hash"]
    circle = CircleFactory()
    circle.people.add(curator, other)
    change_resource(resource_id=resource.pk, curator=other, audience="circle", circle=circle, marking="red")
    response = client.post(url, sent(summary="Who to call.", shown_hash=seen))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Someone else changed this resource after you opened this page" in page
    assert "differ from what is saved now: summary, applies in, who can read it, circle, marking, review due." in page
    assert "Who to call." in page
    resource.refresh_from_db()
    assert (resource.audience, resource.circle, resource.summary) == ("circle", circle, before)
    again = client.post(url, sent(summary="Who to call.", shown_hash=response.context["shown_hash"]))
    resource.refresh_from_db()
    assert again.status_code == 302
    assert resource.summary == "Who to call."


def test_the_record_of_a_changed_description_has_choices_and_no_text(curator, resource):
    change_resource(resource_id=resource.pk, curator=curator, title="A better card", remits=Remit.objects.all()[:1])
    (change,) = resource.changes.all()
    assert "card" not in str(change.fields)
    assert len({*change.fields["title"]}) == 2
    assert change.fields["remits"][0] == ""
