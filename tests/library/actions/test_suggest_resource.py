"""Members suggest resources, and a curator of another agency answers."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from library.actions import suggest_resource as actions
from library.actions.publish_version import submit_version
from library.actions.suggest_resource import answer_known, decline, suggest_resource, take_up, withdraw_suggestion
from library.enums import ResourceState
from library.integrations.publication_queue import Publications
from library.models import PublicationReview, Resource, Suggestion
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.network.models import Remit
from ratsite.notifications.models import Notification
from tests.factories import CircleFactory, MemberFactory, make_resource
from tests.markup import flat

pytestmark = pytest.mark.django_db
SUGGEST = reverse("library:suggest")


def suggest(member, **fields) -> Suggestion:
    upload = SimpleUploadedFile("promise.txt", b"What a support worker can promise.")
    values = {"title": "What we can promise", "why": "Everybody asks", "remits": Remit.objects.all()[:1]}
    return suggest_resource(member=member, uploads=[upload], **{**values, **fields})


def page(suggestion: Suggestion) -> str:
    return reverse("library:suggestion", args=[suggestion.pk])


def test_a_member_suggests_sees_the_state_and_nobody_else_meets_it(member, sign_in, curator):
    client = sign_in(member)
    assert SUGGEST in client.get("/library/?q=nothing").content.decode()
    upload = SimpleUploadedFile("promise.txt", b"What we can promise.")
    client.post(SUGGEST, {"title": "What we can promise", "why": "Everybody asks", "files": upload})
    html = client.get(SUGGEST).content.decode()
    assert 'name="request_label"' not in html
    assert ("What we can promise" in html, "Waiting for a curator" in html) == (True, True)
    resource = Resource.objects.get()
    assert resource.state == ResourceState.SUGGESTED
    assert client.get(resource.get_absolute_url()).status_code == 404
    other = sign_in(MemberFactory())
    assert "What we can promise" not in other.get(SUGGEST).content.decode()
    assert other.get(page(Suggestion.objects.get())).status_code == 403
    client = sign_in(curator, with_second_step=True)
    assert "Everybody asks" in client.get(reverse("library:suggestion_list")).content.decode()


def test_the_form_wants_a_file_or_a_link_and_keeps_what_was_typed(member, sign_in):
    client = sign_in(member)
    html = client.post(SUGGEST, {"title": "A title", "why": "A reason"}).content.decode()
    assert ("Choose a file or enter a link" in html, 'value="A title"' in html) == (True, True)
    html = client.post(SUGGEST, {"title": "A", "why": "Ring 0121 496 0123", "url": "https://gov.example"}).content
    assert "It may identify someone" in html.decode()
    assert Suggestion.objects.count() == 0


def test_an_accepted_suggestion_becomes_the_curator_s_draft_and_is_checked(curator, member, sign_in):
    suggestion = suggest(member)
    version = suggestion.resource.versions.get()
    with pytest.raises(PermissionDenied):
        submit_version(version_id=version.pk, curator=curator)  # not before it is taken up
    sign_in(curator, with_second_step=True).post(page(suggestion), {"answer": "take"})
    draft = Resource.objects.get()
    assert (draft.state, draft.posted_by, draft.agency, draft.deputy) == (
        ResourceState.DRAFT, curator, curator.agency, member.agency,
    )  # fmt: skip
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    assert submit_version(version_id=version.pk, curator=curator).is_published
    html = sign_in(member).get(SUGGEST).content.decode()
    assert ("Accepted" in html, draft.get_absolute_url() in html) == (True, True)


def test_the_person_who_suggested_a_resource_cannot_decide_about_it(curator):
    suggester, other = MemberFactory(roles=["Moderators"]), MemberFactory(roles=["Moderators"])
    draft = take_up(suggestion_id=suggest(suggester).pk, curator=curator)
    review = PublicationReview.objects.create(
        version=draft.versions.get(), audience="public", asked_by=curator, asked_at=timezone.now()
    )
    assert list(Publications().deciders(review.pk)) == [other]


def test_a_member_gets_no_address_of_what_they_cannot_read(curator, member, sign_in):
    draft = take_up(suggestion_id=suggest(member).pk, curator=curator)
    page, address = sign_in(member), draft.get_absolute_url()
    Resource.objects.update(state=ResourceState.PUBLISHED, current=draft.versions.get())
    assert address in page.get(SUGGEST).content.decode()
    Resource.objects.update(audience="circle", circle=CircleFactory())
    assert address not in page.get(SUGGEST).content.decode()


def test_declined_it_is_deleted_with_its_file_and_the_member_reads_why(
    curator, member, sign_in, django_capture_on_commit_callbacks
):
    suggestion = suggest(member)
    client = sign_in(curator, with_second_step=True)
    assert "Give a reason" in client.post(page(suggestion), {"answer": "decline"}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(suggestion), {"answer": "decline", "reason": "It names a client"})
    assert (Resource.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert "It names a client" in sign_in(member).get(SUGGEST).content.decode()
    assert Notification.objects.get(source="suggestions").person == member
    assert decline(suggestion_id=suggestion.pk, curator=curator, reason="Again") is False


@pytest.mark.parametrize("said", ["take", "known", "decline"])
@pytest.mark.parametrize("is_at_once", [False, True], ids=["answered before", "answered at the same moment"])
def test_a_reason_is_given_back_if_another_curator_answers_first(
    curator, member, sign_in, monkeypatch, said, is_at_once
):
    suggestion, client = suggest(member), sign_in(curator, with_second_step=True)
    known = make_resource(title="What we promise")
    other = MemberFactory(roles=["Curators"]).with_second_step()
    first = {"suggestion_id": suggestion.pk, "curator": other, "reason": "It names a client"}
    sent = {"answer": said, "existing": known.slug, "reason": "It is <i>the best</i> of its kind"}
    if is_at_once:
        lock = actions._lock

        def overtaken(*asked):
            monkeypatch.setattr(actions, "_lock", lock)
            assert decline(**first)
            return lock(*asked)

        monkeypatch.setattr(actions, "_lock", overtaken)
    else:
        assert decline(**first)
    answer = client.post(page(suggestion), sent)
    html = answer.content.decode()
    assert (answer.status_code, "It is &lt;i&gt;the best&lt;/i&gt; of its kind</textarea>" in html) == (409, True)
    assert "Someone else has already answered it: “Declined”." in html
    suggestion.refresh_from_db()
    assert (suggestion.answered_by, suggestion.answer) == (other, "It names a client")
    assert "It names a client" in client.get(page(suggestion)).content.decode()


def test_an_answer_that_is_sent_twice_is_sent_once(curator, member, sign_in):
    suggestion, client = suggest(member), sign_in(curator, with_second_step=True)
    answers = [client.post(page(suggestion), {"answer": "decline", "reason": "It names a client"}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [reverse("library:suggestion_list")] * 2


@pytest.mark.parametrize(
    "second",
    [
        {"answer": "take"},
        {"answer": "decline"},
        {"existing": "other"},
        {"reason": "We have it in another form"},
        {"reason": ""},
    ],
)
def test_a_curator_who_answers_again_otherwise_is_told_how_they_answered(curator, member, sign_in, second):
    suggestion, client = suggest(member), sign_in(curator, with_second_step=True)
    slugs = {"ours": make_resource(title="Ours").slug, "other": make_resource(title="Other").slug}
    first = {"answer": "known", "existing": slugs["ours"], "reason": "We have it"}
    assert client.post(page(suggestion), first).status_code == 302
    sent = first | second | ({"existing": slugs["other"]} if "existing" in second else {})
    answer = client.post(page(suggestion), sent)
    html = flat(answer.content)
    assert answer.status_code == 409
    assert "You have already answered it: “Already in the library”." in html
    assert not sent["reason"] or f"{sent['reason']}</textarea>" in html
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.answer) == ("known", "We have it")


def test_the_member_reads_what_the_curator_who_accepts_their_suggestion_writes(curator, member, sign_in):
    suggestion = suggest(member)
    sign_in(curator, with_second_step=True).post(page(suggestion), {"answer": "take", "reason": "Just what we miss"})
    assert "A curator answered: “Just what we miss”" in flat(sign_in(member).get(SUGGEST).content)
    entry = ModelLogEntry.objects.get(action="library.suggestion.take")
    assert entry.data["reason"] == "Just what we miss"


def test_we_have_it_already_leads_to_what_the_member_can_read(curator, member, sign_in):
    suggestion, ours = suggest(member), make_resource(title="Ours")
    circle = CircleFactory()
    circle.people.add(curator)
    hidden = make_resource(audience="circle", circle=circle)
    client = sign_in(curator, with_second_step=True)
    for address in ("", "no-such", hidden.slug):
        sent = {"answer": "known", "reason": "The same", "existing": address}
        assert client.post(page(suggestion), sent).context["form"].errors["existing"]
    with pytest.raises(PermissionDenied):
        answer_known(suggestion_id=suggestion.pk, curator=curator, existing=hidden, reason="The same")
    client.post(page(suggestion), {"answer": "known", "reason": "The same", "existing": ours.get_absolute_url()})
    html = sign_in(member).get(SUGGEST).content.decode()
    assert ("Already in the library" in html, ours.get_absolute_url() in html) == (True, True)


def test_nobody_answers_a_suggestion_of_their_own_agency(curator, sign_in):
    colleague = MemberFactory(agency=curator.agency)
    for suggester in (colleague, curator):
        suggestion = suggest(suggester)
        client = sign_in(curator, with_second_step=True)
        assert client.post(page(suggestion), {"answer": "take"}).status_code == 403
        for act in (
            lambda pk: take_up(suggestion_id=pk, curator=curator),
            lambda pk: decline(suggestion_id=pk, curator=curator, reason="No"),
        ):
            with pytest.raises(PermissionDenied):
                act(suggestion.pk)


def test_the_review_queue_leads_to_the_page_where_it_is_answered(curator, member, moderator, sign_in):
    suggestion = suggest(member)
    for person, expected in ((curator, [("Suggestion", page(suggestion))]), (moderator, [])):
        client = sign_in(person, with_second_step=True)
        found = [(case.item.kind, case.item.url) for case in client.get("/review/").context["cases"]]
        assert found == expected


def test_only_the_member_who_made_a_suggestion_withdraws_it(member, sign_in):
    suggestion = suggest(member)
    address = reverse("library:suggestion_withdraw", args=[suggestion.pk])
    assert sign_in(MemberFactory()).post(address).status_code == 404
    sign_in(member).post(address)
    suggestion.refresh_from_db()
    assert (suggestion.state, Resource.objects.count(), StoredFile.objects.count()) == ("withdrawn", 0, 0)
    assert withdraw_suggestion(suggestion_id=suggestion.pk, member=member) is False


def test_a_curator_does_not_read_that_they_withdrew_what_a_member_withdrew(curator, member, sign_in):
    suggestion = suggest(member)
    withdraw_suggestion(suggestion_id=suggestion.pk, member=member)
    html = flat(sign_in(curator, with_second_step=True).get(page(suggestion)).content)
    assert ("<span>Withdrawn</span>" in html, "by you" in html) == (True, False)


def test_ten_may_wait_at_once(member, sign_in):
    for number in range(10):
        suggest(member, title=f"Card {number}")
    sent = {"title": "One more", "why": "Why", "url": "https://gov.example/a", "url_title": "A", "url_kind": "other"}
    assert "10 of your suggestions are waiting" in sign_in(member).post(SUGGEST, sent).content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("address", [SUGGEST, reverse("library:suggestion_list")])
def test_lists_cost_the_same_for_one_and_three(curator, sign_in, django_assert_max_num_queries, count, address):
    for number in range(count):
        suggest(curator, title=f"Card {number}")
    client = sign_in(curator, with_second_step=True)
    client.get(address)
    with django_assert_max_num_queries(9):
        client.get(address)


def test_the_first_press_lists_what_the_library_has_and_the_second_one_sends(member, sign_in):
    has = make_resource(title="A card for lettings desks")
    make_resource(title="A card for lettings desks in the circle", audience="circle", circle=CircleFactory())
    sent = {
        "title": "Card for a lettings desk", "why": "Everybody asks", "url": "https://www.gov.uk/card",
        "url_title": "The page", "url_kind": "public_body",
    }  # fmt: skip
    client = sign_in(member)
    answer = client.post(SUGGEST, sent)
    html = answer.content.decode()
    assert (answer.status_code, [one.pk for one in answer.context["matches"]]) == (200, [has.pk])
    assert ("We have not sent your suggestion yet" in html, 'value="https://www.gov.uk/card"' in html) == (True, True)
    assert Suggestion.objects.count() == 0
    client.post(SUGGEST, sent | {"shown": answer.context["shown"]})
    assert Suggestion.objects.get().title == "Card for a lettings desk"


def test_a_file_or_link_that_the_library_has_is_named_before_it_is_sent(member, sign_in):
    link = {"url": "https://www.gov.uk/card", "title": "The page", "kind": "public_body"}
    has = make_resource(title="Night numbers", upload=SimpleUploadedFile("a.txt", b"The same."), links=[link])
    client = sign_in(member)
    for content in (
        {"files": SimpleUploadedFile("b.txt", b"The same.")},
        {"url": link["url"], "url_title": "It", "url_kind": "public_body"},
    ):
        answer = client.post(SUGGEST, {"title": "Quite another", "why": "Everybody asks", **content})
        assert [one.pk for one in answer.context["matches"]] == [has.pk]
    other = {"title": "Night numbers", "why": "Ours"}
    answer = client.post(SUGGEST, {**other, "files": SimpleUploadedFile("c.txt", b"Other.")})
    assert ([one.pk for one in answer.context["matches"]], Suggestion.objects.count()) == ([has.pk], 0)
    (saved,) = re.findall(r'name="files-saved" value="([^"]+)" checked', answer.content.decode())
    client.post(SUGGEST, {**other, "files-saved": saved, "shown": answer.context["shown"]})
    assert Suggestion.objects.get().title == "Night numbers"
    assert StoredFile.objects.latest("created_at").name == "c.txt"


def test_a_search_without_results_leads_to_what_has_a_similar_title(member, sign_in):
    has = make_resource(title="A card for lettings desks")
    assert list(sign_in(member).get(SUGGEST, {"title": "lettings desk poster"}).context["matches"]) == [has]


def test_a_curator_reads_what_the_library_has_already_before_they_answer(member, sign_in):
    has = make_resource(title="Night numbers", upload=SimpleUploadedFile("a.txt", b"The same."))
    sent = suggest_resource(
        member=member, title="Quite another", why="Ours", uploads=[SimpleUploadedFile("b.txt", b"The same.")]
    )
    curator = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    html = curator.get(reverse("library:suggestion", args=[sent.pk])).content.decode()
    assert ("The library may already have it" in html, has.get_absolute_url() in html) == (True, True)
