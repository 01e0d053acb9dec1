"""A ground check: who proposes, answers and signs; no single answer is ever shown."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.decide_retention import end_topic_hold, hold_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.post import start_topic
from forum.actions.run_ground_check import (
    answer_ground_check,
    delete_ground_check,
    end_ground_check,
    end_ground_checks,
    propose_ground_check,
    sign_summary,
)
from forum.models import GroundAnswer, GroundCheck, Topic
from forum.queries.audience import obstacle_for_merge, readers_after
from forum.queries.ground_check import count_answers, result_of, shown_hash_of_summary
from ratsite.lib.common_ground import Verdict
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Remit
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import PostsAfterErasure
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
SUMMARY = "We agree that rooms are let again."


def remit(slug: str) -> Remit:
    return Remit.objects.get(slug=slug)


def person_of(slug: str, **fields):
    return MemberFactory(agency=AgencyFactory(main_remit=remit(slug)), **fields)


def moderator_of(slug: str):
    return person_of(slug, roles=["Moderators"])


def propose(topic: Topic, proposer=None, *statements: str) -> GroundCheck:
    until = timezone.localdate() + dt.timedelta(weeks=1)
    said = statements or ("Rooms are let again.", "The same people do it.")
    return propose_ground_check(topic_id=topic.pk, proposer=proposer or topic.author, statements=said, closes_on=until)


def answer(check: GroundCheck, person, stance: str = "agree", change: str = "", position: int = 1) -> None:
    statement = check.statements.get(position=position)
    answer_ground_check(check_id=check.pk, person=person, answers={statement.pk: (stance, change)})


def end(check: GroundCheck) -> GroundCheck:
    """End a ground check through its last day and the hourly job."""
    GroundCheck.objects.filter(pk=check.pk).update(closes_on=timezone.localdate() - dt.timedelta(days=1))
    end_ground_checks()
    check.refresh_from_db()
    return check


def sign(check: GroundCheck, moderator, summary: str = SUMMARY) -> bool:
    check.refresh_from_db()
    shown_hash = shown_hash_of_summary(check)
    return sign_summary(check_id=check.pk, moderator=moderator, summary=summary, shown_hash=shown_hash)


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def check(topic):
    return propose(topic)


@pytest.fixture
def answered(check):
    for slug in ("housing", "policing", "health"):
        for _ in range(3):
            answer(check, person_of(slug), change=f"Because of {slug}")
    answer(check, person_of("faith"), "disagree", "A church saw another thing")
    return end(check)


def test_a_pre_moderated_person_proposes_nothing_and_answers_without_text(topic, check, sign_in):
    held = person_of("housing", held_until=timezone.now() + dt.timedelta(days=7))
    with pytest.raises(PermissionDenied):
        propose(make_topic(author=held), held)
    with pytest.raises(PermissionDenied):
        answer(check, held, change="They all lie")
    assert "What would change your answer?" not in sign_in(held).get(check.get_absolute_url()).content.decode()
    answer(check, held)
    assert GroundAnswer.objects.get().stance == "agree"


def test_a_legal_hold_keeps_a_ground_check_and_does_not_say_why(topic, check, sign_in):
    hold_topic(topic_id=topic.pk, steward=moderator_of("policing"), reason="Court order 12", until=None)
    with pytest.raises(PermissionDenied):
        delete_ground_check(check_id=check.pk, person=topic.author, reason="Not needed")
    sent = {"do": "delete", "reason": "Not needed"}
    html = sign_in(topic.author).post(reverse("forum:ground_check_end", args=[check.pk]), sent).content.decode()
    assert "We must keep something in this topic for now" in html
    assert "Court order 12" not in html
    assert GroundCheck.objects.filter(pk=check.pk).exists()


def test_a_legal_hold_keeps_what_each_person_answered_until_it_ends(topic, check):
    for _ in range(3):
        answer(check, person_of("housing"))
    hold_topic(topic_id=topic.pk, steward=moderator_of("policing"), reason="Court order 12", until=None)
    end_ground_check(check_id=check.pk, person=topic.author)
    check.refresh_from_db()
    assert [remit.slug for remit in result_of(check).statements[0].agree] == ["housing"]
    end_ground_checks()
    assert GroundAnswer.objects.count() == 3
    end_topic_hold(topic_id=topic.pk, steward=moderator_of("policing"), reason="The inquiry is over.")
    end_ground_checks()
    assert GroundAnswer.objects.count() == 0


def test_the_person_who_ends_it_reads_what_is_deleted_and_the_end_is_in_topic_and_log(topic, check, sign_in):
    answer(check, person_of("health"))
    client, page = sign_in(topic.author), reverse("forum:ground_check_end", args=[check.pk])
    assert "Stop taking answers now, delete what each person answered" in client.get(page).content.decode()
    assert client.post(page, {"do": "end"}).status_code == 302
    entry = ModelLogEntry.objects.get(action="forum.ground.end")
    assert (entry.user, entry.object_id) == (topic.author, str(topic.pk))
    html = flat(client.get(topic.get_absolute_url()).content)
    assert "The ground check ended, and its result can be read" in html


def test_a_check_that_is_deleted_meanwhile_does_not_stop_the_job_for_the_others(monkeypatch):
    checks = [propose(make_topic()) for _ in range(3)]
    GroundCheck.objects.update(closes_on=timezone.localdate() - dt.timedelta(days=1))

    def count_while_one_is_deleted(check):
        GroundCheck.objects.filter(pk=checks[1].pk).delete()
        return count_answers(check)

    monkeypatch.setattr("forum.actions.run_ground_check.count_answers", count_while_one_is_deleted)
    end_ground_checks()
    assert list(GroundCheck.objects.ended().order_by("pk")) == [checks[0], checks[2]]


def test_the_log_does_not_name_who_began_a_topic_without_their_name_and_deletes_its_check():
    author = person_of("housing")
    topic = start_topic(
        board=BoardFactory(),
        author=author,
        title="Rooms",
        body="Let again.",
        marking="green",
        may_act="check",
        voice="role",
    ).topic
    check = propose(topic)
    end_ground_check(check_id=check.pk, person=author)
    delete_ground_check(check_id=check.pk, person=author, reason="Not needed")
    entries = ModelLogEntry.objects.filter(action__in=["forum.ground.end", "forum.ground.delete"])
    assert list(entries.values_list("user", flat=True)) == [None, None]


def test_only_a_topic_s_author_and_moderators_propose_a_ground_check(topic):
    with pytest.raises(PermissionDenied):
        propose(topic, MemberFactory())
    assert propose(topic, moderator_of("policing")) is not None
    assert propose(topic) is None  # one is under way


def test_a_moderator_without_the_second_step_proposes_and_signs_nothing(topic, answered):
    moderator = moderator_of("policing")
    moderator.has_taken_second_step = False
    with pytest.raises(PermissionDenied):
        propose(make_topic(), moderator)
    with pytest.raises(PermissionDenied):
        sign(answered, moderator)


@pytest.mark.parametrize("statements", [(), ("One.",) * 8, ("Ring 07700 900123 about it.",)])
def test_no_statement_eight_and_one_that_identifies_are_refused(topic, statements):
    until = timezone.localdate()
    with pytest.raises(PermissionDenied):
        propose_ground_check(topic_id=topic.pk, proposer=topic.author, statements=statements, closes_on=until)


def test_a_later_answer_replaces_the_earlier_one(check):
    person = person_of("health")
    answer(check, person, "agree")
    answer(check, person, "unsure", "If two councils saw it")
    assert list(GroundAnswer.objects.values_list("stance", "change")) == [("unsure", "If two councils saw it")]


def test_an_answer_needs_an_agency_an_open_check_and_words_that_identify_nobody(check):
    with pytest.raises(PermissionDenied):
        answer(check, MemberFactory(agency=None))
    with pytest.raises(PermissionDenied):
        answer(check, person_of("health"), change="Ask 07700 900123")
    end(check)
    with pytest.raises(PermissionDenied):
        answer(check, person_of("health"))


def test_a_person_who_cannot_read_the_topic_cannot_answer():
    check = propose(make_topic(BoardFactory(circle=CircleFactory())))
    with pytest.raises(PermissionDenied):
        answer(check, person_of("health"))


def test_an_answer_to_a_statement_of_another_check_is_left_out(check):
    other = propose(make_topic()).statements.first()
    answer_ground_check(check_id=check.pk, person=person_of("health"), answers={other.pk: ("agree", "")})
    assert GroundAnswer.objects.count() == 0


def test_nobody_sees_the_answers_of_another_person(check):
    person = person_of("health")
    answer(check, person)
    coordinator = person_of("council", roles=["Coordinators", "Moderators"])
    assert GroundAnswer.objects.visible_to(person).count() == 1
    assert GroundAnswer.objects.visible_to(coordinator).count() == 0
    assert GroundAnswer.objects.visible_to(check.proposed_by).count() == 0


def test_two_moderators_of_two_main_remits_publish_the_summary(answered):
    assert sign(answered, moderator_of("housing")) is False
    assert sign(answered, moderator_of("policing")) is True
    answered.refresh_from_db()
    assert (answered.first_remit, answered.second_remit) == (remit("housing"), remit("policing"))
    assert list(answered.topic.events.values_list("kind", "actor", "detail").order_by("pk"))[-1] == (
        "ground_told",
        None,
        "Housing · Policing",
    )


def test_the_same_moderator_or_main_remit_does_not_sign_twice(answered):
    first = moderator_of("housing")
    assert [sign(answered, first), sign(answered, first), sign(answered, moderator_of("housing"))] == [False] * 3
    assert sign(answered, moderator_of("policing")) is True


def test_a_changed_summary_needs_two_new_signatures(answered):
    sign(answered, moderator_of("housing"))
    assert sign(answered, moderator_of("policing"), "We differ.") is False
    answered.refresh_from_db()
    assert (answered.summary, answered.first_remit) == ("We differ.", remit("policing"))
    assert sign(answered, moderator_of("health"), "We differ.") is True


def test_a_summary_that_changed_meanwhile_is_not_signed(answered):
    sign(answered, moderator_of("housing"))
    seen = shown_hash_of_summary(GroundCheck.objects.get())
    sign(answered, moderator_of("policing"), "We differ.")
    with pytest.raises(Stale):
        sign_summary(check_id=answered.pk, moderator=moderator_of("health"), summary=SUMMARY, shown_hash=seen)


def test_nothing_is_signed_while_people_answer_and_by_no_author(check):
    with pytest.raises(PermissionDenied):
        sign(check, moderator_of("housing"))
    end(check)
    with pytest.raises(PermissionDenied):
        sign(check, check.proposed_by)


def test_the_end_stores_the_result_and_deletes_the_answers_signed_or_not(answered):
    before = result_of(answered)
    assert GroundAnswer.objects.count() == 0
    sign(answered, moderator_of("housing"))
    sign(answered, moderator_of("policing"))
    answered.refresh_from_db()
    assert result_of(answered) == before
    assert [one.verdict for one in before.statements] == [Verdict.COMMON, Verdict.FEW]


def test_the_erasure_of_who_disagreed_changes_no_result_before_it_is_signed(check, happen):
    people = [person_of("housing") for _ in range(4)]
    for person, stance in zip(people, ("agree", "agree", "agree", "disagree"), strict=True):
        answer(check, person, stance)
    before = result_of(end(check))
    assert [remit.slug for remit in before.statements[0].split] == ["housing"]
    erasing = {"person_id": people[3].pk, "coordinator": MemberFactory(roles=["Coordinators"]), "reason": "By letter"}
    assert happen(erase_by_letter, **erasing, posts=PostsAfterErasure.KEEP)
    people[3].refresh_from_db()
    assert people[3].is_erased
    check.refresh_from_db()
    assert result_of(check) == before


def test_no_result_is_shown_between_the_last_day_and_its_count(clock, check, sign_in):
    for _ in range(3):
        answer(check, person_of("housing"))
    clock.forward(days=8)
    for reader in (MemberFactory(), moderator_of("health")):
        client = sign_in(reader, with_second_step=True)
        page = client.get(check.get_absolute_url())
        assert (page.context["result"], page.context["summary_form"]) == (None, None)
        assert "The answers are being counted. Come back in an hour." in page.content.decode()
    assert "the answers are being counted" in client.get(check.topic.get_absolute_url()).content.decode()
    for number in (1, 2):
        end_ground_checks()
        assert GroundAnswer.objects.count() == 0
        check.refresh_from_db()
        assert [remit.slug for remit in result_of(check).statements[0].agree] == ["housing"], number


def test_a_person_alone_for_their_remit_is_not_in_the_result(answered):
    first = result_of(answered).statements[0]
    said = [text for _, words in first.comments for text in words]
    assert "A church saw another thing" not in said
    assert sorted(set(said)) == ["Because of health", "Because of housing", "Because of policing"]
    assert "faith" not in [one.slug for one in (*first.agree, *first.split, *first.disagree)]
    assert first.others is None


@pytest.mark.parametrize("given", [0, 9])
def test_a_result_costs_one_query(check, given, django_assert_num_queries):
    for number in range(given):
        answer(check, person_of(("housing", "health", "faith")[number % 3]))
    end(check)
    with django_assert_num_queries(1):
        result_of(check)


def test_a_ground_check_can_be_ended_early_or_deleted_with_its_answers(check):
    answer(check, person_of("health"))
    assert end_ground_check(check_id=check.pk, person=check.proposed_by) is True
    assert end_ground_check(check_id=check.pk, person=check.proposed_by) is False
    with pytest.raises(PermissionDenied):
        delete_ground_check(check_id=check.pk, person=MemberFactory(), reason="No")
    delete_ground_check(check_id=check.pk, person=check.proposed_by, reason="The statements were unclear")
    assert (GroundCheck.objects.count(), GroundAnswer.objects.count()) == (0, 0)


def test_a_published_one_is_neither_ended_nor_deleted(answered):
    sign(answered, moderator_of("housing"))
    sign(answered, moderator_of("policing"))
    with pytest.raises(PermissionDenied):
        delete_ground_check(check_id=answered.pk, person=answered.proposed_by, reason="Changed my mind")
    with pytest.raises(IntegrityError), transaction.atomic():
        GroundCheck.objects.update(second_remit=remit("housing"))


def test_a_merge_takes_published_ones_along_and_one_that_is_under_way(topic, moderator):
    into, under_way = make_topic(), propose(topic)
    shown = readers_after(topic.board, into.board.circle).counts
    merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=moderator, reason="The same", shown_hash=shown)
    assert GroundCheck.objects.get() == under_way
    assert into.ground_checks.get() == under_way


def test_no_answer_is_lost_in_a_merge_of_two_topics_that_are_both_asking(topic, answered, moderator):
    into = make_topic(topic.board)
    other = propose(into)
    answer(other, person_of("health"))
    readers = readers_after(topic.board, into.board.circle)
    assert "Publish or delete one" in obstacle_for_merge(topic, into, readers)
    about = {"topic_id": topic.pk, "into_id": into.pk, "moderator": moderator, "reason": "The same"}
    given = GroundAnswer.objects.count()
    with pytest.raises(Stale):
        merge_topic(**about, shown_hash=readers.counts)
    assert (GroundCheck.objects.count(), GroundAnswer.objects.count()) == (2, given)
    delete_ground_check(check_id=other.pk, person=other.proposed_by, reason="One of the two is enough")
    assert merge_topic(**about, shown_hash=readers.counts)
    assert into.ground_checks.get() == answered
