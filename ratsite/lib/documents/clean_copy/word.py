"""Clean a Word file (ECMA-376 part 1, 17): accept its changes, and remove comments and hidden text.

Imports no framework.
"""

import re
from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.office_package import OfficePackage, clean_drawings
from ratsite.lib.documents.clean_copy.xml_edits import (
    cut_each,
    elements_named,
    find_child,
    is_on,
    name_of,
    remove_element,
    unwrap_each,
    value_of,
)

STORIES = r"word/(?:document|footnotes|endnotes|(?:header|footer)\d*)\.xml"
BODY, STYLES, SETTINGS = "word/document.xml", "word/styles.xml", "word/settings.xml"
DELETED = ("del", "moveFrom", "cellDel", "delText", "delInstrText")
INSERTED = ("ins", "moveTo", "smartTag", "customXml")
MARKS = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "numberingChange", "cellIns", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd"),
    *("moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd"),
    *("customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
    *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "smartTagPr", "customXmlPr"),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr", "permStart", "permEnd"),
    *("dataBinding", "alias", "tag", "entryMacro", "exitMacro", "altChunk", "OLEObject", "control"),
)
OF_THE_AUTHOR = (
    *("rsids", "docVars", "attachedTemplate", "mailMerge", "trackRevisions", "writeProtection", "docId"),
    *("saveThroughXslt", "documentProtection", "chartTrackingRefBased"),
)
LOADS = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DDE|DDEAUTO|DATABASE)\b", re.IGNORECASE)
WHITE, NO_FILL = "FFFFFF", ("auto", "FFFFFF", "")
TINY = 4  # half-points
PARTS_OF_A_FIELD = ("fldChar", "rPr")


def clean_word(path: Path) -> bytes:
    package = OfficePackage(path, BODY)
    hiding = _hiding_styles(package)
    for name in package.named(STORIES):
        root = package.root(name)
        _accept(root)
        _end_loading_fields(root)
        _remove_hidden(root, hiding)
        clean_drawings(root)
        for node in root.iter(etree.Element):
            for key in [key for key in node.attrib if "rsid" in str(key)]:
                del node.attrib[key]
    if package.has(SETTINGS):
        cut_each(package.root(SETTINGS), *OF_THE_AUTHOR)
    package.keep_needed()
    return package.written()


def _accept(root: etree._Element) -> None:
    """Accept the tracked changes: keep insertions, remove deletions, and remove who made them and when."""
    for node in elements_named(root, "del", "ins"):
        inside = name_of(node.getparent())  # type: ignore[arg-type]
        if inside == "trPr" and name_of(node) == "del":
            remove_element(node.getparent().getparent())  # type: ignore[union-attr]
        elif inside == "rPr":
            paragraph = node.getparent().getparent().getparent()  # type: ignore[union-attr]
            is_last = name_of(node) == "del"
            remove_element(node)
            if is_last and paragraph is not None and name_of(paragraph) == "p":
                paragraph.set("gone", "1")
        elif inside in ("trPr", "numPr"):
            remove_element(node)
    for node in elements_named(root, "cellDel"):
        cell = next((ancestor for ancestor in node.iterancestors() if name_of(ancestor) == "tc"), None)
        if cell is not None:
            remove_element(cell)
    cut_each(root, *DELETED)
    unwrap_each(root, *INSERTED)
    cut_each(root, *MARKS)
    for paragraph in elements_named(root, "p"):
        if paragraph.attrib.pop("gone", "") and _may_go(paragraph):
            remove_element(paragraph)


def _may_go(paragraph: etree._Element) -> bool:
    """True if the paragraph can be removed: it is empty, not the only one in its cell, and does not end a section."""
    has_words = any(name_of(child) not in ("pPr", "bookmarkStart", "bookmarkEnd") for child in paragraph)
    beside = [child for child in paragraph.getparent() if name_of(child) == "p"]  # type: ignore[union-attr]
    return not has_words and find_child(paragraph, "pPr", "sectPr") is None and len(beside) > 1


def _end_loading_fields(root: etree._Element) -> None:
    """Replace fields that load something from outside the file by the text that they show."""
    for node in elements_named(root, "fldSimple"):
        if LOADS.match(value_of(node, "instr")):
            unwrap_each(node.getparent(), "fldSimple")  # type: ignore[arg-type]
    fields: list[list[etree._Element]] = []
    for node in elements_named(root, "fldChar", "instrText"):
        kind = value_of(node, "fldCharType")
        if kind == "begin":
            fields.append([])
        if fields:
            fields[-1].append(node)
        if kind == "end" and fields:
            field = fields.pop()
            if LOADS.match("".join(node.text or "" for node in field if name_of(node) == "instrText")):
                for one in field:
                    remove_element(one)
    for node in elements_named(root, "instrText"):
        if LOADS.match(node.text or ""):  # an instruction that belongs to no field
            remove_element(node)


def _hiding_styles(package: OfficePackage) -> set[str]:
    """Return the IDs of the styles that hide text, and of the styles based on these.

    If the default style of the document hides its text, "" is included.
    """
    hiding: set[str] = set()
    if not package.has(STYLES):
        return hiding
    based = {}
    root = package.root(STYLES)
    if is_on(find_child(root, "docDefaults", "rPrDefault", "rPr", "vanish")):
        hiding.add("")
    for style in elements_named(root, "style"):
        basis = find_child(style, "basedOn")
        based[value_of(style, "styleId")] = value_of(basis, "val") if basis is not None else ""
        if is_on(find_child(style, "rPr", "vanish")):
            hiding.add(value_of(style, "styleId"))
    for _ in based:
        hiding |= {style for style, basis in based.items() if basis and basis in hiding}
    return hiding


def _remove_hidden(root: etree._Element, hiding: set[str]) -> None:
    has_ground = find_child(root, "background") is not None
    for run in elements_named(root, "r"):
        if "officeDocument/2006/math" not in str(run.tag) and _is_hidden(run, hiding, has_ground=has_ground):
            for child in list(run):
                if name_of(child) not in PARTS_OF_A_FIELD:
                    run.remove(child)


def _is_hidden(run: etree._Element, hiding: set[str], *, has_ground: bool) -> bool:
    look = find_child(run, "rPr")
    vanish = find_child(look, "vanish") if look is not None else None
    if vanish is not None:
        return is_on(vanish)
    paragraph = next((ancestor for ancestor in run.iterancestors() if name_of(ancestor) == "p"), run)
    styles = [find_child(paragraph, "pPr", "pStyle"), find_child(look, "rStyle") if look is not None else None]
    if "" in hiding or any(style is not None and value_of(style, "val") in hiding for style in styles):
        return True
    if look is None:
        return False
    size, colour = find_child(look, "sz"), find_child(look, "color")
    if size is not None and value_of(size, "val").isdecimal() and int(value_of(size, "val")) < TINY:
        return True
    if colour is None or value_of(colour, "val").upper() != WHITE or has_ground:
        return False
    return not (
        find_child(look, "highlight") is not None or _is_filled(find_child(look, "shd")) or _stands_on_a_ground(run)
    )


def _stands_on_a_ground(run: etree._Element) -> bool:
    for frame in run.iterancestors():
        name = name_of(frame)
        if name == "txbxContent" or (name == "tbl" and find_child(frame, "tblPr", "tblStyle") is not None):
            return True
        if name in ("p", "tc", "tbl") and _is_filled(find_child(frame, f"{name}Pr", "shd")):
            return True
    return False


def _is_filled(shade: etree._Element | None) -> bool:
    return shade is not None and value_of(shade, "fill") not in NO_FILL
