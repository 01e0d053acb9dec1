import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from library.actions.edit_version import add_version
from library.actions.suggest_resource import suggest_resource
from library.enums import Audience
from library.forms.resources import NewResourceForm
from library.models import ReadingList, Resource, Suggestion
from library.rules.suggestions import MOST_WAITING
from ratsite.files.enums import FileState
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking
from tests.factories import CircleFactory, make_resource
from tests.markup import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
CARD = {
    "title": "The first ten minutes",
    "summary": "What to ask first.",
    "kind": "guidance",
    "language": "en",
    "audience": "members",
    "marking": "green",
}


def upload(name="card.txt", content=b"Ask about today."):
    return SimpleUploadedFile(name, content)


def test_a_curator_adds_a_resource_and_a_member_downloads_it(
    curator, member, sign_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(curator, with_second_step=True).post(
            reverse("library:resource_add"), {**CARD, "files": upload()}
        )
    resource = Resource.objects.get()
    assert response["Location"] == resource.get_absolute_url() == "/library/the-first-ten-minutes/"
    answer = sign_in(member).get(resource.versions.first().files.get().get_absolute_url())
    assert b"".join(answer.streaming_content) == b"Ask about today."


def test_forms_of_the_library_that_are_sent_twice_make_one_of_each(curator, sign_in):
    client = sign_in(curator, with_second_step=True)
    suggested = {"title": "A promise", "why": "Everybody asks for it"}
    for _ in range(2):
        client.post(reverse("library:resource_add"), {**CARD, "files": upload()})
        client.post(reverse("library:suggest"), {**suggested, "files": upload("promise.txt", b"We can.")})
        client.post(reverse("library:reading_list_add"), {"title": "First week", "readers": "owner"})
    assert sorted(Resource.objects.values_list("title", flat=True)) == ["A promise", CARD["title"]]
    assert (Suggestion.objects.count(), ReadingList.objects.count()) == (1, 1)


def test_a_file_is_closed_to_readers_while_it_is_checked(curator, member, sign_in):
    sign_in(curator, with_second_step=True).post(reverse("library:resource_add"), {**CARD, "files": upload()})
    resource = Resource.objects.get()
    file = resource.versions.first().files.get()
    assert file.stored_file.state == FileState.QUARANTINED
    client = sign_in(member)
    assert client.get(file.get_absolute_url()).status_code == 404
    assert client.get(resource.get_absolute_url()).status_code == 404
    assert resource.title not in client.get("/library/").content.decode()
    shown = sign_in(curator, with_second_step=True).get(resource.get_absolute_url()).content.decode()
    assert "We are checking this file" in shown
    assert sign_in(curator, with_second_step=True).get(file.get_absolute_url()).status_code == 404


def test_a_refused_file_stays_closed_and_the_curator_reads_why(curator, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(curator, with_second_step=True).post(
            reverse("library:resource_add"), {**CARD, "files": upload("card.pdf", b"%PDF-1.7 broken")}
        )
    client, version = sign_in(curator, with_second_step=True), Resource.objects.get().versions.get()
    for address in (version.resource.get_absolute_url(), version.get_absolute_url()):
        assert "Refused: The PDF is damaged" in client.get(address).content.decode()
    assert "Checked, and waiting for you" in client.get("/notifications/").content.decode()
    assert not Resource.objects.published().exists()


@pytest.mark.parametrize(
    ("changes", "file", "words"),
    [
        ({"title": ""}, upload(), "title"),
        ({"audience": "circle"}, upload(), "Choose a circle"),
        ({"audience": "public"}, upload(), "Choose “Share it with anyone”"),
        ({"marking": "red"}, upload(), "“Only the people named here” needs a circle"),
        ({}, upload("card.exe", b"MZ\x90"), "Choose one of these kinds of file"),
        ({}, upload("card.pdf", b"MZ\x90\x00"), "does not match the file’s name (PDF)"),
        ({}, upload("card.txt", b""), "card.txt: This file is empty. Choose another file."),
        ({}, None, "Choose a file or enter a link"),
    ],
)
def test_bad_input_is_explained_and_shown_again_and_nothing_is_stored(curator, sign_in, changes, file, words):
    CircleFactory().people.add(curator)
    data = {**CARD, **changes} | ({"files": file} if file else {})
    response = sign_in(curator, with_second_step=True).post(reverse("library:resource_add"), data)
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert "What to ask first." in html
    assert (Resource.objects.count(), StoredFile.objects.count()) == (0, 0)


@override_settings(MAX_FILE_BYTES=1000)
def test_a_file_too_large_is_refused_and_the_typed_text_is_shown_again(curator, sign_in):
    response = sign_in(curator, with_second_step=True).post(
        reverse("library:resource_add"),
        {"files": upload("card.txt", b"a" * 2000), **CARD, "url_title": "Typed below the files"},
    )
    html = response.content.decode()
    assert ("Choose a file of at most 1000" in html, "instead of “card.txt”" in html) == (True, True)
    assert ("What to ask first." in html, "Typed below the files" in html) == (True, True)
    assert Resource.objects.count() == 0


def test_changing_the_audience_closes_the_file_to_the_rest_at_once(curator, member, sign_in):
    resource = make_resource(curator)
    url = resource.versions.first().files.get().get_absolute_url()
    circle = CircleFactory()
    circle.people.add(curator)
    client = sign_in(curator, with_second_step=True)
    edit = reverse("library:resource_edit", args=[resource.slug])
    shown_hash = client.get(edit).context["shown_hash"]
    kept = {"title": resource.title, "review_due_on": str(Resource.objects.get().review_due_on)}
    client.post(edit, {**CARD, **kept, "audience": "circle", "circle": circle.pk, "shown_hash": shown_hash})
    resource.refresh_from_db()
    assert resource.audience == Audience.CIRCLE
    assert sign_in(member).get(url).status_code == 404


def test_another_name_in_the_address_is_a_404(member, sign_in):
    file = make_resource(member).current.files.get()
    assert sign_in(member).get(f"/library/files/{file.pk}/other.txt").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("minutes", 1),
        ("MINUTES first", 1),
        ("minutes nothing", 0),
        ('"minutes', 1),
        ("\x00minutes", 1),
        ("%", 0),
        ("_", 0),
    ],
)
def test_search_finds_every_word_whatever_the_case(curator, client, query, count):
    make_resource(
        curator, title="The first ten minutes", summary="Card", audience=Audience.PUBLIC, marking=Marking.CLEAR
    )
    assert client.get("/library/", {"q": query}).context["total"] == count


