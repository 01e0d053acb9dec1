"""Case learning from a member's text to the library: nobody reads it before two people have approved it."""

import re

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forum.actions.save_draft import LOST
from forum.models import Draft, Topic
from forum.views.composer import SALT
from library.actions.add_drafts import join_draft
from library.actions.edit_resource import change_resource
from library.actions.publish_version import approve_publication, submit_version
from library.actions.suggest_resource import decline, take_up
from library.integrations.publication_queue import Publications
from library.models import CASE_ANSWERS, PublicationReview, Resource, Suggestion
from library.rules.publication import can_decide_publication
from ratsite.files.quarantine import end_quarantine
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_resource
from tests.library.test_case_learning import of
from tests.markup import flat

pytestmark = pytest.mark.django_db
PAGE = reverse("library:case_learning")
LESSON = "Ask the tenant, alone, how they are."
ANSWERS = dict.fromkeys(CASE_ANSWERS, "Nobody: three cases are mixed and the trade is another.")
SENT = {"title": "The third repair", "body": LESSON, "why": "For housing officers", "is_composite": "on"} | ANSWERS


@pytest.fixture
def writer(sign_in):
    return sign_in(of("housing", ""))


def begin(client, **texts) -> str:
    """Begin a discussion, choose "Case learning", and return the address of the library's form."""
    board, texts = BoardFactory(), {"title": "The third repair", "body": LESSON, **texts}
    page = reverse("forum:topic_new", args=[board.slug])
    assert "become=case" in client.get(page).content.decode()
    answer = client.post(f"{page}?kind=discussion&become=case", {**texts, "draft_sequence": "0"})
    assert not Topic.objects.exists()
    return answer.url


def copy_of_what_was_sent() -> Q:
    return Q(place__startswith=LOST, fields={"title": [SENT["title"]], "body": [SENT["body"]]})


def send(client, address: str, **changes):
    sequence = re.search(r'name="sequence" value="(\d+)"', client.get(address).content.decode())[1]
    return client.post(address, {**SENT, "sequence": sequence, **changes})


def test_the_forum_leads_to_the_librarys_form_with_what_was_typed(writer):
    address = begin(writer)
    html = flat(writer.get(address).content)
    assert (LESSON in html, 'value="The third repair"' in html) == (True, True)
    assert Draft.objects.get().fields["body"] == [LESSON]
    assert send(writer, address).url == reverse("library:suggest")
    assert not Draft.objects.exclude(copy_of_what_was_sent()).exists()
    assert begin(writer, title="", body="") == PAGE


def test_a_draft_that_changed_meanwhile_stays(writer):
    address = begin(writer)
    stale = {**SENT, "sequence": str(Draft.objects.get().sequence)}
    later = {"title": ["The third repair"], "body": ["Another lesson from another tab."]}
    Draft.objects.update(sequence=7, fields=later)
    writer.post(address, stale)
    assert Suggestion.objects.count() == 1
    assert Draft.objects.exclude(copy_of_what_was_sent()).get().fields == later


def test_a_declined_text_is_still_among_the_member_s_drafts(writer):
    send(writer, begin(writer))
    curator = MemberFactory(roles=["Curators"]).with_second_step()
    assert decline(suggestion_id=Suggestion.objects.get().pk, curator=curator, reason="Please shorten it")
    assert LESSON in flat(writer.get("/drafts/").content)


def test_another_persons_draft_is_not_shown(writer, sign_in):
    address = begin(writer)
    answer = sign_in(MemberFactory()).get(address)
    assert (answer.status_code, LESSON in answer.text) == (200, False)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"is_composite": ""}, "is_composite", "Mix several ended cases, then tick this"),
        ({"was_changed": ""}, "was_changed", "Say what was changed"),
        ({"body": ""}, "body", "Say what was learned"),
        ({"would_agree": "Her aunt on 07700 900123 would."}, "would_agree", "It may identify someone"),
        ({"body": "Ring 07700 900123 first."}, "body", "It may identify someone"),
    ],
)
def test_missing_or_identifying_answers_are_explained_and_shown_again(writer, changes, field, words):
    answer = writer.post(PAGE, {**SENT, **changes})
    assert list(answer.context["form"].errors) == [field]
    assert words in " ".join(map(str, answer.context["form"].errors[field]))
    assert SENT["why"] in flat(answer.content)
    assert not Suggestion.objects.exists()


def test_the_writers_own_agency_is_left_out_of_it(writer):
    person = Draft._meta.get_field("person").related_model.objects.get(pk=writer.session["_auth_user_id"])
    answer = writer.post(PAGE, {**SENT, "body": f"We at {person.agency.name.upper()} learned it."})
    assert f"Leave out the agency “{person.agency.name}”" in flat(answer.content)


