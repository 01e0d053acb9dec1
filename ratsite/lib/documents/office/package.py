"""Find the hidden parts of an Office or OpenDocument archive that belong to no page.

These are properties, files inside the file, macros, camera data in pictures, outside addresses that the file loads, and
data behind tables and charts. Their texts are shortened here; file_facts checks the whole texts. Runs in the limited
process of ratsite.lib.documents.extraction; imports no framework.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ratsite.lib.documents.camera import camera_data
from ratsite.lib.documents.hidden_parts import CROPPED, MOST_SHOWN, PART, HiddenPart, HiddenPartKind
from ratsite.lib.documents.office.archives import MOST_INSIDE, embedded_archive_texts, is_padding
from ratsite.lib.documents.office.crops import cropped_pictures
from ratsite.lib.documents.office.kept_parts import FOLLOWED, parts_of_no_page
from ratsite.lib.documents.office.part_kinds import ARCHIVE, HEAD, SILENT, TEXT, is_marked_up, is_picture, kind_of
from ratsite.lib.documents.office.words_aside import words_aside
from ratsite.lib.documents.office.xml_text import loose_lines
from ratsite.lib.documents.office.xml_walk import Relation, part_events, relations
from ratsite.lib.documents.unreadable import DAMAGED, to_the_end

PROPERTIES = re.compile(r"docProps/(?:core|app|custom)\d*\.xml|meta\.xml")
# Parts with the people who wrote, commented on or changed the file, or who have a task in it.
PEOPLE = re.compile(
    r"word/people\.xml|xl/persons/.*\.xml|xl/revisions/userNames\.xml|ppt/(?:commentAuthors|authors)\.xml"
    r"|ppt/changesInfos/.*\.xml|(?:word|xl|ppt)/documenttasks/.*\.xml"
)
# Properties that are not hidden parts: what programs write about themselves, and what only repeats the pages.
OF_PROGRAMS = re.compile(
    r"Application|AppVersion|DocSecurity|ScaleCrop|LinksUpToDate|SharedDoc|HyperlinksChanged|TotalTime|Template|Pages"
    r"|Words|Characters\w*|Lines|Paragraphs|Slides|Notes|HiddenSlides|MMClips|PresentationFormat|i[14]|lpstr|bool"
    r"|revision|version|created|modified|lastPrinted|creation-date|date|print-date|editing-cycles|editing-duration"
    r"|generator|language"
)
OF_PEOPLE = ("author", "displayName", "name", "userName", "userId", "title")  # attributes; the last is of a task
# Parts with data that no page shows: rows behind a pivot table, values for programs, building blocks, older versions.
UNSHOWN = re.compile(
    r"customXml/item\d+\.xml|word/glossary/document\.xml|xl/pivotCache/.*\.xml|xl/connections\.xml|xl/queryTables/.*\.xml"
    r"|xl/customData/.*|ppt/tags/.*\.xml|Versions/.*|VersionList\.xml"
)
# Parts of no page that contain only numbers and what programs write for themselves, or that only repeat another part.
PLUMBING = re.compile(
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*\.rels|xl/calcChain\.xml|xl/metadata\.xml|customXml/itemProps\d*\.xml"
    r"|word/comments(?:Extended|Ids|Extensible)\.xml|ppt/revisionInfo\.xml|(?:word|xl|ppt)/theme/.*"
    r"|word/glossary/(?:settings|webSettings|styles|fontTable|numbering)\.xml"
)
# Parts that the readers of texts, sheets and slides report.
READ = re.compile(
    r"word/comments\d*\.xml|xl/(?:comments\d*|comments/.*|threadedComments/.*|worksheets/.*)\.xml"
    r"|ppt/(?:comments|threadedComments|notesSlides|slides)/.*\.xml"
)
MASTERS = re.compile(r"ppt/(?:notes|handout)Masters/[^/]+\.xml")
SAMPLES = ("body", "sldImg")  # placeholders of a master, whose text is only a sample
OPEN_SETTINGS = "settings.xml"
OF_PRINTERS = ("PrinterName", "PrintFaxName", "CurrentDatabaseDataSource", "CurrentDatabaseCommand")
SETTINGS, VARIABLE = "word/settings.xml", "docVar"
# A picture of the first page, perhaps from an older version.
PREVIEW = re.compile(r"docProps/thumbnail\.\w+|Thumbnails/.*")
# Other workbooks, with the cells that were read from them.
OTHER_BOOKS = re.compile(r"xl/externalLinks/externalLink\d+\.xml")
SCRIPTS = re.compile(r"(?:Basic|Scripts)/.+/.+\.(?:xml|py|js|bsh|java)|.*vba(?:Project|Data).*", re.IGNORECASE)
OBJECTS = re.compile(r"Object [^/]*/content\.xml")
PAGES_WITHIN = re.compile(r"afchunk|embeddings/", re.IGNORECASE)
# Kinds whose words may be in attributes that file_facts does not read.
WITH_ATTRIBUTES = (HiddenPartKind.METADATA, HiddenPartKind.OTHER)
# Lines of an older drawing without words: numbers, and what is on or off.
SWITCHES = re.compile(r"(?:True|False|[\d\W_])*", re.IGNORECASE)
WITH_CAMERAS = (b"\xff\xd8", b"\x89PNG", b"II*\0", b"MM\0*", b"RIFF")


def package_parts(path: Path) -> Iterator[HiddenPart | str]:
    """Yield the hidden parts of an archive that belong to no page, and strings to check for identifiers.

    A string contains the words of the part before it. Its lines without letters are left out, because file_facts checks
    numbers together with the names of their elements.
    """
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if entry.file_size]
        of_no_page = parts_of_no_page(archive)
        for part in to_the_end(*(_hidden_in(archive, entry, of_no_page) for entry in entries)):
            if part.kind == HiddenPartKind.OTHER and part.about.get("name") in of_no_page:
                yield replace(part, is_checked=True)
                yield "\n".join(line for line in part.text.splitlines() if any(map(str.isalpha, line)))
            else:
                yield replace(part, is_checked=part.kind not in WITH_ATTRIBUTES)


def _hidden_in(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, of_no_page: set[str]) -> Iterator[HiddenPart]:
    name = entry.filename
    about = {"name": name}
    for picture in cropped_pictures(archive, name):
        yield HiddenPart(HiddenPartKind.PICTURE, CROPPED, about={"name": picture or name})
    yield from words_aside(archive, name)
    if PEOPLE.fullmatch(name):
        if text := _start_of(_people(archive, name)):
            yield HiddenPart(HiddenPartKind.METADATA, text=text)
    elif PROPERTIES.fullmatch(name):
        if text := _start_of(_properties(archive, name)):
            yield HiddenPart(HiddenPartKind.METADATA, text=text)
    elif SCRIPTS.fullmatch(name):
        yield HiddenPart(HiddenPartKind.MACRO, PART, "", about)
    elif OTHER_BOOKS.fullmatch(name):
        yield HiddenPart(HiddenPartKind.LINK, PART, _start_of(_words(archive, name)), about)
    elif UNSHOWN.fullmatch(name) or name == SETTINGS:
        if text := _start_of(_words(archive, name)):
            yield HiddenPart(HiddenPartKind.OTHER, PART, text, about)
    elif name == OPEN_SETTINGS:
        if text := _start_of(_of_printers(archive, name)):
            yield HiddenPart(HiddenPartKind.METADATA, text=text)
    elif PREVIEW.fullmatch(name):
        yield HiddenPart(HiddenPartKind.OTHER, PART, "", about)
    elif name.endswith(".rels"):
        of = name.replace("_rels/", "").removesuffix(".rels")
        for relation in relations(archive, of).values():
            if relation.is_outside and not _is_followed(relation):
                yield HiddenPart(HiddenPartKind.LINK, PART, relation.target, {"name": of})
    elif OBJECTS.fullmatch(name):
        yield HiddenPart(HiddenPartKind.EMBEDDED, PART, _start_of(_words(archive, name)), about)
    elif name not in of_no_page or READ.fullmatch(name) or PLUMBING.fullmatch(name):
        yield from _file_within(archive, entry)
    else:
        yield from _of_no_page(archive, entry)


def _is_followed(relation: Relation) -> bool:
    """True for a link to the web, a mailbox or a phone, which loads only when a reader follows it."""
    return relation.kind == "hyperlink" and bool(FOLLOWED.match(relation.target))


def _of_no_page(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[HiddenPart]:
    """Yield the hidden parts in a part of the archive that no page needs: a picture, an embedded file, or words."""
    name, about = entry.filename, {"name": entry.filename}
    with archive.open(entry) as part:
        head = part.read(HEAD)
    is_markup = is_marked_up(name, head) and not PAGES_WITHIN.search(name)
    if not is_markup:
        if is_picture(head):
            yield HiddenPart(HiddenPartKind.PICTURE, PART, about=about)
        yield from _file_within(archive, entry)
    elif text := _start_of(_words_of_master(archive, name) if MASTERS.fullmatch(name) else _all_words(archive, name)):
        yield HiddenPart(HiddenPartKind.OTHER, PART, text, about)


def _all_words(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    if name.endswith(".xml"):
        yield from _words(archive, name)
        return
    with archive.open(name) as part:  # an older drawing, which need not be well-formed
        words = (" ".join(line.split()) for text in loose_lines(part) for line in text.splitlines())
        yield from (line for line in words if not SWITCHES.fullmatch(line))


def _words_of_master(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Yield the words of a notes or handout master, such as its footer, without the sample texts in placeholders."""
    placeholder = ""
    for event in part_events(archive, name):
        if event.is_start and event.name in ("sp", "ph"):
            placeholder = event.get("type") if event.name == "ph" else ""
        elif not event.is_start and event.name == "t" and "fld" not in event.around and placeholder not in SAMPLES:
            yield event.text.strip()


