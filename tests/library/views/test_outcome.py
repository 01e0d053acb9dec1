"""After each change of a resource, one message says what became of it: published, in review, or still a draft."""

import ast

import pytest
from django.contrib.messages import SUCCESS, WARNING
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from library.actions.edit_resource import add_resource
from library.actions.edit_version import add_version
from library.actions.publish_version import submit_version
from library.actions.withdraw_resource import withdraw_resource
from library.enums import ResourceState, VersionState
from library.models import NEXT_CHECK_AFTER, Resource
from ratsite.files.models import StoredFile
from ratsite.files.quarantine import end_quarantine
from ratsite.network.models import Remit
from tests.databases import ROOT
from tests.factories import CircleFactory, make_resource

pytestmark = pytest.mark.django_db
PHONE = "0121 496 0123"
NEEDS = {
    "licence": "CC BY 4.0", "origin": "The council", "permission": "Its front desk", "review_due_on": "2030-01-01",
}  # fmt: skip
PUBLIC = {"audience": "public", "marking": "clear", **NEEDS}
LINKS = [{"url": "https://www.gov.uk/a", "title": "A page", "kind": "public_body"}]
SAVED = "Your changes are saved."
PUBLISHED = "The resource is published. Readers can find it now."
BY_TWO = "once two people with different main remits, from other agencies, have approved it."


@pytest.fixture
def client(curator, sign_in):
    return sign_in(curator, with_second_step=True)


def add(curator, *, is_to_publish: bool = True, is_checked: bool = True, **fields) -> Resource:
    upload = SimpleUploadedFile("card.txt", b"Ask first.")
    values = {"title": "A card", "summary": "What to ask.", "kind": "guidance", "audience": "members", **fields}
    added = add_resource(curator=curator, uploads=[upload], is_to_publish=is_to_publish, **values)
    if is_checked:
        end_quarantine(file_id=str(StoredFile.objects.get(resource_file__version__resource=added).pk))
    return Resource.objects.get(pk=added.pk)


def change(client, resource: Resource, **fields) -> tuple[int, str]:
    """Save the form of the resource with these fields; return the level and the text of its one message."""
    address = reverse("library:resource_edit", args=[resource.slug])
    page = client.get(address)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])}
    sent |= {"shown_hash": page.context["shown_hash"], **fields}
    return send(client, address, sent)


def send(client, address: str, sent: dict) -> tuple[int, str]:
    """Send this form; return the level and the text of the one message on the page that follows."""
    answer = client.post(address, sent, follow=True)
    assert answer.redirect_chain, answer.context["form"].errors
    (message,) = answer.context["messages"]
    return message.level, str(message)


def a_remit() -> dict:
    return {"remits": [Remit.objects.first().pk]}


def test_a_draft_that_lacks_something_stays_a_draft_and_the_message_says_what(client, curator):
    draft = add(curator, audience="public", marking="clear")
    level, text = change(client, draft, licence="CC BY 4.0", **a_remit())
    assert text == (
        f"{SAVED} The resource is still a draft. Add to the description: where it came from, who gave permission, "
        "when it is checked again."
    )
    assert level == WARNING
    assert change(client, draft, **PUBLIC) == (
        SUCCESS,
        f"{SAVED} Readers can find the resource once a second person has reviewed it.",
    )
    level, text = change(client, draft, licence="")
    assert text == (
        f"{SAVED} Readers can find the resource once a second person has reviewed it. Nobody can approve it yet. "
        "Add to the description: the licence."
    )
    assert level == WARNING


def test_a_draft_that_lacks_nothing_any_more_is_published_and_the_message_says_so(client, curator):
    draft = add(curator, audience="public", marking="clear")
    assert change(client, draft, audience="members", marking="green") == (SUCCESS, f"{SAVED} {PUBLISHED}")
    assert change(client, draft, summary="Ask twice.") == (SUCCESS, SAVED)


