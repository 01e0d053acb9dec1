"""Requests to delete data: make one, take it back, and what prevents it."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.flag import flag_post
from forum.actions.post import post_reply
from forum.enums import FlagReason
from forum.models import Board, Topic
from ratsite.accounts.actions.change_membership import set_member_state, set_roles
from ratsite.accounts.actions.decide_application import approve_application
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import User
from ratsite.lib.days import end_words
from ratsite.lib.optimistic_lock import Stale
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.notifications.models import Mail
from ratsite.privacy.actions.erase import ask_to_be_erased, begin_erasure, erase_by_letter, take_back
from ratsite.privacy.actions.place_hold import end_hold, place_hold, record_answer
from ratsite.privacy.copy_file import write_copy
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.erasure import erase_again, run_erasure
from ratsite.privacy.integrations.review_queue import HELD, Erasures
from ratsite.privacy.models import Erasure
from ratsite.privacy.queries.preview import preview_of, what_stays
from ratsite.privacy.rules import held_people
from ratsite.sanctions.actions.appeal import appeal
from ratsite.sanctions.actions.sanction import impose
from ratsite.sanctions.enums import SanctionKind
from tests.accounts.applicants import make_application
from tests.factories import PASSWORD, MemberFactory, make_topic
from tests.markup import flat
from tests.membership_changes import send_membership
from tests.privacy.search_everywhere import send_last_emails
from tests.review.pages import decide
from tests.review.views.test_log import main_of

pytestmark = pytest.mark.django_db
ERASE = reverse("privacy:erase")


@pytest.fixture
def at_the_door(client, member):
    """A client of a member who has just given their password."""
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def erasure_page(person: User) -> str:
    return reverse("staff_erasures:person_erase", args=[person.pk])


def hold_end_page(person: User) -> str:
    return reverse("staff_erasures:hold_end", args=[person.pk])


def erase(client, person: User, **sent) -> HttpResponse:
    """Ask for the erasure on the person's page, and confirm it on the page that answers."""
    preview = client.post(erasure_page(person), sent).context["preview"]
    return client.post(erasure_page(person), {**sent, "shown_hash": preview.shown_hash})


def is_erased(person: User) -> bool:
    return User.objects.get(pk=person.pk).is_erased


def test_the_password_is_asked_for_first(member, sign_in):
    response = sign_in(member).post(ERASE, {"posts": "keep"})
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert not Erasure.objects.exists()


def test_a_person_asks_and_the_coordinators_are_notified_by_number(at_the_door, member, happen, mailoutbox):
    happen(at_the_door.post, ERASE, {"posts": "take"})
    erasure = Erasure.objects.get()
    assert (erasure.person, erasure.posts, erasure.state) == (member, PostsAfterErasure.TAKE, ErasureState.ASKED)
    [mail] = mailoutbox
    assert erasure_page(member) in mail.body
    assert str(member) not in mail.body
    assert "You asked us to delete your data on" in flat(at_the_door.get(ERASE).content)
    assert ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP) is False


def test_for_seven_days_the_person_can_take_it_back_and_nobody_begins(at_the_door, member, coordinator, happen, clock):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    clock.forward(days=6, hours=23)
    assert begin_erasure(person_id=member.pk, coordinator=coordinator) is False
    at_the_door.post(reverse("privacy:erase_take_back"))
    clock.forward(days=1)
    assert begin_erasure(person_id=member.pk, coordinator=coordinator) is False
    assert Erasure.objects.get().state == ErasureState.TAKEN_BACK
    assert take_back(person=member) is False
    assert ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP) is True


def test_a_coordinator_can_erase_seven_days_after_the_request(member, coordinator, happen, clock, sign_in):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    client = sign_in(coordinator, with_second_step=True)
    assert "See what this deletes" not in flat(client.get(erasure_page(member)).content)
    clock.forward(days=7)
    sign_in(coordinator, with_second_step=True)
    assert "See what this deletes" in flat(client.get(erasure_page(member)).content)
    response = happen(erase, client, member)
    assert is_erased(member)
    assert "Data deleted on" in flat(client.get(response.url).content)
    assert take_back(person=member) is False


