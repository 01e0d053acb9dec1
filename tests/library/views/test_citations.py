"""Citations that reference managers read without loss, for people who can read the resource."""

import datetime as dt
import json
import re
import warnings

import pytest
import rispy
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pybtex.database import parse_string

from library.actions.publish_version import publish
from library.enums import Audience, RelationKind, ResourceState
from library.models import Resource, ResourceRelation
from ratsite.network.enums import Marking
from tests.factories import CircleFactory, MemberFactory, make_resource, make_version
from tests.markup import flat

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what citeproc itself imports
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

pytestmark = pytest.mark.django_db
# What breaks each format if it is written as it stands: braces, percent signs, a field of RIS on a line of its own.
TITLE = r"Keys & {rooms}: 50% of #1_ends ~ \today “née” 小"
SUMMARY = "First line.\r\nTY  - BOOK\nER  - \n\\end{document} } and \x00 more"
PLAIN_SUMMARY = r"First line. TY - BOOK ER - \end{document} } and more"
MAKERS = "Walsall Council, Jane O’Neill and Sons, Āgency “Ū”"
AUTHORS = ["Walsall Council", "Jane O’Neill and Sons", "Āgency “Ū”"]
TODAY = timezone.localdate


@pytest.fixture
def resource():
    found = make_resource(
        title=TITLE,
        creators=MAKERS,
        publisher="Press & Co",
        audience=Audience.PUBLIC,
        marking=Marking.CLEAR,
        language="cy",
        upload=SimpleUploadedFile("card.txt", b"Ask first."),
    )
    Resource.objects.filter(pk=found.pk).update(summary=SUMMARY.replace("\x00", "\x01"))
    found.refresh_from_db()
    return found


def sent(client, resource, style: str) -> str:
    answer = client.get(reverse("library:citation", args=[resource.slug, style]))
    assert answer["Content-Disposition"] == f'attachment; filename="{resource.slug}.{style}"'
    return answer.content.decode()


def address(thing) -> str:
    return settings.SITE_URL + thing.get_absolute_url()


def test_ris_is_read_back_by_rispy(client, resource):
    (entry,) = rispy.loads(sent(client, resource, "ris"))
    assert {key: entry[key] for key in ("type_of_reference", "id", "title", "authors", "publisher", "language")} == {
        "type_of_reference": "RPRT",
        "id": resource.slug,
        "title": TITLE,
        "authors": AUTHORS,
        "publisher": "Press & Co",
        "language": "cy",
    }
    assert (entry["year"], entry["date"]) == (str(TODAY().year), f"{TODAY():%Y/%m/%d}")
    assert (entry["urls"], entry["abstract"]) == ([address(resource)], PLAIN_SUMMARY)


def test_bibtex_is_read_back_by_pybtex(client, resource):
    found = parse_string(sent(client, resource, "bib"), "bibtex")
    (key,) = found.entries
    entry = found.entries[key]
    assert (key, entry.type) == (resource.slug, "techreport")
    assert [untex(str(person)) for person in entry.persons["author"]] == AUTHORS
    fields = entry.fields
    assert (untex(fields["title"]), untex(fields["institution"])) == (TITLE, "Press & Co")
    assert (fields["year"], fields["month"]) == (str(TODAY().year), str(TODAY().month))
    assert (fields["url"], untex(fields["abstract"])) == (address(resource), PLAIN_SUMMARY)


def untex(text: str) -> str:
    """Return the text that TeX would print."""
    for written, letter in (
        (r"\textbackslash{}", "\\"), (r"\textbraceleft{}", "<<"), (r"\textbraceright{}", ">>"),
        (r"\textasciitilde{}", "~"), (r"\textasciicircum{}", "^"),
    ):  # fmt: skip
        text = text.replace(written, letter.replace("\\", "\x00"))
    text = re.sub(r"\\([&%$#_])", r"\1", text)
    assert "\\" not in text
    return text.replace("{", "").replace("}", "").replace("<<", "{").replace(">>", "}").replace("\x00", "\\")


def test_csl_json_is_read_back_by_citeproc(client, resource):
    entries = json.loads(sent(client, resource, "json"))
    source = CiteProcJSON(entries)
    read = source[resource.slug.lower()]
    assert (str(read.title), read.type, "".join(read.publisher)) == (TITLE, "report", "Press & Co")
    assert [str(author["literal"]) for author in entries[0]["author"]] == AUTHORS
    assert (int(read.issued.year), int(read.issued.month), int(read.issued.day)) == TODAY().timetuple()[:3]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem(resource.slug.lower())]))
        (printed,) = map(str, bibliography.bibliography())
    assert "née" in printed
    assert str(TODAY().year) in printed
    assert [entries[0][name] for name in ("URL", "language", "abstract")] == [address(resource), "cy", PLAIN_SUMMARY]


def test_the_words_say_who_when_what_and_where(client, resource):
    text = sent(client, resource, "txt")
    assert text == f"{', '.join(AUTHORS)} ({TODAY().year}) {TITLE}. Press & Co. {address(resource)}"


def test_a_reference_leads_to_the_newest_version_unless_it_names_one(client, resource):
    curator = MemberFactory(roles=["Curators"])
    publish(make_version(resource, curator, issued_on="2024-02-01"))
    assert '"issued": {\n      "date-parts": [\n        [\n          2024' in sent(client, resource, "json")
    for number, year in ((1, str(TODAY().year)), (2, "2024")):
        version = resource.versions.get(number=number)
        named = reverse("library:version_citation", args=[resource.slug, number, "ris"])
        (entry,) = rispy.loads(client.get(named).content.decode())
        assert (entry["edition"], entry["year"], entry["urls"]) == (str(number), year, [address(version)])
        assert f"version {number}" in flat(client.get(version.get_absolute_url()).content)