def test_case_learning_needs_two_approvals_of_two_remits_and_none_of_its_own_agency(writer, sign_in):
    writer.post(PAGE, SENT)
    suggestion = Suggestion.objects.get()
    member, reader = suggestion.suggested_by, MemberFactory()
    version = suggestion.resource.versions.get()
    assert {name: getattr(version, name) for name in CASE_ANSWERS} == ANSWERS
    assert suggestion.resource.is_case
    curator = of("council", "Curators")
    html = flat(
        sign_in(curator, with_second_step=True).get(reverse("library:suggestion", args=[suggestion.pk])).content
    )
    assert ANSWERS["was_changed"] in html
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    draft = take_up(suggestion_id=suggestion.pk, curator=curator)
    submit_version(version_id=version.pk, curator=curator, case_answers=ANSWERS)
    review = PublicationReview.objects.get()
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    with pytest.raises(PermissionDenied):
        approve_publication(review_id=review.pk, decider=colleague)
    member.agency = of("faith", "").agency  # who suggested it does not decide, wherever they work now
    member.save()
    member.groups.add(colleague.groups.get(name="Moderators"))
    with pytest.raises(PermissionDenied):
        approve_publication(review_id=review.pk, decider=type(member).objects.get(pk=member.pk))
    for slug in ("policing", "health"):
        assert not Resource.objects.visible_to(reader).filter(pk=draft.pk).exists()
        assert approve_publication(review_id=review.pk, decider=of(slug, "Moderators"))
    assert Resource.objects.visible_to(reader).filter(pk=draft.pk).exists()


@pytest.fixture
def curator():
    return of("council", "Curators")


@pytest.fixture
def taken(writer, curator) -> Resource:
    """Return the draft of case learning that the writer suggested and a curator accepted, with its file checked."""
    writer.post(PAGE, SENT)
    draft = take_up(suggestion_id=Suggestion.objects.get().pk, curator=curator)
    end_quarantine(file_id=str(draft.versions.get().files.get().stored_file_id))
    return Resource.objects.get()


def test_a_curator_reads_on_a_suggestions_page_that_it_is_case_learning_and_its_text(writer, curator, sign_in):
    writer.post(PAGE, SENT)
    suggestion = Suggestion.objects.get()
    client = sign_in(curator, with_second_step=True)
    page, listed = reverse("library:suggestion", args=[suggestion.pk]), reverse("library:suggestion_list")
    assert [flat(client.get(one).content).count("<span>Case learning</span>") for one in (page, listed)] == [1, 1]
    assert LESSON not in flat(client.get(page).content)  # its file is not checked yet
    end_quarantine(file_id=str(suggestion.resource.versions.get().files.get().stored_file_id))
    assert LESSON in flat(client.get(page).content)


def test_the_curator_reads_that_two_people_must_approve_what_they_have_accepted(writer, curator, sign_in):
    writer.post(PAGE, SENT)
    client = sign_in(curator, with_second_step=True)
    page = reverse("library:suggestion", args=[Suggestion.objects.get().pk])
    html = flat(client.post(page, {"answer": "take"}, follow=True).content)
    assert ("then publish it." in html, "Two people must approve it." in html) == (False, True)
    html = flat(client.get(Resource.objects.get().versions.get().get_absolute_url()).content)
    assert "Two people must review this version before readers can see it:" in html
    assert ("A second person must review" in html, "The reasons:" in html) == (False, False)


def test_the_curator_confirms_the_answers_of_the_person_who_suggested_it(taken, curator, sign_in):
    client, page = sign_in(curator, with_second_step=True), taken.versions.get().get_absolute_url()
    asked = "Read their answers below. Change what is not right, then confirm them."
    assert asked in flat(client.get(page).content)
    sent = {**ANSWERS, "is_composite": "on"}
    assert set(client.post(page, sent).context["form"].errors) == {"has_confirmed"}
    assert submit_version(version_id=taken.versions.get().pk, curator=curator).is_draft  # as on the list of drafts
    html = flat(client.post(page, sent | {"has_confirmed": "on"}, follow=True).content)
    assert (asked in html, "Its curator has confirmed or changed the answers." in html) == (False, True)
    assert "Its curator has answered" not in html
    review = PublicationReview.objects.get()
    decider = of("policing", "Moderators")
    seen = flat(Publications().find(decider.with_second_step(), review.pk).html)
    heading = "Answers of the person who suggested the case learning"
    assert (heading in seen, "The curator’s answers" in seen) == (True, False)


def test_the_page_and_the_review_ask_once_whether_the_answers_came_with_a_suggestion(taken, curator, sign_in):
    client, version = sign_in(curator, with_second_step=True), taken.versions.get()
    with CaptureQueriesContext(connection) as page:
        client.get(version.get_absolute_url())
    submit_version(version_id=version.pk, curator=curator, case_answers=ANSWERS)
    decider, review = of("policing", "Moderators").with_second_step(), PublicationReview.objects.get()
    with CaptureQueriesContext(connection) as found:
        Publications().find(decider, review.pk)
    asks = '"library_suggestion"."suggested_at" ='
    assert [sum(asks in query["sql"] for query in queries) for queries in (page, found)] == [1, 1]