def test_a_letter_wants_a_reason_without_a_name(member, coordinator, happen, sign_in):
    client = sign_in(coordinator, with_second_step=True)
    for reason, problem in (("", "Say how they asked"), (f"{member.last_name} wrote", "Remove their name")):
        page = flat(happen(client.post, erasure_page(member), {"posts": "keep", "reason": reason}).content)
        assert problem in page
    assert not is_erased(member)
    happen(erase, client, member, posts="keep", reason="By letter of 3 March")
    assert is_erased(member)
    assert not Mail.objects.filter(to=member.email).exists()


def test_the_email_about_an_erasure_says_what_stays_and_until_when(member, coordinator, clock, settings):
    settings.BACKUP_KEEP_DAYS = 30
    ask_to_be_erased(person=member, posts=PostsAfterErasure.TAKE)
    asked = timezone.localdate()
    clock.forward(days=7)
    assert begin_erasure(person_id=member.pk, coordinator=coordinator)
    mail = Mail.objects.get(to=member.email)
    assert mail.subject == "RAT Network: we are deleting your data"
    assert f"We are deleting your data, as you asked on {asked:%-d %B %Y}." in mail.text
    assert "".join(f"- {line}\n" for line in what_stays(PostsAfterErasure.TAKE)) in mail.text
    assert f"on about {asked + dt.timedelta(days=37):%-d %B %Y}" in mail.text
    assert ("Their data" in mail.text, "A different person" in mail.text) == (False, False)


def test_a_former_member_who_is_erased_by_letter_is_emailed_too(member, coordinator):
    set_member_state(person_id=member.pk, state=MemberState.LEFT, coordinator=coordinator, reason="Retired")
    Mail.objects.all().delete()
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    text = Mail.objects.get(to=member.email).text
    assert "We are deleting your data, as you asked. You are no longer a member" in text
    assert "- published posts, without the name" in text


def test_no_email_goes_to_a_person_who_is_erased_again_after_a_restore(member, coordinator, monkeypatch):
    monkeypatch.setattr("ratsite.privacy.erasure.erase_rows", lambda erasing: None)  # it would delete the email too
    assert erase_again(person=member, posts="keep", done_at=timezone.now(), coordinator=coordinator)
    assert not Mail.objects.exists()


def test_a_letter_does_not_cut_the_week_short(member, coordinator):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    values = {"posts": PostsAfterErasure.KEEP, "reason": "They rang"}
    assert erase_by_letter(person_id=member.pk, coordinator=coordinator, **values) is False


def test_a_legal_hold_stops_it(at_the_door, member, coordinator, clock, happen):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    clock.forward(days=7)
    held_until = timezone.localdate() + dt.timedelta(days=30)
    assert place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=held_until)
    assert place_hold(person_id=member.pk, coordinator=coordinator, reason="Another", until=None) is False
    assert begin_erasure(person_id=member.pk, coordinator=coordinator) is False
    letter = {"posts": PostsAfterErasure.KEEP, "reason": "They rang"}
    assert erase_by_letter(person_id=member.pk, coordinator=coordinator, **letter) is False
    clock.forward(days=31)
    assert begin_erasure(person_id=member.pk, coordinator=coordinator) is True


def test_no_page_reveals_a_hold_to_the_person(at_the_door, member, coordinator, happen):
    """A person under a legal hold sees the same pages, can make the same request, and gets a copy without the hold."""
    pages = [reverse("privacy:data"), ERASE]

    def seen() -> list[str]:
        return [main_of(at_the_door.get(page)) for page in pages]

    before = seen()
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry asks for it", until=None)
    assert seen() == before
    happen(at_the_door.post, ERASE, {"posts": "keep"})
    assert Erasure.objects.asked().filter(person=member).exists()
    seen()  # with the message that it is asked for
    asked = seen()
    assert end_hold(person_id=member.pk, coordinator=coordinator, reason="The inquiry is over.")
    assert end_hold(person_id=member.pk, coordinator=coordinator, reason="The inquiry is over.") is False
    assert seen() == asked
    for person in (member, coordinator):
        target = io.BytesIO()
        write_copy(person, target)
        data = zipfile.ZipFile(target).read("data.json").decode().lower()
        assert "inquiry" not in data
        assert "privacy.hold" not in data