def _of_printers(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    for event in part_events(archive, name):
        if not event.is_start and event.name == "config-item" and event.get("name") in OF_PRINTERS:
            yield event.text.strip()


def _people(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    shown = set()
    for event in part_events(archive, name):
        words = ", ".join(filter(None, map(event.get, OF_PEOPLE))) if event.is_start else ""
        if words not in shown:
            shown.add(words)
            yield words


def _file_within(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[HiddenPart]:
    with archive.open(entry) as part:
        head = part.read(HEAD)
        is_markup = is_marked_up(entry.filename, head)
        kind = TEXT if is_markup else kind_of(entry.filename, head)
        if (is_markup and not PAGES_WITHIN.search(entry.filename)) or entry.filename == "mimetype":
            return
        content = head + part.read(MOST_INSIDE) if kind != SILENT or head.startswith(WITH_CAMERAS) else b""
    if kind == SILENT:
        if text := camera_data(content):
            yield HiddenPart(HiddenPartKind.CAMERA, PART, text, {"name": entry.filename})
    elif not is_padding(content):
        yield HiddenPart(HiddenPartKind.EMBEDDED, PART, _start_of(_within(content, kind)), {"name": entry.filename})


def _within(content: bytes, kind: str) -> Iterator[str]:
    """Yield the text of an embedded file as far as it can be read. file_facts reports if a part cannot be read."""
    with suppress(*DAMAGED):
        if kind == ARCHIVE:
            yield from embedded_archive_texts(io.BytesIO(content))
        elif kind == TEXT:
            yield from loose_lines(io.BytesIO(content))


def _properties(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    labels = [""]
    for event in part_events(archive, part):
        if event.is_start:
            labels.append(event.get("name") or labels[-1])
            continue
        label = labels.pop() or event.name
        if event.text.strip() and (label != event.name or not OF_PROGRAMS.fullmatch(event.name)):
            yield f"{label}: {event.text.strip()}"


def _words(archive: zipfile.ZipFile, part: str) -> Iterator[str]:
    for event in part_events(archive, part):
        if not event.is_start and (part != SETTINGS or event.name == VARIABLE):
            yield event.text.strip()
            yield from (value for value in event.attributes.values() if _may_be_words(value))


def _may_be_words(value: str) -> bool:
    return len(value) > 1 and "://" not in value and any(map(str.isalnum, value))


def _start_of(words: Iterable[str]) -> str:
    found, room = [], MOST_SHOWN
    for word in filter(None, words):
        found.append(word[:room])
        room -= len(word) + 1
        if room <= 0:
            break
    return "\n".join(found)
