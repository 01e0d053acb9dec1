"""What a curator speaks for in the library: readers get it once somebody else has looked, and not before."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions.edit_resource import add_file, change_resource
from library.actions.second_review import approve_second_review, reject_second_review
from library.enums import ResourceState
from library.models import Resource, ResourceFile, ResourceSecondReview
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.enums import ReviewOutcome
from ratsite.notifications.enums import Outcome
from ratsite.notifications.mail_text import NEUTRAL, compose
from ratsite.notifications.models import Mail, Notification
from tests.factories import CircleFactory, MemberFactory, make_resource, take_second_step
from tests.review.pages import decide, opened

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"
WORDS, WHY = f"Ring {PHONE} first.", "the council prints it on its own card"


@pytest.fixture
def curator():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def other():
    return MemberFactory(roles=["Curators"])


@pytest.fixture
def resource(curator):
    return make_resource(curator, title="A card")


@pytest.fixture
def held(resource, curator) -> ResourceSecondReview:
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, spoken_for=WHY)
    return ResourceSecondReview.objects.get()


@pytest.fixture
def held_file(resource, curator) -> ResourceSecondReview:
    file = add_file(
        resource_id=resource.pk,
        upload=SimpleUploadedFile("numbers.txt", WORDS.encode()),
        curator=curator,
        spoken_for=WHY,
    )
    end_quarantine(file_id=str(file.stored_file_id))
    return ResourceSecondReview.objects.select_related("file__stored_file").get()


def browser(person) -> Client:
    client = Client()
    client.force_login(person)
    take_second_step(client, person)
    return client


def gets(client, url: str) -> bool:
    response = client.get(url)
    return response.status_code == 200 and b"".join(response.streaming_content) != b""


def url_of(review: ResourceSecondReview) -> str:
    return f"/review/second-reviews/{review.pk}/"


def titles(client) -> list[str]:
    return [case.item.title for case in client.get("/review/").context["cases"]]


def sent(**changes) -> dict:
    values = {"title": "A card", "summary": "What to ask.", "kind": "guidance", "language": "en"}
    return {**values, "audience": "members", "marking": "green", **changes}


def test_a_curator_is_stopped_in_place_speaks_and_readers_wait(curator, member, resource):
    client, reader = browser(curator), browser(member)
    url = reverse("library:resource_edit", args=[resource.slug])
    stopped = client.post(url, sent(summary=WORDS)).content.decode()
    assert f"Ring <mark>{PHONE}</mark> first." in stopped
    assert "Why these contact details are public" in stopped
    assert reader.get(resource.get_absolute_url()).status_code == 200
    answer = client.post(url, sent(summary=WORDS, spoken_for=WHY), follow=True).content.decode()
    assert "Readers can find the resource again after a second review." in answer
    assert "Readers cannot find it" in answer
    assert reader.get(resource.get_absolute_url()).status_code == 404
    assert "A card" not in reader.get(reverse("library:resource_list")).content.decode()
    assert not gets(reader, resource.files.get().get_absolute_url())


def test_a_new_one_waits_with_its_file_each_for_its_own_look(curator, member):
    client = browser(curator)
    upload = SimpleUploadedFile("card.txt", WORDS.encode())
    client.post(reverse("library:resource_add"), sent(summary=WORDS, spoken_for=WHY, file=upload))
    resource = Resource.objects.get()
    file = resource.files.get()
    end_quarantine(file_id=str(file.stored_file_id))
    assert (resource.state, file.is_held) == (ResourceState.HELD, True)
    moderator = MemberFactory(roles=["Moderators"])
    for review in ResourceSecondReview.objects.all():
        assert not ResourceFile.objects.visible_to(member).exists()
        assert approve_second_review(review_id=review.pk, decider=moderator)
    assert ResourceFile.objects.visible_to(member).get() == file


@pytest.mark.parametrize("role", ["Curators", "Moderators"])
def test_somebody_else_reads_why_and_opens_it(held, member, role):
    client = browser(MemberFactory(roles=[role]))
    assert titles(client) == ["A card"]
    page = client.get(url_of(held)).content.decode()
    assert f"Phone number in the summary: “Ring <mark>{PHONE}</mark> first.”" in page
    assert WHY in page
    assert client.get(held.resource.get_absolute_url()).status_code == 200
    decide(client, url_of(held), choice="approve")
    assert "Approved. Readers can see it now." in client.get("/review/").content.decode()
    assert Resource.objects.visible_to(member).get().summary == WORDS
    entry = ModelLogEntry.objects.get(action="library.second_review.open")
    assert (entry.label, PHONE in str(entry.data), WHY in str(entry.data)) == (
        f"resource {held.resource_id}",
        False,
        False,
    )
    lines = client.get("/review/history/").context["lines"]
    assert [(line.what.title, line.outcome) for line in lines] == [("A card", "Approved")]


def test_who_finds_it_in_the_list_before_readers_do_is_told_so(held, other, curator):
    make_resource(curator, title="Another card")
    html = browser(other).get(reverse("library:resource_list")).content.decode()
    assert html.count("Readers cannot find it") == 1


def test_whoever_spoke_for_it_does_not_decide_nor_does_a_reader(held, curator, member):
    client = browser(curator)
    assert "You said that its contact details are public" in client.get(url_of(held)).content.decode()
    assert client.post(url_of(held), {"choice": "approve", "shown_hash": "x"}).status_code in (403, 404)
    assert browser(member).get(url_of(held)).status_code in (403, 404)
    for person in (curator, member):
        with pytest.raises(PermissionDenied):
            approve_second_review(review_id=held.pk, decider=person)
    held.refresh_from_db()
    assert held.outcome == ReviewOutcome.WAITS


def test_who_spoke_for_earlier_words_does_not_decide_about_the_next(held, curator, other, resource):
    change_resource(resource_id=resource.pk, curator=other, summary="Or 07700 900456.", spoken_for=WHY)
    review = ResourceSecondReview.objects.get(outcome=ReviewOutcome.WAITS)
    for person in (curator, other):
        with pytest.raises(PermissionDenied):
            approve_second_review(review_id=review.pk, decider=person)
    held.refresh_from_db()
    assert held.outcome == ReviewOutcome.OVER


def test_what_is_sent_back_stays_with_the_curators_who_read_why(held, curator, other, member):
    client = browser(other)
    assert "Give a reason" in decide(client, url_of(held), choice="reject").content.decode()
    decide(client, url_of(held), choice="reject", reason="It is the duty worker’s own")
    assert not Resource.objects.visible_to(member).exists()
    mine = browser(curator)
    assert "It is the duty worker’s own" in mine.get(held.resource.get_absolute_url()).content.decode()


def test_its_curator_is_told_what_became_of_it(held, curator, other, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        reject_second_review(review_id=held.pk, decider=other, reason="It is the duty worker’s own")
    html = browser(curator).get("/notifications/").content.decode()
    assert "Reviewed, and sent back" in html
    assert str(other) not in html
    with_a_password_alone = Client()
    with_a_password_alone.force_login(curator)
    assert "A card" not in with_a_password_alone.get("/notifications/").content.decode()
    person = User.objects.get(pk=curator.pk)
    mail = Mail.objects.create(to=person.email, person=person, created_at=timezone.now(), try_at=timezone.now())
    Notification.objects.update(outcome=Outcome.POSTED, mail=mail)
    content = compose(mail)
    assert (content.subject, "A card" in content.text, "duty worker" in content.text) == (NEUTRAL, False, False)


def test_bringing_it_back_asks_about_all_of_it_again(held, curator, other, resource):
    reject_second_review(review_id=held.pk, decider=other, reason="Not yet")
    client = browser(curator)
    url = reverse("library:resource_edit", args=[resource.slug])
    html = client.post(url, sent(summary=WORDS, is_back="on")).content.decode()
    assert f"<mark>{PHONE}</mark>" in html
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=resource.pk, curator=curator, state=ResourceState.PUBLISHED)
    client.post(url, sent(summary=WORDS, is_back="on", spoken_for=WHY))
    assert Resource.objects.get().state == ResourceState.HELD
    client.post(url, sent(summary="What to ask.", is_back="on"))
    assert Resource.objects.get().state == ResourceState.PUBLISHED


def test_taking_the_words_out_again_opens_it_without_a_look(held, curator, other, resource, member):
    change_resource(resource_id=resource.pk, curator=curator, summary="Ask first.")
    assert Resource.objects.visible_to(member).exists()
    assert approve_second_review(review_id=held.pk, decider=other) is False


def test_bringing_back_what_another_has_brought_back_meanwhile_leaves_no_look_behind(held, curator, resource):
    change_resource(resource_id=resource.pk, curator=curator, summary="Ask first.", state=ResourceState.PUBLISHED)
    held.refresh_from_db()
    assert held.outcome == ReviewOutcome.MENDED


def test_what_was_opened_is_not_asked_about_again_while_it_stands(held, curator, other, resource):
    approve_second_review(review_id=held.pk, decider=other)
    changed = change_resource(resource_id=resource.pk, curator=curator, title="Another card", summary=WORDS)
    assert (changed.state, changed.title) == (ResourceState.PUBLISHED, "Another card")


def test_nobody_opens_other_words_than_they_read(held, other, curator, resource):
    client = browser(other)
    seen = opened(client, url_of(held))
    change_resource(resource_id=resource.pk, curator=curator, origin="From the council")
    assert client.post(url_of(held), {"choice": "approve", "shown_hash": seen}).status_code == 409
    with pytest.raises(Stale):
        approve_second_review(review_id=held.pk, decider=other, shown_hash=seen)


def test_a_file_waits_alone_and_its_words_are_found_by_nobody(held_file, member, other):
    file, reader, client = held_file.file, browser(member), browser(other)
    assert reader.get(held_file.resource.get_absolute_url()).status_code == 200
    assert not gets(reader, file.get_absolute_url())
    assert "numbers.txt" not in reader.get(held_file.resource.get_absolute_url()).content.decode()
    assert "numbers.txt" not in reader.get("/search/?q=ring&tab=library").content.decode()
    page = client.get(url_of(held_file)).content.decode()
    assert f"<mark>{PHONE}</mark>" in page
    assert gets(client, file.get_absolute_url())
    decide(client, url_of(held_file), choice="approve")
    assert gets(reader, file.get_absolute_url())


def test_a_file_that_is_sent_back_is_refused_and_forgotten_by_the_search(held_file, other, curator, member):
    reject_second_review(review_id=held_file.pk, decider=other, reason="It is somebody’s own")
    file = ResourceFile.objects.select_related("stored_file").get(pk=held_file.file_id)
    assert not file.stored_file.is_clean
    assert not file.stored_file.texts.exists()
    html = browser(curator).get(held_file.resource.get_absolute_url()).content.decode()
    assert "A second review sent it back: It is somebody’s own" in html
    assert browser(other).get(file.get_absolute_url()).status_code == 404


def test_nobody_is_asked_about_a_file_before_its_check_or_once_it_is_refused(resource, curator, other):
    client = browser(other)
    file = add_file(
        resource_id=resource.pk,
        upload=SimpleUploadedFile("numbers.txt", b"Her NHS number is 943 476 5919."),
        curator=curator,
        spoken_for=WHY,
    )
    assert titles(client) == []
    end_quarantine(file_id=str(file.stored_file_id))
    assert titles(client) == []
    assert approve_second_review(review_id=ResourceSecondReview.objects.get().pk, decider=other) is False


def test_what_is_for_a_circle_waits_for_those_who_read_it(curator):
    circle = CircleFactory()
    circle.people.add(curator)
    resource = make_resource(curator, audience="circle", circle=circle)
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, spoken_for=WHY)
    review = ResourceSecondReview.objects.get()
    outsider = MemberFactory(roles=["Curators", "Moderators"])
    client = browser(outsider)
    assert (titles(client), client.get(url_of(review)).status_code) == ([], 404)
    with pytest.raises(PermissionDenied):
        approve_second_review(review_id=review.pk, decider=outsider)


@pytest.fixture
def circle(curator, other):
    circle = CircleFactory()
    circle.people.add(curator, other)
    return circle


@pytest.mark.parametrize("audience", ["members", "public"])
def test_what_was_opened_for_a_circle_is_looked_at_again_before_others_read_it(curator, other, circle, audience):
    resource = make_resource(curator, title="A card", audience="circle", circle=circle)
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, spoken_for=WHY)
    approve_second_review(review_id=ResourceSecondReview.objects.get().pk, decider=other)
    wider = {"summary": WORDS, "audience": audience, "marking": "clear"}
    client, url = browser(curator), reverse("library:resource_edit", args=[resource.slug])
    assert f"<mark>{PHONE}</mark>" in client.post(url, sent(**wider)).content.decode()
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=resource.pk, curator=curator, audience=audience, marking="clear", circle=None)
    client.post(url, sent(**wider, spoken_for=WHY))
    resource.refresh_from_db()
    assert (resource.audience, resource.state) == (audience, ResourceState.HELD)


def test_fewer_readers_are_no_reason_to_look_again(held, curator, other, resource, circle):
    approve_second_review(review_id=held.pk, decider=other)
    narrower = {"audience": "circle", "circle": circle.pk}
    browser(curator).post(reverse("library:resource_edit", args=[resource.slug]), sent(summary=WORDS, **narrower))
    resource.refresh_from_db()
    assert (resource.circle, resource.state) == (circle, ResourceState.PUBLISHED)


def test_a_file_that_was_spoken_for_waits_again_before_others_get_it(curator, other, circle, held_file, member):
    resource = held_file.resource
    change_resource(resource_id=resource.pk, curator=curator, audience="circle", circle=circle)
    approve_second_review(review_id=held_file.pk, decider=other)
    wider = sent(audience="public", marking="clear")
    url = reverse("library:resource_edit", args=[resource.slug])
    html = browser(other).post(url, wider, follow=True).content.decode()
    assert "Readers can download some of the files only after a second review." in html
    assert Resource.objects.visible_to(member).exists()
    assert not ResourceFile.objects.visible_to(member).filter(pk=held_file.file_id).exists()
    review = ResourceSecondReview.objects.get(outcome=ReviewOutcome.WAITS)
    for person in (curator, other):
        with pytest.raises(PermissionDenied):
            approve_second_review(review_id=review.pk, decider=person)
    assert approve_second_review(review_id=review.pk, decider=MemberFactory(roles=["Moderators"]))
    assert ResourceFile.objects.visible_to(member).filter(pk=held_file.file_id).exists()


def test_a_new_file_that_alone_waits_is_said_to_wait(curator):
    upload = SimpleUploadedFile("card.txt", WORDS.encode())
    answer = browser(curator).post(reverse("library:resource_add"), sent(spoken_for=WHY, file=upload), follow=True)
    assert "Readers can download its file after a second review." in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(curator, other, django_assert_num_queries, count):
    for _ in range(count):
        one = make_resource(curator)
        change_resource(resource_id=one.pk, curator=curator, summary=WORDS, spoken_for=WHY)
    client = browser(other)
    client.get("/review/")
    # session, person, roles, resources, second reviews, own hand in them; claims, first approvals, own recusals, today
    with django_assert_num_queries(12):
        client.get("/review/")


def test_whoever_decides_reads_what_each_curator_said_and_nothing_that_was_settled_before(held, resource, other):
    moderator = MemberFactory(roles=["Moderators"])
    change_resource(
        resource_id=resource.pk, curator=other, title="Card, 0121 496 0199", spoken_for="the desk prints it"
    )
    page = (
        browser(moderator).get(url_of(ResourceSecondReview.objects.get(outcome=ReviewOutcome.WAITS))).content.decode()
    )
    assert page.index(WHY) < page.index("the desk prints it")
    approve_second_review(review_id=ResourceSecondReview.objects.get(outcome=ReviewOutcome.WAITS).pk, decider=moderator)
    change_resource(resource_id=resource.pk, curator=other, title="Card, 0121 496 0198", spoken_for="a new poster")
    page = (
        browser(moderator).get(url_of(ResourceSecondReview.objects.get(outcome=ReviewOutcome.WAITS))).content.decode()
    )
    assert "a new poster" in page
    assert WHY not in page


def test_two_curators_with_the_same_form_open_do_not_undo_each_other(curator, other, resource):
    """Else the second would open again what the first had just closed to all but a circle."""
    client, url = browser(curator), reverse("library:resource_edit", args=[resource.slug])
    before, seen = resource.summary, client.get(url).context["shown_hash"]
    circle = CircleFactory()
    circle.people.add(curator, other)
    change_resource(resource_id=resource.pk, curator=other, audience="circle", circle=circle, marking="red")
    response = client.post(url, sent(summary="Whom to ring.", shown_hash=seen))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Another person changed this resource after you opened this page" in page
    assert "is saved now in: summary, applies in, who can read it, circle, marking." in page
    assert "Whom to ring." in page
    resource.refresh_from_db()
    assert (resource.audience, resource.circle, resource.summary) == ("circle", circle, before)
    again = client.post(url, sent(summary="Whom to ring.", shown_hash=response.context["shown_hash"]))
    resource.refresh_from_db()
    assert again.status_code == 302
    assert resource.summary == "Whom to ring."


def test_what_was_said_of_words_that_were_taken_out_is_not_read_later(resource, curator):
    change_resource(resource_id=resource.pk, curator=curator, summary=WORDS, spoken_for="the first reason")
    change_resource(resource_id=resource.pk, curator=curator, summary="No number.")
    change_resource(resource_id=resource.pk, curator=curator, summary=f"Again: {WORDS}", spoken_for=WHY)
    page = (
        browser(MemberFactory(roles=["Moderators"])).get(url_of(ResourceSecondReview.objects.last())).content.decode()
    )
    assert WHY in page
    assert "the first reason" not in page