def test_a_hold_on_a_coordinator_is_for_other_coordinators(coordinator, sign_in):
    held = MemberFactory(roles=["Coordinators"])
    place_hold(person_id=held.pk, coordinator=coordinator, reason="An inquiry asks for it", until=None)
    client = sign_in(held, with_second_step=True)
    page = main_of(client.get(erasure_page(held)))
    assert "inquiry" not in page.lower()
    assert "hold" not in page.lower()
    assert client.get(hold_end_page(held)).status_code == 403
    assert client.post(hold_end_page(held), {"reason": "The inquiry is over."}).status_code == 403
    with pytest.raises(PermissionDenied):
        end_hold(person_id=held.pk, coordinator=User.objects.get(pk=held.pk), reason="The inquiry is over.")
    assert "inquiry" not in main_of(client.get("/review/log/"))
    assert "Placed a legal hold" not in main_of(client.get("/review/log/"))
    Erasure.objects.create(person=held, posts=PostsAfterErasure.KEEP, asked_at=timezone.now() - dt.timedelta(days=8))
    assert [item.url for item in Erasures().waiting(held)] == [erasure_page(held)]
    assert [item.why for item in Erasures().waiting(coordinator)] == [[HELD]]
    assert record_answer(person_id=held.pk, coordinator=coordinator)
    assert Erasures().waiting(coordinator) == []
    assert [item.why == [HELD] for item in Erasures().waiting(held)] == [False]
    assert "Ready for you to decide" in main_of(client.get(reverse("staff_erasures:erasures")))
    assert "An inquiry asks for it" in main_of(sign_in(coordinator, with_second_step=True).get("/review/log/"))


def test_a_person_under_a_legal_hold_is_emailed_and_leaves_the_queue_until_the_hold_ends(
    member, coordinator, sign_in, clock
):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    clock.forward(days=8)
    assert record_answer(person_id=member.pk, coordinator=coordinator) is False
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=None)
    client = sign_in(coordinator, with_second_step=True)
    assert "Write to them" in main_of(client.get("/review/"))
    assert "I have written to them" in main_of(client.get(erasure_page(member)))
    page = main_of(client.post(reverse("staff_erasures:person_hold", args=[member.pk]), {"answered": "1"}, follow=True))
    assert "a coordinator recorded that they had written to this person" in page
    assert "I have written to them" not in page
    assert Erasures().waiting(coordinator) == []
    assert record_answer(person_id=member.pk, coordinator=coordinator) is False
    assert ModelLogEntry.objects.filter(action="privacy.hold.answer").count() == 1
    with pytest.raises(PermissionDenied):
        record_answer(person_id=member.pk, coordinator=member)
    end_hold(person_id=member.pk, coordinator=coordinator, reason="The inquiry is over.")
    assert [item.url for item in Erasures().waiting(coordinator)] == [erasure_page(member)]
    place_hold(person_id=member.pk, coordinator=coordinator, reason="Another inquiry", until=None)
    assert [item.why for item in Erasures().waiting(coordinator)] == [[HELD]]


def test_a_moderator_finds_no_hold_in_the_log(member, coordinator, moderator, sign_in):
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=None)
    assert "legal hold" not in main_of(sign_in(moderator, with_second_step=True).get("/review/log/"))