def test_two_resources_of_one_title_have_two_addresses(curator):
    slugs = [make_resource(curator, title="Card").slug for _ in range(3)]
    assert slugs == ["card", "card-2", "card-3"]
    assert make_resource(curator, title="Add").slug == "add-2"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(member, sign_in, django_assert_num_queries, count):
    for _ in range(count):
        make_resource(member)
    client = sign_in(member)
    client.get("/library/")
    with django_assert_num_queries(8):
        client.get("/library/")


def test_the_public_list_stays_within_eight_queries(client, member, django_assert_max_num_queries):
    make_resource(member, audience=Audience.PUBLIC, marking=Marking.CLEAR)
    with django_assert_max_num_queries(8):
        client.get("/library/")


@pytest.mark.parametrize(("language", "lang"), [("pl", "pl"), ("cy", "cy"), ("en", ""), ("mul", ""), ("und", "")])
def test_a_title_in_another_language_says_so_to_screen_readers(curator, client, language, lang):
    """WCAG 2.2, 3.1.2: on the resource's page, in the library and in the search."""
    resource = make_resource(curator, title="Twoja praca", audience="public", marking="clear", language=language)
    said = rf'<(?:h1|a[^>]*href="{resource.get_absolute_url()}")[^>]*>(?:<mark>)?Twoja'
    for address in (resource.get_absolute_url(), "/library/", "/search/?q=twoja"):
        (title,) = re.findall(said, flat(client.get(address).content))
        assert re.findall(r'lang="(\w*)"', title) == ([lang] if lang else [])


def test_another_file_under_the_same_title_is_another_suggestion(member, sign_in):
    client = sign_in(member)
    for name in ("old.txt", "new.txt"):
        client.post(
            reverse("library:suggest"), {"title": "A promise", "why": "Everybody asks for it", "files": upload(name)}
        )
    assert sorted(StoredFile.objects.values_list("name", flat=True)) == ["new.txt", "old.txt"]


