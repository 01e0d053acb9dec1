"""The pages of a ground check: each check has its own address, whichever one of the topic is open."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.models import GroundCheck
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_run_ground_check import answer, end, moderator_of, person_of, propose, sign
from tests.markup import flat

pytestmark = pytest.mark.django_db


def published(topic, statement: str = "Rooms are let again.") -> GroundCheck:
    check = end(propose(topic, None, statement))
    sign(check, moderator_of("housing"))
    sign(check, moderator_of("policing"))
    return check


@pytest.fixture
def topic():
    return make_topic()


def of_topic(topic) -> str:
    return reverse("forum:topic_ground_check", args=[topic.pk])


def test_a_published_result_can_be_read_and_deleted_while_the_next_one_is_open(topic, sign_in):
    done, asking = published(topic), propose(topic, None, "It is one firm.")
    client = sign_in(MemberFactory())
    assert f'href="{done.get_absolute_url()}"' in client.get(topic.get_absolute_url()).content.decode()
    html = flat(client.get(done.get_absolute_url()).content)
    assert ("We agree that rooms are let again." in html, "It is one firm." in html) == (True, False)
    assert f'href="{asking.get_absolute_url()}"' in client.get(done.get_absolute_url()).content.decode()
    page = reverse("forum:ground_check_end", args=[done.pk])
    moderator = sign_in(moderator_of("health"), with_second_step=True)
    html = flat(moderator.get(page).content)
    assert ("Delete the ground check" in html, "End the ground check" in html) == (True, False)
    assert "Say why you are deleting it" in flat(moderator.post(page, {"do": "delete", "reason": " "}).content)
    assert moderator.post(page, {"do": "delete", "reason": "It describes a person"}).status_code == 302
    assert list(GroundCheck.objects.all()) == [asking]


def test_the_summary_on_the_topic_and_on_paper_has_the_open_differences_that_it_may_leave_out(topic, sign_in):
    check = propose(topic, None, "Rooms are let again.", "It is one firm.")
    for slug in ("housing", "policing", "health"):
        for _ in range(3):
            answer(check, person_of(slug))
            answer(check, person_of(slug), "agree" if slug == "health" else "disagree", position=2)
    end(check)
    sign(check, moderator_of("housing"), "We agree that rooms are let again.")
    client, paper = sign_in(MemberFactory()), reverse("forum:topic_print", args=[topic.pk])
    assert "Open differences" not in flat(client.get(topic.get_absolute_url()).content)
    sign(check, moderator_of("policing"), "We agree that rooms are let again.")
    client.post(paper)
    for page in (topic.get_absolute_url(), paper):
        html = flat(client.get(page).content)
        told = html[html.index("Open differences: ") :].split("</ul>")[0]
        assert ("It is one firm." in told, "Rooms are let again." in told) == (True, False)


def test_an_ended_check_speaks_of_the_past_and_calls_no_agreement_a_difference(topic, sign_in):
    check, client = propose(topic, None, "Rooms are let again.", "It is one firm."), sign_in(MemberFactory())
    for _ in range(3):
        answer(check, person_of("housing"))
        answer(check, person_of("housing"), "disagree", position=2)
    asks = ("Who can answer", "Until ", "After the last day", "my answers")
    html = flat(client.get(check.get_absolute_url()).content)
    assert [words in html for words in asks] == [True] * 4
    end(check)
    html = flat(client.get(check.get_absolute_url()).content)
    assert [words in html for words in asks] == [False] * 4
    assert ("Nobody can answer any more" in html, "All members" in html) == (True, False)
    lists = {key: html.split(f'id="ground-{key}"')[1].split("</section>")[0] for key in ("open", "few")}
    assert ("It is one firm." in lists["open"], "Rooms are let again." in lists["open"]) == (True, False)
    assert ("It is one firm." in lists["few"], "Rooms are let again." in lists["few"]) == (False, True)


def test_the_summary_on_the_topic_also_has_what_too_few_answered_to_tell(topic, sign_in):
    published(topic)
    html = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    told = html[html.index("Too few answered to tell") :].split("</ul>")[0]
    assert ("Rooms are let again." in told, "Open differences" in html) == (True, False)


def test_every_earlier_result_can_still_be_read(topic, sign_in):
    first, second = published(topic), published(topic, "It is one firm.")
    client = sign_in(MemberFactory())
    assert client.get(of_topic(topic))["Location"] == second.get_absolute_url()
    assert f'href="{first.get_absolute_url()}"' in client.get(second.get_absolute_url()).content.decode()
    assert "Rooms are let again." in flat(client.get(first.get_absolute_url()).content)


def test_the_address_of_its_topic_leads_to_the_one_under_way(topic, sign_in):
    assert sign_in(MemberFactory()).get(of_topic(topic)).status_code == 404
    under_way = propose(topic)
    late = published(make_topic())
    GroundCheck.objects.filter(pk=late.pk).update(topic=topic, published_at=timezone.now())
    assert sign_in(MemberFactory()).get(of_topic(topic))["Location"] == under_way.get_absolute_url()


def test_another_one_is_offered_only_when_none_is_under_way(topic, sign_in):
    done = published(topic)
    author, start = sign_in(topic.author), reverse("forum:ground_check_new", args=[topic.pk])
    assert start in author.get(done.get_absolute_url()).content.decode()
    propose(topic)
    assert start not in author.get(done.get_absolute_url()).content.decode()


def test_a_person_who_signs_a_changed_summary_keeps_their_text_and_reads_the_signed_one(topic, sign_in):
    check = end(propose(topic))
    client, page = sign_in(moderator_of("health"), with_second_step=True), check.get_absolute_url()
    shown = client.get(page).context["summary_form"]["shown_hash"].value()
    sign(check, moderator_of("housing"), "We agree.")
    url = reverse("forum:ground_check_sign", args=[check.pk])
    answer = client.post(url, {"summary": "We agree, and faith groups do not.", "shown_hash": shown})
    html = flat(answer.content)
    assert "Another moderator has signed the summary" in html
    assert ("<p>We agree.</p>" in html, "We agree, and faith groups do not." in html) == (True, True)
    again = answer.context["summary_form"]
    sent = {name: again[name].value() for name in ("summary", "shown_hash")}
    assert client.post(url, sent).status_code == 302
    check.refresh_from_db()
    assert check.summary == "We agree, and faith groups do not."


def test_a_person_reads_before_answering_that_colleagues_may_guess_the_text_and_the_answer(topic, sign_in):
    check = propose(topic)
    client, page = sign_in(MemberFactory()), check.get_absolute_url()
    answer = client.get(page)
    html = flat(answer.content)
    assert "If few people in your remit answer, readers may guess your answer." in html
    assert "under your remit, or under “other remits” if few people in your remit answer. Colleagues may guess" in html
    (_stance, change, _is_open), *_ = answer.context["form"].rows()
    assert f'<p class="hint" id="{change.auto_id}_helptext">After the last day, readers can see these words' in html
    end(check)
    assert "If only a few people in a remit answered, “most” can mean all of them" in flat(client.get(page).content)


def test_a_person_who_sends_no_answer_is_not_thanked_for_answers(topic, sign_in):
    check = propose(topic)
    html = flat(sign_in(MemberFactory()).post(check.get_absolute_url(), {}, follow=True).content)
    said = "Choose an answer to at least one statement"
    assert (said in html, "Your answers are saved" in html) == (True, False)


def test_a_person_who_signs_with_a_double_click_reads_what_they_did(topic, sign_in):
    check = end(propose(topic))
    sign_url = reverse("forum:ground_check_sign", args=[check.pk])
    for slug, said in (("housing", "You have signed the summary."), ("policing", "The summary is published")):
        client = sign_in(moderator_of(slug), with_second_step=True)
        form = client.get(check.get_absolute_url()).context["summary_form"]
        sent = {name: form[name].value() for name in ("summary", "shown_hash")}
        for _ in range(2):
            html = flat(client.post(sign_url, sent, follow=True).content)
            assert (said in html, "Another moderator has signed" in html) == (True, False)
    signed = ModelLogEntry.objects.filter(action__startswith="forum.ground.").order_by("pk")
    assert [entry.action for entry in signed] == ["forum.ground.sign", "forum.ground.publish"]
