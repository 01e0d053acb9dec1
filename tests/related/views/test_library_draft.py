"""From three remits' answers to a published summary and a library draft, through the pages, without scripts."""

import pytest
from django.urls import reverse

from forum.models import GroundCheck
from library.actions.suggest_resource import decline, take_up, withdraw_suggestion
from library.models import Suggestion
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking
from ratsite.related.forms.library_draft import CHECKS
from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_run_ground_check import end, moderator_of, person_of, sign
from tests.markup import flat

pytestmark = pytest.mark.django_db
TICKED = dict.fromkeys(CHECKS, "on")
DRAFT = {"title": "What remits agree on", "why": "For new members", "text": "Rooms are let again."} | TICKED


def answer_all(client, check: GroundCheck, stance: str, change: str = "") -> None:
    sent = {f"stance_{one.pk}": stance for one in check.statements.all()}
    sent |= {f"change_{one.pk}": change for one in check.statements.all()}
    assert client.post(check.get_absolute_url(), sent).status_code == 302


@pytest.fixture
def check(sign_in):
    topic = make_topic()
    start = reverse("forum:ground_check_new", args=[topic.pk])
    sign_in(topic.author).post(
        start, {"statement_1": "Rooms are let again.", "statement_2": "By one firm.", "weeks": 1}
    )
    return GroundCheck.objects.get()


@pytest.fixture
def published(check):
    end(check)
    sign(check, moderator_of("housing"))
    sign(check, moderator_of("policing"))
    check.refresh_from_db()
    return check


def draft_url(check: GroundCheck) -> str:
    return reverse("library:library_draft", args=[check.pk])


def test_three_remits_answer_two_moderators_sign_and_a_curator_gets_a_draft(sign_in, check):
    for slug, stance in (("housing", "agree"), ("policing", "agree"), ("health", "agree")):
        for _ in range(3):
            answer_all(sign_in(person_of(slug)), check, stance, f"If {slug} saw more")
    page = flat(sign_in(person_of("faith")).get(check.get_absolute_url()).content)
    assert "Answers from 3 remits" in page
    assert "The result, by remit" not in page
    end(check)
    for slug in ("housing", "policing"):
        client = sign_in(moderator_of(slug), with_second_step=True)
        form = client.get(check.get_absolute_url()).context["summary_form"]
        sent = {name: form[name].value() for name in ("summary", "shown_hash")}
        answer = client.post(reverse("forum:ground_check_sign", args=[check.pk]), sent)
        assert answer.status_code == 302
    topic_page = flat(sign_in(MemberFactory()).get(check.topic.get_absolute_url()).content)
    assert "Most people in each remit that answered agree on this:" in topic_page
    client = sign_in(check.topic.author)
    text = client.get(draft_url(check)).context["form"]["text"].value()
    assert "Rooms are let again." in text
    assert "saw more" not in text
    assert client.post(draft_url(check), {**DRAFT, "text": text}).status_code == 302
    suggestion = Suggestion.objects.get()
    assert (suggestion.title, suggestion.suggested_by) == ("What remits agree on", check.topic.author)
    assert StoredFile.objects.get().name == "common-ground.txt"
    assert client.get(draft_url(check)).status_code == 403  # once


def test_a_declined_draft_says_why_and_can_be_made_again(sign_in, published):
    curator, client = MemberFactory(roles=["Curators"]).with_second_step(), sign_in(published.topic.author)
    assert client.post(draft_url(published), DRAFT).status_code == 302
    page = published.get_absolute_url()
    assert "A curator has not decided on it yet." in flat(client.get(page).content)
    decline(suggestion_id=Suggestion.objects.get().pk, curator=curator, reason="Please reword the first line")
    html = flat(client.get(page).content)
    assert ("a curator declined it" in html, "Please reword the first line" in html) == (True, True)
    assert "Please reword" not in flat(sign_in(MemberFactory()).get(page).content)
    client = sign_in(published.topic.author)
    assert "Make another library draft" in html
    assert client.post(draft_url(published), {**DRAFT, "text": "Rooms are let anew."}).status_code == 302
    take_up(suggestion_id=Suggestion.objects.waiting().get().pk, curator=curator)
    html = flat(client.get(page).content)
    assert ("a curator has accepted it" in html, "Make another library draft" in html) == (True, False)
    assert client.get(draft_url(published)).status_code == 403


def test_a_withdrawn_draft_can_be_made_again(sign_in, published):
    client = sign_in(published.topic.author)
    client.post(draft_url(published), DRAFT)
    withdraw_suggestion(suggestion_id=Suggestion.objects.get().pk, member=published.topic.author)
    assert "Make another library draft" in flat(client.get(published.get_absolute_url()).content)
    assert client.post(draft_url(published), DRAFT).status_code == 302


@pytest.mark.parametrize("left", list(CHECKS))
def test_each_line_of_the_checklist_must_be_ticked(sign_in, published, left):
    answer = sign_in(published.topic.author).post(draft_url(published), {**DRAFT, left: ""})
    assert (list(answer.context["form"].errors), Suggestion.objects.count()) == ([left], 0)


def test_an_identifier_is_refused_even_if_all_questions_are_ticked(sign_in, published):
    agency = published.topic.author.agency.name
    for text in (f"Told by {agency.upper()} staff", "They said “go”", "Ring 07700 900123"):
        answer = sign_in(published.topic.author).post(draft_url(published), {**DRAFT, "text": text})
        assert list(answer.context["form"].errors) == ["text"]
    assert Suggestion.objects.count() == 0


def test_a_closely_marked_topic_or_another_person_s_post_becomes_no_library_draft(sign_in, published):
    assert sign_in(MemberFactory()).post(draft_url(published), DRAFT).status_code == 403
    topic = published.topic
    topic.marking = Marking.AMBER_STRICT
    topic.save()
    assert sign_in(topic.author).post(draft_url(published), DRAFT).status_code == 403
    assert Suggestion.objects.count() == 0


def test_a_form_with_an_error_shows_the_typed_text_again(sign_in, check):
    statement = check.statements.first()
    sent = {f"change_{statement.pk}": "If two councils saw it"}
    html = flat(sign_in(person_of("health")).post(check.get_absolute_url(), sent).content)
    assert "Choose an answer, or delete what you wrote about what would change your answer" in html
    assert "If two councils saw it" in html