def test_a_coordinator_reads_what_an_erasure_would_end(member, coordinator, moderator, happen, sign_in):
    """An excluded person who asks by letter cannot escape their sanction unnoticed."""
    another = MemberFactory(roles=["Coordinators"])
    ends_at = timezone.now() + dt.timedelta(days=30)
    topic = make_topic(author=member)
    flag_post(
        post_id=topic.posts.get().pk, reporter=MemberFactory(), reason=FlagReason.DISRESPECTFUL, text="They shout"
    )
    client = sign_in(coordinator, with_second_step=True)
    assert "Before you begin" in main_of(client.get(erasure_page(member)))
    sanction = impose(
        person_id=member.pk, kind=SanctionKind.EXCLUDE, ends_at=ends_at, reason="They shout", steward=another
    )
    appeal(sanction_id=sanction.pk, text="I did not")
    page = main_of(client.get(erasure_page(member)))
    assert f"Exclusion until {end_words(ends_at)}. Their appeal is waiting for an answer." in page
    assert "1 of their posts is reported and waiting for a decision" in page
    set_member_state(person_id=member.pk, state=MemberState.SUSPENDED, coordinator=coordinator, reason="Asked")
    assert "A coordinator has suspended them" in main_of(client.get(erasure_page(member)))
    assert "Before you begin" not in main_of(client.get(erasure_page(MemberFactory())))


def test_a_hold_that_comes_while_it_is_going_on_stops_it(member, coordinator):
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    send_last_emails()
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=None)
    assert run_erasure(erasure_id=Erasure.objects.get().pk) is False
    assert not is_erased(member)
    end_hold(person_id=member.pk, coordinator=coordinator, reason="The inquiry is over.")
    assert run_erasure(erasure_id=Erasure.objects.get().pk) is True
    assert is_erased(member)


def test_nobody_comes_back_while_they_are_being_erased(member, coordinator, sign_in):
    """A legal hold, or a worker that died, can leave an erasure unfinished for weeks."""
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    desk_of_people = sign_in(coordinator, with_second_step=True)
    for state in ("approved", "suspended", "pending"):
        page = flat(send_membership(desk_of_people, member, state=state, reason="They rang again").content)
        assert ("is being deleted" in page, "They rang again" in page) == (True, True)
    application = make_application(email=member.email)
    url = reverse("applications:application", args=[application.pk])
    page = flat(decide(desk_of_people, url, choice="approve", agency=member.agency_id).content)
    assert "is being deleted" in page
    with pytest.raises(PermissionDenied):
        approve_application(application_id=application.pk, coordinator=coordinator, agency=member.agency)
    member.refresh_from_db()
    assert member.state == MemberState.LEFT
    send_last_emails()
    assert run_erasure(erasure_id=Erasure.objects.get().pk) is True


def test_a_person_who_is_a_member_again_is_not_erased_by_an_old_request(member, coordinator):
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    User.objects.filter(pk=member.pk).update(state=MemberState.APPROVED, is_active=True)
    assert run_erasure(erasure_id=Erasure.objects.get().pk) is False
    member.refresh_from_db()
    assert (member.is_member, member.is_erased) == (True, False)


def test_a_stopped_erasure_is_in_the_queue_and_can_be_started_again(member, coordinator, sign_in, happen):
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    client = sign_in(coordinator, with_second_step=True)
    queue = reverse("review:queue")
    assert "is paused" not in flat(client.get(queue).content)
    assert "Their data is being deleted" in flat(client.get(erasure_page(member)).content)
    User.objects.filter(pk=member.pk).update(state=MemberState.APPROVED, is_active=True)
    assert "The deletion has begun but is paused" in flat(client.get(queue).content)
    assert "Paused" in flat(client.get(reverse("staff_erasures:erasures")).content)
    assert "See what this deletes" in flat(client.get(erasure_page(member)).content)
    happen(erase, client, member)
    assert is_erased(member)
    assert "is paused" not in flat(client.get(queue).content)


def test_a_person_who_withdraws_the_request_leaves_the_queue(member, coordinator, sign_in, happen):
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    client = sign_in(coordinator, with_second_step=True)
    client.post(erasure_page(member), {"stays": "1"})
    assert Erasure.objects.get().state == "running"  # it goes on
    User.objects.filter(pk=member.pk).update(state=MemberState.APPROVED, is_active=True)
    happen(client.post, erasure_page(member), {"stays": "1"})
    assert not is_erased(member)
    assert "is paused" not in flat(client.get(reverse("review:queue")).content)
    assert not Erasure.objects.open().exists()
    assert ModelLogEntry.objects.filter(action="privacy.person.stay", user=coordinator).exists()


