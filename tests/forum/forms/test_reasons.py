"""Reasons that stewards give for decisions are checked for identifiers, because more people read them."""

import pytest
from django.urls import reverse

from forum.actions.post import post_reply
from forum.forms.board import AudienceForm, NewBoardForm, StateForm
from forum.forms.decision import RevealForm
from forum.forms.flag import FlagForm, NoteForm
from forum.forms.retention import FateForm, HoldForm
from ratsite.review.forms import RecusalForm
from tests.factories import AgencyFactory, BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
PHONE = "Ask on 07700 900123"


def forms() -> dict:
    return {
        "note": lambda data: NoteForm(data),
        "reveal": lambda data: RevealForm(data),
        "fate": lambda data: FateForm(data),
        "hold": lambda data: HoldForm(data),
        "state": lambda data: StateForm(data),
        "audience": lambda data: AudienceForm(data, steward=MemberFactory(), board=BoardFactory()),
        "recusal": lambda data: RecusalForm(data),
    }


@pytest.mark.parametrize("name", forms())
def test_a_reason_that_may_identify_a_person_is_refused_once_and_published_contacts_pass(name):
    form = forms()[name]({"reason": PHONE})
    (error,) = form.errors["reason"]
    assert "07700 900123”. It may identify someone (phone number)" in error
    AgencyFactory(public_contacts=PHONE)
    assert "reason" not in forms()[name]({"reason": PHONE}).errors


@pytest.mark.parametrize("field", ["name", "aim"])
def test_a_board_s_description_that_may_identify_a_person_is_refused(field):
    form = NewBoardForm({field: PHONE}, steward=MemberFactory())
    assert "phone number" in form.errors[field][0]


def test_a_moderator_s_content_note_is_checked_too():
    assert "phone number" in NoteForm({"note": PHONE, "reason": "So"}).errors["note"][0]


def test_a_report_may_quote_the_identifier_that_it_is_about():
    form = FlagForm({"reason": "identifies", "text": PHONE}, reporter=MemberFactory())
    assert form.errors.get("text") is None


def test_a_reason_for_sending_a_post_back_may_not_identify_a_person(moderator, sign_in):
    topic = make_topic(BoardFactory(holds_replies=True))
    post = post_reply(topic=topic, author=topic.author, body="I waited.")
    address = reverse("review:item", args=["posts", post.pk])
    client = sign_in(moderator, with_second_step=True)
    page = flat(client.post(address, {"choice": "reject", "reason": PHONE}).content)
    assert "It may identify someone (phone number)" in page
    assert f"{PHONE}</textarea>" in page
    assert "Give a reason, so that the author" not in page
    post.refresh_from_db()
    assert post.is_held
