"""Count hidden words in Office files with a simple reader, to compare with what ratsite.lib.documents reports.

It shares no code with the site's readers, and finds only tracked changes, comments, hidden sheets, rows and slides, and
speaker notes. The site must find all that it finds.
"""

import posixpath
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from fnmatch import fnmatch
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MOST_PART = 64 * 1024 * 1024  # bytes of one part; the libraries' test files have some hundred kilobytes
# Elements whose words the program writes.
FIELDS = ("fld", "page-number", "page-count", "date", "time", "header", "footer", "date-time")


def hidden_words(path: str, extension: str) -> Counter[str]:
    """Return how many places with words of each kind of hidden part the file has; nothing for other types of file."""
    count = COUNTERS.get(extension)
    if count is None:
        return Counter()
    try:
        with zipfile.ZipFile(path) as archive:
            return Counter(count(_Parts(archive)))
    except zipfile.BadZipFile:
        return Counter()


def unreported(path: str, extension: str, told: Collection[str]) -> list[str]:
    """Return, as lines, the kinds of hidden part that the file has and that the site did not report."""
    found = hidden_words(path, extension)
    return [f"{count} × {kind} is hidden in it and was not told" for kind, count in found.items() if kind not in told]


class _Parts:
    """The parts of a package, each parsed at its first use. A name that is not in the package gives no elements."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.sizes = {entry.filename: entry.file_size for entry in archive.infolist()}

    def named(self, pattern: str) -> list[str]:
        return [name for name in self.sizes if fnmatch(name, pattern)]

    def root(self, name: str) -> Element:
        if self.sizes.get(name, MOST_PART + 1) <= MOST_PART:
            try:
                return ElementTree.fromstring(self.archive.read(name))
            except (ElementTree.ParseError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
                pass  # damaged, encrypted or packed in an unusual way: the site's own reader says so
        return Element("nothing")

    def targets(self, name: str) -> dict[str, str]:
        """Return the parts that this part is related to, by the id of the relation."""
        folder, base = posixpath.split(name)
        relations = self.root(f"{folder}/_rels/{base}.rels")
        return {
            one.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, one.get("Target", "")))[1:]
            for one in relations
        }


def _in_word(parts: _Parts) -> Iterator[str]:
    for name in parts.named("word/*.xml"):
        is_comments = "comments" in name.lower()
        for element in parts.root(name).iter():
            if _name(element) in ("del", "moveFrom", "ins") and _has_words_in(element, "delText", "t", "delInstrText"):
                yield "change"
            elif is_comments and _name(element) == "comment" and _has_words_in(element, "t"):
                yield "comment"


def _in_book(parts: _Parts) -> Iterator[str]:
    for name in (*parts.named("xl/comments*"), *parts.named("xl/threadedComments/*")):
        yield from ("comment" for element in parts.root(name).iter() if _name(element) == "t" and _has_words(element))
    targets = parts.targets("xl/workbook.xml")
    for sheet in parts.root("xl/workbook.xml").iter():
        if _name(sheet) != "sheet":
            continue
        root = parts.root(targets.get(_attribute(sheet, "id"), ""))
        if sheet.get("state") in ("hidden", "veryHidden"):
            if _has_words_in(root, "v", "t"):
                yield "sheet"
            continue
        for row in root.iter():
            if _name(row) == "row" and row.get("hidden") in ("1", "true") and _has_words_in(row, "v", "t"):
                yield "row"


def _in_slides(parts: _Parts) -> Iterator[str]:
    for name in parts.named("ppt/comments/*.xml"):
        yield from ("comment" for one in parts.root(name).iter() if _name(one) in ("text", "t") and _has_words(one))
    for name in parts.named("ppt/notesSlides/*.xml"):
        if _has_words_in(parts.root(name), "t"):
            yield "notes"
    for name in parts.named("ppt/slides/*.xml"):
        root = parts.root(name)
        if root.get("show") in ("0", "false") and _has_words_in(root, "t"):
            yield "slide"


def _in_open_document(parts: _Parts) -> Iterator[str]:
    root = parts.root("content.xml")
    off = {
        _attribute(style, "name")
        for style in root.iter()
        for of_style in style
        if _name(style) == "style"
        and (_attribute(of_style, "visibility") == "hidden" or _attribute(of_style, "display") == "false")
    }
    for element in root.iter():
        name, is_off = _name(element), _attribute(element, "style-name") in off
        if name == "deletion" and _has_words_in(element, "p", "h"):
            yield "change"
        elif name == "annotation" and _has_words_in(element, "p"):
            yield "comment"
        elif name == "notes" and _has_words_in(element, "p"):
            yield "notes"
        elif name == "page" and is_off and _has_words_in(element, "p"):
            yield "slide"
        elif name == "table" and is_off and _has_words_in(element, "p"):
            yield "sheet"
        elif name == "table" and not is_off:
            yield from ("row" for row in element.iter() if _is_hidden_row(row))


def _is_hidden_row(element: Element) -> bool:
    is_off = _attribute(element, "visibility") in ("collapse", "filter")
    return _name(element) == "table-row" and is_off and _has_words_in(element, "p")


def _has_words_in(element: Element, *names: str) -> bool:
    """True if the element contains one with such a name that has words, apart from fields such as a slide's number."""
    if _name(element) in FIELDS:
        return False
    return (_name(element) in names and _has_words(element)) or any(_has_words_in(child, *names) for child in element)


def _has_words(element: Element) -> bool:
    own = (element.text or "").strip() or any((child.tail or "").strip() for child in element)
    return bool(own) or any(_has_words(child) for child in element if _name(child) not in FIELDS)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


COUNTERS = {
    "docx": _in_word,
    "xlsx": _in_book,
    "pptx": _in_slides,
    **dict.fromkeys(("odt", "ods", "odp"), _in_open_document),
}