def test_a_new_resource_asks_first_for_what_every_resource_needs_and_folds_the_rest(curator, sign_in):
    client, address = sign_in(curator, with_second_step=True), reverse("library:resource_add")
    names = {name for name in NewResourceForm(curator=curator).fields if name not in ("explanation", "circle")}
    page = client.get(address).content.decode()
    assert set(re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)) >= names
    first, folded = page.split('<div class="accordion">')
    assert ('name="audience"' in first, "Why these contact details" in first) == (True, False)
    assert (folded.count("<details"), folded.count('<details class="disclose" open')) == (5, 0)
    page = client.post(address, {"language": "en", "licence": "OGL", "law_as_at": "soon"}).content.decode()
    opened = re.findall(r"<details[^>]* open>\s*<summary>(.*?)</summary>", page)
    assert [flat(title) for title in opened] == ["Law and limits", "Licence and permission"]
    page = client.get(reverse("library:resource_edit", args=[make_resource(curator).slug])).content.decode()
    assert page.count('<details class="disclose" open') == 5


def saved_in(html: str) -> list[str]:
    """Return the values of the form's tick boxes for saved files."""
    return re.findall(r'name="files-saved" value="([^"]+)" checked', html)


def test_a_form_with_an_error_saves_its_files_for_its_writer(curator, member, sign_in):
    add, suggest = reverse("library:resource_add"), reverse("library:suggest")
    version = reverse("library:version_add", args=[make_resource(curator).slug])
    corrected = {add: CARD, version: {"note": "New"}, suggest: {"title": "A promise", "why": "Everybody asks for it"}}
    for person, address in ((curator, add), (curator, version), (member, suggest)):
        client = sign_in(person, with_second_step=person == curator)
        html = client.post(address, {"files": upload("card.txt", b"Ask first."), "title": ""}).content.decode()
        assert "card.txt (10\xa0bytes)" in html
        (saved,) = saved_in(html)
        assert saved_in(client.post(address, {"files-saved": saved}).content.decode()) == [saved]
        assert saved_in(client.post(address, {"url_title": "A page"}).content.decode()) == []
        assert client.post(address, {**corrected[address], "files-saved": saved}).status_code == 302
        file = StoredFile.objects.latest("created_at")
        with file.content.open() as content:
            assert (file.name, content.read(), file.uploaded_by) == ("card.txt", b"Ask first.", person)


def test_nobody_sends_a_file_that_was_saved_for_another_person(curator, member, sign_in):
    html = sign_in(curator, with_second_step=True).post(reverse("library:resource_add"), {"files": upload()}).content
    (saved,) = saved_in(html.decode())
    typed = {"title": "A promise", "why": "Everybody asks for it", "files-saved": [saved, "1", "../x"]}
    html = sign_in(member).post(reverse("library:suggest"), typed).content.decode()
    assert "Choose 3 of your files again: we no longer have them" in flat(html)
    assert saved_in(html) == []


def test_a_form_that_is_refused_after_validation_saves_its_files(curator, member, sign_in):
    has_draft, is_published = make_resource(curator), make_resource(curator)
    links = [{"url": "https://www.gov.uk/a", "title": "A page", "kind": "public_body"}]
    add_version(resource_id=has_draft.pk, curator=curator, note="More", links=links, is_to_publish=False)
    for number in range(MOST_WAITING):
        suggest_resource(member=member, title=f"Card {number}", why="We use it", uploads=[upload(f"{number}.txt")])
    for person, address, typed in (
        (curator, reverse("library:version_add", args=[has_draft.slug]), {"note": "New"}),
        (curator, reverse("library:content_add", args=[is_published.slug, 1]), {}),
        (member, reverse("library:suggest"), {"title": "A promise", "why": "Everybody asks for it"}),
    ):
        client = sign_in(person, with_second_step=person == curator)
        html = client.post(address, {**typed, "files": upload("new.txt", b"Ask for it.")}).content.decode()
        assert len(saved_in(html)) == 1, address


def test_one_circle_is_offered_only_to_those_who_are_in_one(curator, sign_in):
    client, pages = sign_in(curator, with_second_step=True), ("resource_add", "reading_list_add")
    texts = [flat(client.get(reverse(f"library:{page}")).content) for page in pages]
    assert [("One circle" in text, 'name="circle"' in text, "-----" in text) for text in texts] == [(False,) * 3] * 2
    CircleFactory().people.add(curator)
    texts = [flat(client.get(reverse(f"library:{page}")).content) for page in pages]
    assert ['name="circle"' in text for text in texts] == [True, True]


def test_the_title_is_the_heading_for_visitors_and_members(client, member, sign_in):
    assert "<title>Resources" in flat(client.get("/library/").content)
    assert "<title>Library" in flat(sign_in(member).get("/library/").content)