@pytest.mark.parametrize("kind", ["form", "template"])
def test_a_form_is_no_report(client, kind):
    resource = make_resource(kind=kind, audience=Audience.PUBLIC, marking=Marking.CLEAR, creators="")
    assert rispy.loads(sent(client, resource, "ris"))[0]["type_of_reference"] == "GEN"
    assert next(iter(parse_string(sent(client, resource, "bib"), "bibtex").entries.values())).type == "misc"
    assert json.loads(sent(client, resource, "json"))[0]["type"] == "document"


def test_no_reference_and_no_card_of_what_one_may_not_see(client, member, sign_in):
    circle = make_resource(audience=Audience.CIRCLE, circle=CircleFactory())
    members = make_resource()
    draft = make_version(members, MemberFactory(roles=["Curators"]), is_to_publish=False)
    hidden = [
        *(reverse("library:citation", args=[circle.slug, style]) for style in ("txt", "ris", "bib", "json")),
        reverse("library:version_citation", args=[circle.slug, 1, "ris"]),
        reverse("library:version_citation", args=[members.slug, draft.number, "ris"]),
        reverse("library:card", args=[circle.slug]),
    ]
    assert client.get(reverse("library:citation", args=[members.slug, "ris"])).status_code == 404
    assert client.get(reverse("library:card", args=[members.slug])).status_code == 404
    reader = sign_in(member)
    assert [reader.get(url).status_code for url in hidden] == [404] * len(hidden)
    assert reader.get(reverse("library:citation", args=[members.slug, "ris"])).status_code == 200
    assert reader.get(reverse("library:citation", args=[members.slug, "doc"])).status_code == 404


def test_zotero_reads_public_resources_alone(client, member, sign_in):
    pdf = SimpleUploadedFile("card.txt", b"Ask first.")
    public = make_resource(creators="A, B", audience=Audience.PUBLIC, marking=Marking.CLEAR, upload=pdf)
    page = client.get(public.get_absolute_url()).content.decode()
    assert re.findall(r'name="citation_author" content="(.*?)"', page) == ["A", "B"]
    assert f'name="citation_title" content="{public.title}"' in page
    assert f'name="citation_publication_date" content="{TODAY():%Y/%m/%d}"' in page
    assert "citation_" not in sign_in(member).get(make_resource().get_absolute_url()).content.decode()


def test_the_card_says_what_it_is_for_and_where_the_newest_version_is(member, sign_in):
    resource = make_resource(limits="It does not cover Wales.")
    page = flat(sign_in(member).get(reverse("library:card", args=[resource.slug])).content)
    for words in ("It does not cover Wales.", address(resource), f"Printed by {member}", "version 1"):
        assert words in page


def test_the_card_and_a_new_briefing_warn_of_a_resource_that_was_replaced_or_may_not_be_shared(member, sign_in):
    due, yesterday = TODAY() + dt.timedelta(days=90), TODAY() - dt.timedelta(days=1)
    old, new = make_resource(review_due_on=due), make_resource(title="The new card")
    ResourceRelation.objects.create(resource=new, other=old, kind=RelationKind.SUPERSEDES)
    ended = make_resource(review_due_on=due, permission_until=yesterday)
    client = sign_in(member)
    replaced = "A newer resource replaces this one"
    for resource, words in ((old, (replaced, "The new card")), (ended, ("Do not share",))):
        card = flat(client.get(reverse("library:card", args=[resource.slug])).content)
        briefing = flat(client.get(f"{reverse('trends:briefing_add')}?resource={resource.pk}").content)
        assert "Its next review is due" not in card
        assert all(word in card and word in briefing for word in words)
    current = make_resource(review_due_on=due)
    card = flat(client.get(reverse("library:card", args=[current.slug])).content)
    assert ("Its next review is due" in card, replaced in card, "Do not share" in card) == (True, False, False)


def test_a_curator_s_card_of_a_withdrawn_resource_says_that_it_was_withdrawn(sign_in):
    resource = make_resource(review_due_on=TODAY() + dt.timedelta(days=90))
    Resource.objects.filter(pk=resource.pk).update(state=ResourceState.WITHDRAWN)
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    card = flat(client.get(reverse("library:card", args=[resource.slug])).content)
    assert ("It was withdrawn. Do not use it" in card, "Its next review is due" in card) == (True, False)


@pytest.mark.parametrize("marking", [Marking.AMBER_STRICT, Marking.RED])
def test_a_resource_that_may_not_be_passed_on_has_no_citation_card_and_no_abstract(member, sign_in, marking):
    circle = CircleFactory()
    circle.people.add(member)
    resource = make_resource(
        summary="The marmalade list.", marking=marking, audience=Audience.CIRCLE, circle=circle, title="Beds"
    )
    reader = sign_in(member)
    card = reader.get(reverse("library:card", args=[resource.slug]))
    assert (card.status_code, "marmalade" in flat(card.content)) == (403, False)
    assert "This resource cannot be printed" in flat(card.content)
    for style in ("txt", "ris", "bib", "json"):
        text = sent(reader, resource, style)
        assert ("Beds" in text, "marmalade" in text) == (True, False)
    assert "abstract" not in rispy.loads(sent(reader, resource, "ris"))[0]
    for address_of in (resource.get_absolute_url(), resource.current.get_absolute_url()):
        page = flat(reader.get(address_of).content)
        assert ("is-unprintable" in page, "You cannot print this page." in page, "Card to print" in page) == (
            True,
            True,
            False,
        )
    assert "is-unprintable" not in flat(reader.get(make_resource().get_absolute_url()).content)
