"""A file whose hidden words were cleared is published: no page or export shows them, only the file's download."""

import io
from collections.abc import Iterable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageChops

from library.actions.clear_hidden_part import clear_hidden_part
from library.actions.edit_resource import add_resource
from library.actions.publish_version import approve_publication
from library.models import PublicationReview, Resource, ResourceVersion
from library.queries.export import as_json, library_data
from library.text.citation import STYLES
from ratsite.accounts.models import User
from ratsite.files.models import FileText, HiddenPart
from ratsite.files.quarantine import end_quarantine
from ratsite.files.thumbnails import SIDE
from ratsite.lib.documents.pdf.page_pictures import draw_page
from ratsite.network.models import Remit
from tests.crawl import body_of
from tests.factories import MemberFactory
from tests.files.test_hidden_places import CANARY, PLACES
from tests.library.actions.test_publish_version import PUBLIC

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TITLE = "A card for the door"
TOGETHER = 10  # files of a test, which are published side by side: searches and exports are asked once for all of them
# A star, because a results page repeats what was typed; and words that every file shows.
SEARCHES = (f"{CANARY[:6].lower()}*", "ask first")
OTHER = CANARY[::-1]  # as wide as CANARY: some places have a box of its width
REFUSED = "attached.eml"  # nobody can read the whole of what is attached
# What was typed into a form is seen on its page; tiny words are seen as dots.
SAME = 16  # of 255 levels of grey: how far the edge of a box may differ in a JPEG. Words that show differ by 100
DRAWN = ("form.pdf", "tiny.pdf")


def title_of(name: str) -> str:
    return f"{TITLE}, {name}"


def sent(name: str, content: bytes, curator: User) -> ResourceVersion:
    """The version of a resource for the public with this file, checked."""
    resource = add_resource(
        curator=curator,
        uploads=[SimpleUploadedFile(name, content)],
        title=title_of(name),
        summary="What to say.",
        kind="guidance",
        remits=Remit.objects.all()[:1],
        explanation="The addresses in it are made up",
        **PUBLIC,
    )
    version = resource.versions.get()
    end_quarantine(file_id=str(version.files.get().stored_file_id))
    version.refresh_from_db()
    return version


def published(name: str, content: bytes) -> Resource:
    """A public resource with this file: each hidden part was cleared, and another agency's curator approved it."""
    curator, other = (MemberFactory(roles=["Curators"]).with_second_step() for _ in range(2))
    version = sent(name, content, curator)
    while part := HiddenPart.objects.to_clear().filter(reason="").first():
        cleared = {"part_id": part.pk, "version_id": version.pk, "reason": "Harmless", "with_others": True}
        assert clear_hidden_part(curator=curator, **cleared)
    approve_publication(review_id=PublicationReview.objects.waiting().get().pk, decider=other)
    resource = Resource.objects.get(pk=version.resource_id)
    assert (resource.is_published, resource.audience) == (True, "public"), name
    return resource


def shared_doors() -> Iterator[str]:
    """The addresses where readers find published resources."""
    for room in ("/search/", "/library/"):
        yield from (f"{room}?q={typed}" for typed in SEARCHES)
    yield f"/search/?tab=library&q={SEARCHES[0]}"


def doors(resource: Resource) -> Iterator[str]:
    """The addresses where readers read a published resource and the text of its file."""
    (file,) = resource.current.files.all()
    for number in FileText.objects.filter(stored_file=file.stored_file).values_list("page", flat=True):
        yield from (f"{reverse('library:page_text', args=[file.pk, number])}{end}" for end in ("", f"?q={SEARCHES[0]}"))
    yield resource.get_absolute_url()


def public_doors(resource: Resource) -> Iterator[str]:
    """The addresses that show a public resource, with the same text for visitors and members."""
    yield resource.current.get_absolute_url()
    yield from (reverse(f"library:{page}", args=[resource.slug]) for page in ("version_list", "card"))
    yield from (reverse("library:citation", args=[resource.slug, style]) for style in STYLES)
    yield from (reverse("library:version_citation", args=[resource.slug, 1, style]) for style in STYLES)


