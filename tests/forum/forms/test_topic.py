"""Three kinds of topic, each with a short form of its own."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.enums import TopicKind
from forum.models import Ask, Board, Draft, DraftFile, Topic
from ratsite.network.models import Area, ExploitationForm, Remit, Sector
from tests.factories import BoardFactory, MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db
PLAIN = {"title": "Rooms let again", "body": "It began in autumn.", "marking": "green", "may_act": "check"}


@pytest.fixture
def send(member, sign_in):
    board = BoardFactory()
    client = sign_in(member)

    def do(form: str, **data):
        return client.post(reverse("forum:topic_new", args=[board.slug], query={"kind": form}), {**PLAIN, **data})

    do.path = reverse("forum:topic_new", args=[board.slug])
    return do


def pk(model, slug: str) -> int:
    return model.objects.get(slug=slug).pk


def errors(response) -> dict:
    return {name: list(messages) for name, messages in response.context["form"].errors.items()}


def month(back: int) -> str:
    today = timezone.localdate()
    count = today.year * 12 + today.month - 1 - back
    return dt.date(count // 12, count % 12 + 1, 1).isoformat()


def trend(**changes) -> dict:
    return {
        "forms": [pk(ExploitationForm, "labour")],
        "areas": [pk(Area, "dudley"), pk(Area, "walsall")],
        "sector": pk(Sector, "car-washes"),
        "first_month": month(2),
        "last_month": month(0),
        "confidence": "told",
        **changes,
    }


def test_a_question_names_remits_and_a_day(send):
    day = timezone.localdate() + dt.timedelta(days=7)
    remits = [pk(Remit, "health"), pk(Remit, "policing")]
    assert send("question", asked_remits=remits, answer_by=day.isoformat()).status_code == 302
    assert Topic.objects.get().kind == "question"
    assert set(Ask.objects.values_list("remit", "answer_by")) == {(remit, day) for remit in remits}


def test_a_question_that_asks_nobody_is_refused_with_why(send):
    response = send("question")
    assert errors(response) == {"asked_remits": ["Tick at least one remit. To ask everyone, start a discussion."]}
    assert PLAIN["body"] in flat(response.content)
    assert not Topic.objects.exists()


@pytest.mark.parametrize("days", [-1, 400])
def test_a_question_wants_its_answer_on_a_day_to_come(send, days):
    day = timezone.localdate() + dt.timedelta(days=days)
    response = send("question", answer_by=day.isoformat(), asked_remits=[pk(Remit, "health")])
    assert errors(response) == {"answer_by": ["Enter a day between today and a year from now"]}
    assert PLAIN["body"] in flat(response.content)


def test_a_trend_note_says_where_when_and_how_its_author_knows(send, client):
    response = send("trend", **trend())
    note = Topic.objects.get().trend
    assert [area.slug for area in note.areas.all()] == ["dudley", "walsall"]
    assert (note.sector.slug, note.confidence) == ("car-washes", "told")
    html = flat(client.get(response.url).content)
    assert "Dudley, Walsall" in html
    assert "We heard it from the people it happened to" in html


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"areas": []}, "areas", "Tick at least one district or county"),
        ({"first_month": ""}, "first_month", "Choose the month in which it was first seen"),
        ({"confidence": ""}, "confidence", "Say how you know"),
        (
            {"first_month": month(0), "last_month": month(3)},
            "last_month",
            "Choose the month in “Since when” or a later one",
        ),
        ({"first_month": "2001-01-01"}, "first_month", "valid choice"),
        ({"areas": ["99999"]}, "areas", "not one of the available choices"),
    ],
)
def test_a_trend_note_that_lacks_something_says_what(send, changes, field, words):
    response = send("trend", **trend(**changes))
    assert list(errors(response)) == [field]
    assert words in " ".join(errors(response)[field])
    assert not Topic.objects.exists()


def test_a_trend_note_needs_only_what_where_since_when_and_how_one_knows(send):
    shortest = {"areas": [pk(Area, "dudley")], "first_month": month(2), "confidence": "told"}
    assert send("trend", **shortest).status_code == 302
    note = Topic.objects.get().trend
    assert (note.first_month.isoformat(), note.last_month.isoformat()) == (month(2), month(0))


def test_no_month_is_chosen_before_the_writer_chooses_one(send, client):
    html = flat(client.get(send.path, {"kind": "trend"}).content)
    assert 'name="first_month"' in html
    assert '<option value="" selected>Choose a month</option>' in html
    assert " selected>" not in html.replace('<option value="" selected>', "")


def test_optional_fields_are_folded_and_open_if_one_has_an_error(send, client):
    html = flat(client.get(send.path, {"kind": "trend"}).content)
    folded = re.findall(r"<details class=\"facet\".*?</details>", html)
    assert [re.findall(r'name="(\w+)"', fold)[0] for fold in folded] == ["forms", "marking", "content_note"]
    assert [fold.startswith('<details class="facet" open') for fold in folded] == [False] * 3
    asked = html[: html.index('<details class="facet"')]
    assert re.search(r'name="areas".*name="first_month".*name="confidence"', asked)
    wrong = flat(send("trend", **trend(sector="99999", marking="red")).content)
    folded = re.findall(r"<details class=\"facet\".*?</details>", wrong)
    assert [fold.startswith('<details class="facet" open') for fold in folded] == [True, True, False]


def test_a_board_opens_the_form_of_its_usual_kind(send, client):
    Board.objects.update(usual_kind="trend")
    html = flat(client.get(send.path).content)
    assert '<a href="?kind=trend" aria-current="page">Trend note</a>' in html
    assert html.index(">Trend note</a>") < html.index("become=question")


def become(client, path: str, kind: str, **values):
    return client.post(f"{path}?kind=discussion&become={kind}", {**PLAIN, "draft_sequence": "0", **values}, follow=True)


@pytest.mark.parametrize("kind", ["question", "trend"])
def test_another_kind_takes_title_text_and_answers_along(send, client, member, kind):
    forms = [pk(ExploitationForm, "labour")]
    response = become(client, send.path, kind, forms=forms, content_note="about a child")
    html = flat(response.content)
    assert response.redirect_chain[-1][0].endswith(f"?kind={kind}")
    for text in (PLAIN["title"], PLAIN["body"], "about a child"):
        assert text in html
    assert re.search(rf'name="forms" value="{forms[0]}"[^>]* checked', html)
    draft = Draft.objects.get(person=member)
    assert (draft.kind, draft.place.endswith(f"-{kind}")) == (kind, True)
    assert not Topic.objects.exists()


def test_a_draft_of_the_other_kind_of_topic_is_not_lost(send, client, member):
    client.post(f"{send.path}?kind=trend", {"title": "Begun", "body": "Begun before.", "save": "1"})
    become(client, send.path, "trend")
    assert sorted(draft.fields["body"] for draft in Draft.objects.filter(person=member)) == sorted(
        [[PLAIN["body"]], ["Begun before."]]
    )


def test_a_file_of_a_draft_of_the_other_kind_stays_with_it(send, client, member):
    card = SimpleUploadedFile("card.txt", b"Ask about today.")
    client.post(f"{send.path}?kind=trend", {"title": "Begun", "body": "Begun before.", "files": card, "save": "1"})
    become(client, send.path, "trend")
    (file,) = DraftFile.objects.select_related("draft", "stored_file")
    assert file.draft.fields["body"] == ["Begun before."]
    assert file.stored_file.content.storage.exists(file.stored_file.content.name)


def test_answers_that_only_one_kind_asks_for_are_found_again_after_a_change_and_back(send, client, member):
    areas = [str(pk(Area, "dudley")), str(pk(Area, "walsall"))]
    path = f"{send.path}?kind=trend&become=question"
    html = flat(client.post(path, {**PLAIN, "areas": areas, "draft_sequence": "0"}, follow=True).content)
    hidden = re.findall(r'<input type="hidden" name="areas" value="(\d+)">', html)
    assert hidden == areas
    sequence = Draft.objects.get(person=member).sequence
    path = f"{send.path}?kind=question&become=trend"
    html = flat(client.post(path, {**PLAIN, "areas": hidden, "draft_sequence": sequence}, follow=True).content)
    assert re.findall(r'name="areas" value="(\d+)"[^>]* checked', html) == areas
    assert 'type="hidden" name="areas"' not in html


def test_an_empty_form_leads_to_the_other_kind_and_saves_nothing(send, client):
    response = become(client, send.path, "trend", title="", body="", marking="", may_act="")
    assert "Publish the note" in flat(response.content)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", ["", "nonsense", "discussion", "case", "\x00"])
def test_any_other_kind_is_a_discussion(send, kind):
    assert send(kind, kind="trend").status_code == 302
    assert Topic.objects.get().kind == "discussion"


def test_a_topic_page_costs_no_more_for_many_areas(member, sign_in, send, django_assert_num_queries):
    send("trend", **trend(areas=list(Area.objects.values_list("pk", flat=True))))
    client = sign_in(MemberFactory())
    address = Topic.objects.get().get_absolute_url()
    client.get(address)
    with django_assert_num_queries(16):
        client.get(address)


@pytest.mark.parametrize("kind", TopicKind.values)
def test_each_kind_has_the_text_in_a_box_with_its_tools_its_readers_and_its_length(member, sign_in, kind):
    address = reverse("forum:topic_new", args=[BoardFactory().slug], query={"kind": kind})
    html = flat(sign_in(member).get(address).content)
    box = html[html.index('<div class="composer">') : html.index("data-count")]
    order = [box.index(part) for part in ("will be able to", "data-tools", '<textarea name="body"')]
    assert order == sorted(order)
    assert [html.count(part) for part in ("data-tools", "will be able to", "<textarea")] == [1, 1, 1]
