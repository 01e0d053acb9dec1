"""Case learning: a composite with an owner agency, published from two main remits, for a year at most."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import ModelLogEntry

from library.actions.add_drafts import join_draft
from library.actions.check_resource import check_resource
from library.actions.edit_resource import add_resource, change_resource
from library.actions.publish_version import approve_publication, send_publication_back, submit_version
from library.enums import CheckOutcome, ResourceKind
from library.integrations.personal_data import erase_names
from library.integrations.publication_queue import Publications
from library.models import CASE_ANSWERS, PublicationReview, Resource
from library.queries.checklist import checklist
from ratsite.files.quarantine import end_quarantine
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.personal_data import NOBODY, Erasing
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, MemberFactory, make_resource, make_version
from tests.markup import flat
from tests.review.pages import decide

pytestmark = pytest.mark.django_db
ANSWERS = dict.fromkeys(CASE_ANSWERS, "Nobody: three cases are mixed and the trade is another.")


def of(slug: str, role: str):
    return MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=slug)), roles=[role])


@pytest.fixture
def curator():
    return of("housing", "Curators")


@pytest.fixture
def draft(curator) -> Resource:
    texts = {"title": "What the lettings agent missed", "summary": "Keys.", "kind": ResourceKind.CASE}
    upload = SimpleUploadedFile("learned.txt", b"Ask who holds the keys.")
    found = add_resource(curator=curator, uploads=[upload], is_to_publish=False, **texts)
    end_quarantine(file_id=str(found.versions.get().files.get().stored_file_id))
    return Resource.objects.get()


@pytest.fixture
def review(draft, curator) -> PublicationReview:
    version = submit_version(version_id=draft.versions.get().pk, curator=curator, case_answers=ANSWERS)
    assert not version.is_published
    return PublicationReview.objects.get()


@pytest.fixture
def published(review) -> Resource:
    for slug in ("policing", "health"):
        assert approve_publication(review_id=review.pk, decider=of(slug, "Moderators"))
    return Resource.objects.get()


def readable(resource: Resource) -> bool:
    return Resource.objects.visible_to(MemberFactory()).filter(pk=resource.pk).exists()


def test_case_learning_without_the_answers_stays_a_draft_and_the_form_shows_the_typed_text_again(
    draft, curator, sign_in
):
    assert submit_version(version_id=draft.versions.get().pk, curator=curator).is_draft
    client, page = sign_in(curator, with_second_step=True), draft.versions.get().get_absolute_url()
    typed = "Her aunt on 07700 900123 could."
    answer = client.post(page, {**ANSWERS, "could_recognise": typed, "was_changed": ""})
    assert set(answer.context["form"].errors) == {"is_composite", "could_recognise", "was_changed"}
    assert typed in flat(answer.content)
    client.post(page, {**ANSWERS, "is_composite": "on"})
    version = draft.versions.get()
    assert (version.state, version.would_agree) == ("in_review", ANSWERS["would_agree"])
    assert not readable(draft)


def test_answers_that_another_curator_saved_meanwhile_are_not_replaced_unseen(draft, curator, sign_in):
    client, version = sign_in(curator, with_second_step=True), draft.versions.get()
    page = version.get_absolute_url()
    shown = client.get(page).context["form"]["shown_hash"].value()
    theirs = dict.fromkeys(CASE_ANSWERS, "Nobody: the months are others too.")
    type(version).objects.filter(pk=version.pk).update(**theirs)
    answer = client.post(page, {**ANSWERS, "is_composite": "on", "shown_hash": shown})
    assert "Someone else changed the texts of this draft" in flat(answer.content)
    version.refresh_from_db()
    assert (version.state, version.would_agree) == ("draft", theirs["would_agree"])
    again = answer.context["form"]["shown_hash"].value()
    client.post(page, {**ANSWERS, "is_composite": "on", "shown_hash": again})
    version.refresh_from_db()
    assert (version.state, version.would_agree) == ("in_review", ANSWERS["would_agree"])


def test_two_people_of_two_main_remits_publish_it(review, draft, sign_in):
    first, same, second = of("policing", "Moderators"), of("policing", "Curators"), of("health", "Curators")
    assert approve_publication(review_id=review.pk, decider=first)
    assert not readable(draft)
    for person in (first, same):
        with pytest.raises(PermissionDenied):
            approve_publication(review_id=review.pk, decider=person)
    client, page = sign_in(second, with_second_step=True), reverse("review:item", args=["publications", review.pk])
    html = flat(client.get(page).content)
    assert "Who could recognise the people in it?" in html
    assert ANSWERS["was_changed"] in html
    assert "Ask who holds the keys." in html
    shown = client.post(page, {"show": "1", "confirmed_1": "on", "confirmed_3": "on"}).context["form"]
    assert [bool(shown[f"confirmed_{number}"].value()) for number in (1, 2, 3)] == [True, False, True]
    answer = decide(client, page, choice="approve", confirmed_1="on", confirmed_3="on")
    assert (set(answer.context["form"].errors), readable(draft)) == ({"confirmed_2"}, False)
    decide(client, page, choice="approve", confirmed_1="on", confirmed_2="on", confirmed_3="on")
    assert readable(draft)
    assert Resource.objects.get().review_due_on == timezone.localdate() + dt.timedelta(days=365)
    said = ModelLogEntry.objects.filter(action__startswith="library.publication").values_list("action", flat=True)
    assert sorted(said) == ["library.publication.approve", "library.publication.approve_first"]


def test_a_reviewer_who_cannot_confirm_it_sends_it_back_without_ticks(review, draft, sign_in):
    client = sign_in(of("health", "Curators"), with_second_step=True)
    page = reverse("review:item", args=["publications", review.pk])
    decide(client, page, choice="reject", reason="The trade gives it away.")
    assert draft.versions.get().state == "draft"


def test_its_checks_claim_no_more_than_its_curator_did_and_say_when_it_gets_its_date(review):
    checks = {check.label: check.detail for check in checklist(review.version).checks}
    assert "It mixes several cases, and nobody in it can be recognised" not in checks
    assert checks["An agency looks after it, and it expires within a year"] == (
        "Its review date will be set when it is published."
    )


def test_readers_learn_when_it_expires_and_not_whose_cases_it_mixes(published, curator, sign_in):
    other = AgencyFactory(name="Lantern House")
    Resource.objects.update(deputy=other)
    day = date_format(published.review_due_on, "j F Y")
    html = flat(sign_in(MemberFactory()).get(published.get_absolute_url()).content)
    assert f"it expires on {day} unless a curator checks it" in html
    assert "Two people with different main remits, from other agencies, approved its text." in html
    assert ("Lantern House" in html, "Cite it" in html) == (False, False)
    assert "Lantern House" in flat(sign_in(curator, with_second_step=True).get(published.get_absolute_url()).content)


def test_the_curator_reads_that_two_people_must_approve_case_learning(draft, curator, sign_in):
    client, page = sign_in(curator, with_second_step=True), draft.versions.get().get_absolute_url()
    html = flat(client.post(page, {**ANSWERS, "is_composite": "on"}, follow=True).content)
    assert "two people with different main remits, from other agencies, have approved it" in html
    assert "once a second person has reviewed it" not in html


def test_nobody_of_the_agencies_that_made_or_own_it_decides(review, draft, curator):
    colleague = MemberFactory(agency=curator.agency, roles=["Moderators"])
    owner = of("council", "Moderators")
    Resource.objects.update(agency=owner.agency)
    for person in (colleague, owner, curator, MemberFactory(agency=None, roles=["Moderators"])):
        with pytest.raises(PermissionDenied):
            approve_publication(review_id=review.pk, decider=person)
    Resource.objects.update(agency=None)
    with pytest.raises(Stale):
        approve_publication(review_id=review.pk, decider=of("policing", "Moderators"))
    assert not readable(draft)


def test_a_first_approval_of_an_earlier_text_does_not_count(review, draft, curator):
    approve_publication(review_id=review.pk, decider=of("policing", "Moderators"))
    change_resource(resource_id=draft.pk, curator=curator, summary="Other words.")
    assert approve_publication(review_id=review.pk, decider=of("health", "Moderators"))
    assert not readable(draft)


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])  # in one of them it is never the day of UTC
def test_the_day_on_which_it_expires_begins_by_the_time_of_the_site(published, zone):
    with timezone.override(zone):
        Resource.objects.update(review_due_on=timezone.localdate() + dt.timedelta(days=1))
        assert readable(published)
        Resource.objects.update(review_due_on=timezone.localdate())
        assert not readable(published)


def test_readers_cannot_open_case_learning_from_its_review_date_until_it_is_checked(
    published, curator, client, sign_in
):
    assert readable(published)
    page, reader = published.get_absolute_url(), MemberFactory()
    Resource.objects.update(review_due_on=timezone.localdate())
    assert not readable(published)
    answer = sign_in(reader).get(page)
    assert answer.status_code == 410
    assert "This case learning expired on" in flat(answer.content)
    moderator = of("faith", "Moderators")
    assert not Resource.objects.visible_to(moderator).exists()
    client.logout()
    assert client.get(page).status_code == 404
    checker = of("faith", "Curators")
    check_resource(resource_id=published.pk, curator=checker, outcome=CheckOutcome.STILL_RIGHT, reason="Read again.")
    assert readable(published)


def test_a_change_of_case_learning_s_text_needs_two_approvals_again(published, curator):
    change_resource(resource_id=published.pk, curator=curator, summary="Other words.")
    assert not readable(published)
    waiting = PublicationReview.objects.waiting().get()
    for slug in ("policing", "health"):
        assert not readable(published)
        approve_publication(review_id=waiting.pk, decider=of(slug, "Moderators"))
    assert readable(published)


@pytest.mark.parametrize("days_left", [0, 90])
def test_a_later_review_date_of_case_learning_needs_two_approvals_again(published, curator, days_left):
    today = timezone.localdate()
    Resource.objects.update(review_due_on=today + dt.timedelta(days_left))
    change_resource(resource_id=published.pk, curator=curator, review_due_on=today + dt.timedelta(300))
    waiting = PublicationReview.objects.waiting().get()
    for slug in ("policing", "health"):
        assert not readable(published)
        approve_publication(review_id=waiting.pk, decider=of(slug, "Moderators"))
    assert readable(published)
    change_resource(resource_id=published.pk, curator=curator, review_due_on=today + dt.timedelta(30))
    assert readable(published)


def test_a_new_version_of_what_expired_gets_its_date_when_it_is_published(published, curator):
    Resource.objects.update(review_due_on=timezone.localdate())
    version = make_version(published, curator)
    submit_version(version_id=version.pk, curator=curator, case_answers=ANSWERS)
    waiting = PublicationReview.objects.waiting().get()
    for slug in ("policing", "health"):
        assert not readable(published)
        approve_publication(review_id=waiting.pk, decider=of(slug, "Moderators"))
    assert readable(published)
    assert Resource.objects.get().review_due_on == timezone.localdate() + dt.timedelta(days=365)


def test_reviewers_can_only_send_back_what_expired_while_it_waited(review, draft, sign_in):
    reviewer = sign_in(of("policing", "Moderators"), with_second_step=True)
    page, only = reverse("review:item", args=["publications", review.pk]), "You can only send it back"
    assert only not in flat(reviewer.get(page).content)
    Resource.objects.update(review_due_on=timezone.localdate())
    answer = reviewer.get(page)
    assert only in flat(answer.content)
    assert "Set the review date to a day within a year." in flat(answer.content)
    assert [value for value, _label in answer.context["form"].fields["choice"].choices] == ["reject"]
    decide(reviewer, page, choice="reject", reason="Its date has passed.")
    assert draft.versions.get().is_draft


def test_case_learning_that_was_sent_back_cannot_be_published_as_another_kind(review, draft, curator, sign_in):
    send_publication_back(review_id=review.pk, decider=of("policing", "Moderators"), reason="It names a street.")
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=draft.pk, curator=curator, kind="guidance")
    upload = SimpleUploadedFile("same.txt", b"Ask who holds the keys.")
    guidance = make_resource(curator, title="Guidance", upload=upload)
    with pytest.raises(PermissionDenied):
        join_draft(resource_id=draft.pk, into_id=guidance.pk, curator=curator, note="More")
    staff_client, join = sign_in(curator, with_second_step=True), [draft.slug, guidance.slug]
    html = flat(staff_client.get(draft.versions.get().get_absolute_url()).content)
    assert ("Same file as “Guidance”" in html, "Make this draft a new version" in html) == (True, False)
    assert staff_client.get(reverse("library:draft_join", args=join)).status_code == 404


def test_an_erased_person_s_name_goes_out_of_the_answers(draft):
    person = MemberFactory()
    draft.versions.update(**dict.fromkeys(CASE_ANSWERS, f"{person} would know."))
    erase_names(Erasing(person=person, keeps_posts=True))
    assert set(draft.versions.values_list(*CASE_ANSWERS).get()) == {f"{NOBODY} would know."}


@pytest.mark.parametrize("fields", [{"kind": "guidance"}, {"review_due_on": timezone.localdate() + dt.timedelta(400)}])
def test_no_other_kind_and_no_later_date_lead_round_the_two(published, curator, fields):
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=published.pk, curator=curator, **fields)
    other = make_resource(curator, title="Guidance")
    with pytest.raises(PermissionDenied):
        change_resource(resource_id=other.pk, curator=curator, kind="case")


def test_no_check_promises_that_nobody_can_be_identified(review):
    labels = [check.label for check in checklist(review.version).checks]
    assert "It does not identify anyone" not in labels
    assert "An automatic check found no contact details, names or reference numbers" in labels


def test_reviewers_read_the_answers_of_a_curator_as_the_curators(review):
    html = Publications().find(of("policing", "Moderators").with_second_step(), review.pk).html
    assert "The curator’s answers" in html