def shared_public_doors() -> Iterator[str]:
    """The addresses that list public resources, with the same text for visitors and members."""
    yield from (reverse("library:rss_feed"), reverse("library:atom_feed"), "/sitemap.xml")


def texts_at(client: Client, addresses: Iterable[str]) -> dict[str, str]:
    """What each address answers, in small letters and without the marks around found words."""
    said = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said[address] = body_of(answer).decode().replace("<mark>", "").replace("</mark>", "").lower()
    return said


def exported() -> str:
    """The data of an export. Why a part was cleared is exported with the part, which the exported file has too."""
    data = library_data()
    for resource in data["resources"]:
        for version in resource["versions"]:
            for file in version["files"]:
                assert file.pop("cleared")
    return as_json(data).lower()


PUBLISHED = sorted(PLACES.keys() - {REFUSED})
SOME = [PUBLISHED[at : at + TOGETHER] for at in range(0, len(PUBLISHED), TOGETHER)]


@pytest.mark.parametrize("names", SOME, ids=lambda names: f"{names[0]} to {names[-1]}")
def test_cleared_hidden_text_is_shown_nowhere_but_in_the_files_themselves(names, client, member, sign_in):
    contents = {name: PLACES[name][2](CANARY) for name in names}
    resources = {name: published(name, content) for name, content in contents.items()}
    both = [*shared_doors(), *(door for resource in resources.values() for door in doors(resource))]
    public = [*shared_public_doors(), *(door for resource in resources.values() for door in public_doors(resource))]
    said = texts_at(client, [*both, *public]) | {"export": exported()}
    reader = sign_in(member)
    said |= {f"member {address}": text for address, text in texts_at(reader, both).items()}
    assert [door for door, text in said.items() if CANARY.lower() in text] == []
    results = {door: text for door, text in said.items() if "/?q=" in door and "/pages/" not in door}
    for name in names:
        found = {door.partition("?")[2] for door, text in results.items() if title_of(name).lower() in text}
        assert found == {f"q={SEARCHES[1]}"}, name
        assert title_of(name).lower() in said["export"]
    for name, resource in resources.items():
        (file,) = resource.current.files.all()
        assert body_of(reader.get(file.get_absolute_url())) == contents[name]


def test_a_file_that_cannot_be_read_whole_is_not_published(client):
    version = sent(REFUSED, PLACES[REFUSED][2](CANARY), MemberFactory(roles=["Curators"]).with_second_step())
    assert (version.state, version.files.get().stored_file.state) == ("draft", "refused")
    assert client.get(version.resource.get_absolute_url()).status_code == 404
    assert not FileText.objects.exists()


def test_each_page_and_export_shows_a_word_that_is_in_the_index(client):
    """Else the test above would pass for doors that are shut."""
    resource = published("vanish.docx", PLACES["vanish.docx"][2](CANARY))
    FileText.objects.update(text=f"Ask first. {CANARY}")
    said = texts_at(client, [*shared_doors(), *doors(resource)])
    telling = [door for door, text in said.items() if CANARY.lower() in text]
    assert {door.partition("?")[0].rpartition("/pages/")[0] or door for door in telling} >= {
        f"/search/?q={SEARCHES[0]}", f"/library/?q={SEARCHES[0]}",
    }  # fmt: skip
    assert any("/pages/" in door for door in telling)


@pytest.mark.parametrize("name", sorted(name for name in PLACES if name.endswith(".pdf") and name not in DRAWN))
def test_a_thumbnail_is_the_same_whatever_is_hidden(name, tmp_path):
    drawn = []
    for word in (CANARY, OTHER):
        path = tmp_path / f"{word}.pdf"
        path.write_bytes(PLACES[name][2](word))
        drawn.append(Image.open(io.BytesIO(draw_page(path, 1, SIDE))).convert("L"))
    _, most = ImageChops.difference(*drawn).getextrema()
    assert most <= SAME