def test_a_stopped_erasure_of_a_person_under_a_hold_is_asked_about_later(member, coordinator, sign_in):
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    User.objects.filter(pk=member.pk).update(state=MemberState.APPROVED, is_active=True)
    place_hold(person_id=member.pk, coordinator=coordinator, reason="A court asks", until=None)
    page = flat(sign_in(coordinator, with_second_step=True).get(erasure_page(member)).content)
    assert "Once nothing prevents the deletion, we will ask you whether to delete the rest" in page
    assert "We will delete the rest once nothing prevents the deletion" not in page


def test_the_last_coordinator_is_not_erased(coordinator):
    assert ask_to_be_erased(person=coordinator, posts=PostsAfterErasure.KEEP) is False
    another = MemberFactory(roles=["Coordinators"])
    assert ask_to_be_erased(person=coordinator, posts=PostsAfterErasure.KEEP) is True
    set_roles(person_id=another.pk, roles=set(), coordinator=None)
    Erasure.objects.update(asked_at=timezone.now() - dt.timedelta(days=8))
    with pytest.raises(PermissionDenied):
        begin_erasure(person_id=coordinator.pk, coordinator=coordinator)


def test_nobody_erases_themselves_and_nobody_but_a_coordinator_erases_others(member, coordinator, moderator):
    set_roles(person_id=moderator.pk, roles={Role.MODERATOR, Role.CURATOR, Role.EDITOR}, coordinator=None)
    for who, whom in ((moderator, member), (member, member), (coordinator, coordinator)):
        who = User.objects.get(pk=who.pk)
        with pytest.raises(PermissionDenied):
            erase_by_letter(person_id=whom.pk, coordinator=who, posts=PostsAfterErasure.KEEP, reason="They rang")
    assert not Erasure.objects.exists()


def test_a_coordinator_who_opens_their_own_page_is_told_to_ask_another(coordinator, sign_in):
    MemberFactory(roles=["Coordinators"])
    client = sign_in(coordinator, with_second_step=True)
    assert "Another coordinator must delete your data" in flat(client.get(erasure_page(coordinator)).content)
    assert client.post(erasure_page(coordinator), {"posts": "keep", "reason": "By letter"}).status_code == 403


def test_a_coordinator_places_a_hold_and_ends_it_and_both_are_in_the_log(member, coordinator, sign_in):
    client = sign_in(coordinator, with_second_step=True)
    address = reverse("staff_erasures:person_hold", args=[member.pk])
    assert "Enter today’s date or a later date" in flat(
        client.post(address, {"reason": "A", "until": "2001-01-01"}).content
    )
    client.post(address, {"reason": "An inquiry", "until": ""})
    assert "An inquiry" in flat(client.get(erasure_page(member)).content)
    page = flat(client.get(hold_end_page(member)).content)
    assert f"End the legal hold on {member}?" in page
    assert "can have their data deleted for ever" in page
    assert "Say who said that the hold may end" in flat(client.post(hold_end_page(member), {"reason": ""}).content)
    client.post(address, {"end": "1"})  # one press does not end it
    assert held_people().filter(pk=member.pk).exists()
    client.post(hold_end_page(member), {"reason": "The inquiry closed in May."})
    assert not held_people().filter(pk=member.pk).exists()
    assert "The inquiry closed in May." in main_of(client.get("/review/log/"))
    actions = ModelLogEntry.objects.filter(action__startswith="privacy.hold").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["privacy.hold.place", "privacy.hold.end"]


def test_a_permanent_reason_in_the_log_identifies_nobody(member, coordinator, sign_in):
    client = sign_in(coordinator, with_second_step=True)
    words = "She rang from 07700 900123"
    hold = reverse("staff_erasures:person_hold", args=[member.pk])
    other = reverse("staff_erasures:address_erase")
    sent = [(erasure_page(member), {"posts": "keep"}), (hold, {"until": ""}), (other, {"address": "who@else.example"})]
    for address, values in sent:
        assert "<mark>07700 900123</mark>" in flat(client.post(address, {**values, "reason": words}).content)
    assert not ModelLogEntry.objects.filter(action__startswith="privacy.").exists()