def test_a_draft_that_was_not_sent_and_one_in_its_checks_are_told_apart(client, curator):
    draft = add(curator, is_to_publish=False)
    waits = add(curator, is_checked=False)
    later = "When it is ready, publish it below its checks."
    assert change(client, draft, summary="Ask twice.") == (SUCCESS, f"{SAVED} The resource is still a draft. {later}")
    assert change(client, waits, summary="Ask twice.") == (
        SUCCESS,
        f"{SAVED} Readers can find the resource once its checks have passed.",
    )


def test_a_reason_for_identifiers_in_a_draft_is_kept_for_its_review(client, curator):
    draft = add(curator, audience="public", marking="clear")
    words = {"summary": f"Ring {PHONE}.", "explanation": "It is on their poster"}
    assert change(client, draft, **words, **PUBLIC, **a_remit())[1] == (
        f"{SAVED} Readers can find the resource once a second person has reviewed it."
    )
    assert draft.versions.get().justification == words["explanation"]


def test_a_published_resource_that_is_hidden_and_shown_again_says_both(client, curator):
    resource = make_resource(curator)
    words = {"summary": f"Ring {PHONE}.", "explanation": "It is on their poster"}
    again = "Readers can find the resource again"
    assert change(client, resource, **words) == (SUCCESS, f"{SAVED} {again} once a second person has reviewed it.")
    assert change(client, resource, summary="Ring the desk.") == (SUCCESS, f"{SAVED} {again}.")


def test_new_readers_wait_and_a_stricter_marking_ends_their_review(client, curator):
    circle = CircleFactory()
    circle.people.add(curator)
    resource = make_resource(curator, audience="circle", circle=circle)
    assert change(client, resource, audience="members") == (
        SUCCESS,
        f"{SAVED} The new readers can find the resource once a second person has reviewed it.",
    )
    level, text = change(client, resource, marking="amber_strict")
    assert text == (
        f"{SAVED} The new marking is stricter, so we have ended the review that would have opened the resource to "
        "more readers."
    )
    assert level == SUCCESS


def test_a_withdrawn_resource_stays_withdrawn_and_its_new_version_is_told_apart(client, curator):
    resource = make_resource(curator)
    withdraw_resource(resource_id=resource.pk, curator=curator, reason="It is wrong")
    still = "The resource is still withdrawn. Readers only find the reason."
    assert change(client, resource, summary="Ask twice.") == (SUCCESS, f"{SAVED} {still}")
    add_version(resource_id=resource.pk, curator=curator, note="Right", links=LINKS, is_to_publish=False)
    assert change(client, resource, summary="Ask often.")[1].startswith(f"{SAVED} {still} Version 2 is still a draft.")


def test_a_new_version_that_the_change_publishes_brings_its_resource_back(client, curator):
    resource = make_resource(curator, summary=f"Ring {PHONE}.", explanation="It is on their poster")
    add_version(resource_id=resource.pk, curator=curator, note="Right", links=LINKS)
    assert resource.versions.get(number=2).state == VersionState.DRAFT  # nobody has said why the number may stay
    assert change(client, resource, summary="Ring the desk.") == (
        SUCCESS,
        f"{SAVED} Version 2 is published. Readers now get it when they open the resource.",
    )


def test_case_learning_says_that_two_people_decide(client, curator):
    due = (timezone.localdate() + NEXT_CHECK_AFTER).isoformat()
    case = add(curator, kind="case", agency=curator.agency)
    assert "Answer the three questions below." in change(client, case, review_due_on=due)[1]
    answers = dict.fromkeys(("could_recognise", "was_changed", "would_agree"), "Nobody could.")
    submit_version(version_id=case.versions.get().pk, curator=curator, case_answers=answers)
    assert change(client, case, summary="Ask twice.") == (SUCCESS, f"{SAVED} Readers can find the resource {BY_TWO}")


def test_a_resource_that_is_added_says_what_it_lacks(client):
    sent = {"title": "A card", "summary": "What to ask.", "kind": "guidance", "language": "en", **PUBLIC, "origin": ""}
    sent |= {"url": "https://www.gov.uk/a", "url_title": "A page", "url_kind": "public_body", **a_remit()}
    assert send(client, reverse("library:resource_add"), sent) == (
        WARNING,
        "The resource is still a draft. Add to the description: where it came from.",
    )
    members = sent | {"title": "Another", "audience": "members", "marking": "green"}
    assert send(client, reverse("library:resource_add"), members) == (SUCCESS, PUBLISHED)