def refuses(review: PublicationReview, *people) -> bool:
    """True if none of them may decide. Each has taken the second step and is read from the database again."""
    now = type(people[0]).objects.in_bulk([person.pk for person in people]).values()
    for person in now:
        person.has_taken_second_step = True
    return not any(can_decide_publication(person, review) for person in now)


def test_neither_another_deputy_nor_another_place_lets_their_agency_approve_it(taken, curator):
    member = Suggestion.objects.get().suggested_by
    member.groups.add(Group.objects.get(name="Moderators"))
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    change_resource(resource_id=taken.pk, curator=curator, deputy=None)
    version = submit_version(version_id=taken.versions.get().pk, curator=curator, case_answers=ANSWERS)
    review = PublicationReview.objects.get()
    assert refuses(review, member, colleague)
    able = set(Publications().deciders(review.pk))
    others = [of(slug, "Moderators") for slug in ("policing", "health")]
    assert able.isdisjoint({member, colleague})
    assert {one for one in Publications().deciders(review.pk) if one in others} == set(others)
    for decider in others:
        approve_publication(review_id=review.pk, decider=decider)
    assert Resource.objects.get().current == version


def test_a_draft_that_joins_other_case_learning_keeps_who_suggested_it(taken, curator):
    member = Suggestion.objects.get().suggested_by
    member.groups.add(Group.objects.get(name="Moderators"))
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    into = make_resource(curator, title="Other")
    Resource.objects.filter(pk=into.pk).update(kind="case")
    version = join_draft(resource_id=taken.pk, into_id=into.pk, curator=curator, note="More")
    submit_version(version_id=version.pk, curator=curator, case_answers=ANSWERS)
    assert refuses(PublicationReview.objects.get(), member, colleague)
    assert not refuses(PublicationReview.objects.get(), of("policing", "Moderators"))


def test_suggested_case_learning_cannot_be_published_as_another_kind(taken, curator, sign_in):
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=taken.pk, curator=curator, kind="guidance")
    staff_client = sign_in(curator, with_second_step=True)
    answer = staff_client.post(
        reverse("library:resource_edit", args=[taken.slug]), {"title": "Keys", "kind": "guidance"}
    )
    assert (
        "You cannot change the type: a member suggested this as case learning" in answer.context["form"].errors["kind"]
    )


def test_a_text_sent_after_the_session_ended_is_under_drafts(writer, client):
    html = writer.get(PAGE).content.decode()
    fields = dict(re.findall(r'name="(submission|signature)" value="([^"]+)"', html))
    assert signing.loads(fields["signature"], salt=SALT)[1].endswith(fields["submission"])
    client.logout()
    assert client.post(PAGE, {**SENT, **fields}).status_code == 302
    assert Draft.objects.get().fields["body"] == [LESSON]
    assert not Suggestion.objects.exists()
    client.force_login(Draft.objects.get().person)
    address = f"{PAGE}?draft={Draft.objects.get().pk}"
    assert f'href="{address}"' in client.get(PAGE).content.decode()
    assert "You were signed out when you sent this" in flat(client.get(address).content)
    assert f'href="{address}"' in client.get(reverse("drafts:draft_list")).content.decode()
    form = client.get(address).context["form"]
    assert {name: form[name].value() for name in SENT} == SENT
    assert send(client, address).url == reverse("library:suggest")
    assert (Draft.objects.exclude(copy_of_what_was_sent()).exists(), Suggestion.objects.count()) == (False, 1)


def test_the_form_leads_neither_to_copies_of_what_was_sent_nor_to_texts_of_others(writer, client):
    writer.post(PAGE, SENT)
    other = of("health", "")
    Draft.objects.create(person=other, place="lost-1", kind="case", fields={}, saved_at=timezone.now())
    assert writer.get(PAGE).context["saved"] == []


def test_a_form_sent_twice_makes_one_suggestion(writer):
    for _ in range(2):
        assert writer.post(PAGE, SENT).url == reverse("library:suggest")
    assert Suggestion.objects.count() == 1
    writer.post(PAGE, {**SENT, "was_changed": "Ages and months."})
    assert Suggestion.objects.count() == 2


def test_an_agencys_name_may_be_an_ordinary_word(writer):
    AgencyFactory(name="Unseen")
    for text in ("Look for the unseenly.", "What stays unseen matters."):
        answer = writer.post(PAGE, {**SENT, "body": text})
        assert (answer.status_code == 200) is text.endswith("matters.")
    assert 'type="checkbox" name="ordinary_words"' in answer.content.decode()
    assert writer.post(PAGE, {**SENT, "body": text, "ordinary_words": "on"}).status_code == 302


def test_a_person_with_many_waiting_suggestions_keeps_the_text(writer, monkeypatch):
    monkeypatch.setattr("library.rules.suggestions.MOST_WAITING", 1)
    writer.post(PAGE, SENT)
    assert LESSON in flat(writer.post(PAGE, {**SENT, "title": "Another repair"}).content)
    assert Suggestion.objects.count() == 1