@pytest.mark.parametrize("asking", [1, 3])
def test_the_list_of_those_who_asked_costs_the_same(asking, coordinator, sign_in, django_assert_num_queries):
    for _ in range(asking):
        ask_to_be_erased(person=MemberFactory(), posts=PostsAfterErasure.KEEP)
    client = sign_in(coordinator, with_second_step=True)
    client.get(reverse("staff_erasures:erasures"))
    with django_assert_num_queries(5):
        client.get(reverse("staff_erasures:erasures"))


def test_an_erasure_is_in_the_queue_from_the_day_on_which_it_can_be_done(member, coordinator, sign_in, clock):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    queue = reverse("review:queue")
    assert str(member) not in flat(sign_in(coordinator, with_second_step=True).get(queue).content)
    clock.forward(days=7)
    assert erasure_page(member) in flat(sign_in(coordinator, with_second_step=True).get(queue).content)
    assert str(member) not in flat(sign_in(MemberFactory(roles=["Moderators"]), with_second_step=True).get(
        queue
    ).content)  # fmt: skip
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=None)
    client = sign_in(coordinator, with_second_step=True)
    assert "but the law requires us to keep it. Write to them." in flat(client.get(queue).content)
    assert "Legal hold: write to the person" in flat(client.get(reverse("staff_erasures:erasures")).content)


@pytest.mark.parametrize(("name", "free"), [("Moss", "With a mossy letter"), ("Ed", "Their identity checked")])
def test_a_name_in_other_texts_is_searched_as_a_word_and_listed(name, free, coordinator, happen, sign_in):
    person = MemberFactory(first_name="Zo", last_name=name)
    client = sign_in(coordinator, with_second_step=True)
    page = flat(happen(client.post, erasure_page(person), {"posts": "keep", "reason": f"{name.lower()} rang"}).content)
    assert f"name or address: “{name}”" in page
    happen(erase, client, person, posts="keep", reason=free)
    assert is_erased(person)


def test_a_letter_about_a_person_who_asked_themselves_is_shown_again_and_starts_nothing(
    member, coordinator, sign_in, clock
):
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    clock.forward(days=8)
    late = sign_in(coordinator, with_second_step=True).post(
        erasure_page(member), {"posts": "take", "reason": "By letter"}
    )
    assert late.status_code == 409
    assert "By letter</textarea>" in flat(late.content)
    assert Erasure.objects.get().is_asked


def test_the_last_letter_to_them_leaves_before_their_address_goes(member, coordinator, clock):
    erase_by_letter(person_id=member.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="They rang")
    send_mail(to=member.email, subject="Your access is closed", text="It ends today.")
    number = Erasure.objects.get().pk
    assert run_erasure(erasure_id=number) is False
    clock.forward(days=2)  # no server takes it: the erasure does not wait for ever
    assert run_erasure(erasure_id=number) is True


def test_asking_and_taking_back_again_and_again_floods_nobody(at_the_door, member, happen, mailoutbox):
    for _ in range(6):
        happen(at_the_door.post, ERASE, {"posts": "keep"})
        happen(at_the_door.post, reverse("privacy:erase_take_back"))
    assert len(mailoutbox) == 4
    assert "You have asked for this several times in the last hour." in flat(
        happen(at_the_door.post, ERASE, {"posts": "keep"}, follow=True).content
    )