def test_what_is_removed_from_a_draft_and_what_is_added_say_what_the_draft_lacks(client, curator):
    resource = make_resource(curator)
    draft = add_version(resource_id=resource.pk, curator=curator, note="New", links=LINKS, is_to_publish=False)
    address = [resource.slug, draft.number]
    removed = {"link": draft.links.get().pk}
    answer = send(client, reverse("library:content_remove", args=address), removed)
    later = "Version 2 is still a draft. When it is ready, publish it below its checks."
    assert answer == (SUCCESS, f"The file or link has been removed from this draft. {later}")
    answer = send(client, draft.get_absolute_url(), {})
    assert answer == (WARNING, "Version 2 is still a draft. Add a file or a link.")
    sent = {"url": "https://www.gov.uk/b", "url_title": "A page", "url_kind": "public_body"}
    answer = send(client, reverse("library:content_add", args=address), sent)
    assert answer == (SUCCESS, "Version 2 is published. Readers now get it when they open the resource.")


def test_a_draft_that_is_saved_as_a_draft_is_not_published_even_if_it_was_sent(client, curator):
    """Its form says "Save all as drafts", and "Leave it as a draft for now" for one of them."""
    sent_before = add(curator, audience="public", marking="clear")
    (row,) = client.get(reverse("library:own_drafts")).context["rows"]
    values = {name: row.form.get_initial_for_field(field, name) for name, field in row.form.fields.items()}
    sent = {f"draft-{sent_before.pk}-{name}": value for name, value in values.items() if value not in (None, False)}
    sent |= {"shown": sent_before.pk, f"shown-{sent_before.pk}": row.shown_hash}
    sent |= {f"draft-{sent_before.pk}-audience": "members"}
    assert send(client, reverse("library:own_drafts"), sent) == (SUCCESS, "1 draft is saved.")
    assert Resource.objects.get(pk=sent_before.pk).state == ResourceState.DRAFT


def test_drafts_that_were_sent_and_lack_something_are_counted_as_such(client, curator):
    draft = add(curator, is_to_publish=False)
    (row,) = client.get(reverse("library:own_drafts")).context["rows"]
    values = {name: row.form.get_initial_for_field(field, name) for name, field in row.form.fields.items()}
    sent = {f"draft-{draft.pk}-{name}": value for name, value in values.items() if value not in (None, False)}
    sent |= {"shown": draft.pk, f"shown-{draft.pk}": row.shown_hash, "send": "1"}
    sent |= {f"draft-{draft.pk}-audience": "public"}
    assert send(client, reverse("library:own_drafts"), sent) == (
        WARNING,
        "1 draft needs you before it can be published. This page says what to do.",
    )


# Actions that can publish a version, hide it or send it to review.
CAN_PUBLISH = {"advance", "publish", "ask_for_review", "end_open_review"}
# Views that say it in words of their own: they withdraw a resource, move it to the trash, or make unsent drafts.
SAYS_IT_OTHERWISE = {"apply_outcome", "resource_trash", "draft_add"}


def functions(pattern: str) -> list[ast.FunctionDef]:
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.glob(pattern))]
    return [node for module in modules for node in module.body if isinstance(node, ast.FunctionDef)]


def called_in(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}


def test_every_view_whose_action_can_publish_says_what_became_of_the_resource():
    actions, publishing = functions("library/actions/*.py"), set(CAN_PUBLISH)
    while more := {one.name for one in actions if called_in(one) & publishing} - publishing:
        publishing |= more
    views = functions("library/views/*.py")
    silent = {
        view.name
        for view in views
        if called_in(view) & publishing and not called_in(view) & {"add_outcome_message", "outcome_of"}
    }
    assert {"change_resource", "add_version", "finish_draft", "bring_back"} <= publishing
    assert silent == SAYS_IT_OTHERWISE