@pytest.mark.parametrize("posts", ["keep", "take"])
def test_an_erasure_is_confirmed_on_a_page_that_names_the_person_and_what_goes_stays_and_waits(
    posts, member, coordinator, happen, sign_in
):
    topic = make_topic(author=member)
    flag_post(post_id=topic.posts.get().pk, reporter=MemberFactory(), reason=FlagReason.OTHER, text="They shout")
    Board.objects.filter(pk=topic.board_id).update(holds_replies=True)
    post_reply(topic=Topic.objects.select_related("board").get(pk=topic.pk), author=member, body="I waited.")
    client = sign_in(coordinator, with_second_step=True)
    letter = {"posts": posts, "reason": "By letter of 3 March"}
    asked = happen(client.post, erasure_page(member), letter)
    page = main_of(asked)
    assert (Erasure.objects.count(), is_erased(member)) == (0, False)
    assert f"Delete the data of {member} for ever?" in page
    assert ("the text of their posts" in page, "an empty place" in page) == (posts == "take",) * 2
    assert [line for line in what_stays(PostsAfterErasure(posts)) if line not in page] == []
    assert "1 of their posts is reported and waiting for a decision" in page
    assert "1 of their posts is not published yet, and waits for a decision" in page
    happen(client.post, erasure_page(member), {**letter, "shown_hash": "old"})
    assert not Erasure.objects.exists()
    happen(client.post, erasure_page(member), {**letter, "shown_hash": asked.context["preview"].shown_hash})
    assert is_erased(member)


def test_an_erasure_is_asked_about_again_if_something_came_to_wait_since(member, coordinator, happen, sign_in):
    topic = make_topic(author=member)
    client = sign_in(coordinator, with_second_step=True)
    letter = {"posts": "keep", "reason": "By letter of 3 March"}
    shown = client.post(erasure_page(member), letter).context["preview"].shown_hash
    flag_post(post_id=topic.posts.get().pk, reporter=MemberFactory(), reason=FlagReason.OTHER, text="They shout")
    late = happen(client.post, erasure_page(member), {**letter, "shown_hash": shown})
    assert (late.status_code, Erasure.objects.count()) == (409, 0)
    assert "Something has changed since you opened this page" in main_of(late, 409)


def test_what_a_coordinator_confirmed_is_compared_under_the_lock(member, coordinator, clock):
    """A report that comes after the page has compared its hash, but before the action locks the person, is noticed."""
    topic = make_topic(author=member)
    shown = preview_of(member, None, PostsAfterErasure.KEEP).shown_hash
    letter = {"person_id": member.pk, "coordinator": coordinator, "reason": "They rang"}
    with pytest.raises(Stale):
        erase_by_letter(**letter, posts=PostsAfterErasure.TAKE, shown_hash=shown)
    ask_to_be_erased(person=member, posts=PostsAfterErasure.KEEP)
    clock.forward(days=7)
    shown = preview_of(member, Erasure.objects.get()).shown_hash
    flag_post(post_id=topic.posts.get().pk, reporter=MemberFactory(), reason=FlagReason.OTHER, text="They shout")
    with pytest.raises(Stale):
        begin_erasure(person_id=member.pk, coordinator=coordinator, shown_hash=shown)
    assert Erasure.objects.get().state == ErasureState.ASKED
    shown = preview_of(member, Erasure.objects.get()).shown_hash
    assert begin_erasure(person_id=member.pk, coordinator=coordinator, shown_hash=shown)


def test_the_member_reads_the_same_list_of_what_stays_as_the_coordinator(at_the_door, settings):
    settings.BACKUP_KEEP_DAYS = 12
    page = main_of(at_the_door.get(ERASE))
    assert what_stays()[-1] == "our backups, for 12 days"
    assert [line for line in what_stays() if line[0].upper() + line[1:] not in page] == []


@pytest.mark.parametrize("is_running", [False, True])
def test_the_page_that_ends_a_hold_says_whether_a_deletion_goes_on_at_once(is_running, member, coordinator, sign_in):
    place_hold(person_id=member.pk, coordinator=coordinator, reason="An inquiry", until=None)
    state = ErasureState.RUNNING if is_running else ErasureState.ASKED
    begun = {"coordinator": coordinator, "started_at": timezone.now()} if is_running else {}
    if is_running:
        set_member_state(person_id=member.pk, state=MemberState.LEFT, coordinator=coordinator, reason="Asked")
    Erasure.objects.create(person=member, posts=PostsAfterErasure.KEEP, asked_at=timezone.now(), state=state, **begun)
    page = main_of(sign_in(coordinator, with_second_step=True).get(hold_end_page(member)))
    assert ("It goes on by itself when the hold ends." in page) == is_running
    assert ("Once the hold has ended, a coordinator can delete it for ever." in page) != is_running
