"""Clean a Word file (ECMA-376 part 1, 17): accept its changes, and remove comments and hidden text.

Imports no framework.
"""

from functools import partial
from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.crops import crop_pictures
from ratsite.lib.documents.clean_copy.office_package import OfficePackage, clean_drawings
from ratsite.lib.documents.clean_copy.xml_edits import (
    cut_each,
    elements_named,
    find_child,
    name_of,
    remove_element,
    unwrap_each,
    unwrap_element,
    value_of,
)
from ratsite.lib.documents.office.word_fields import LOADS, UNSHOWN
from ratsite.lib.documents.office.word_styles import BODY, SETTINGS, SHADED, TextFormat, WordStyles, is_unseen

STORIES = r"word/(?:document|footnotes|endnotes|(?:header|footer)\d*)\.xml"
DELETED = ("del", "moveFrom", "cellDel", "delText", "delInstrText")
INSERTED = ("ins", "moveTo", "smartTag", "customXml")
MARKS = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "numberingChange", "cellIns", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd"),
    *("moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd"),
    *("customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd"),
    *("customXmlMoveToRangeStart", "customXmlMoveToRangeEnd", "smartTagPr", "customXmlPr"),
    *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr", "permStart", "permEnd"),
    *("dataBinding", "alias", "tag", "listItem", "entryMacro", "exitMacro", "altChunk", "OLEObject", "control"),
)
OF_THE_AUTHOR = (
    *("rsids", "docVars", "attachedTemplate", "mailMerge", "trackRevisions", "writeProtection", "docId"),
    *("saveThroughXslt", "documentProtection", "chartTrackingRefBased"),
)
PARTS_OF_A_FIELD = ("fldChar", "rPr")
PICTURES = ("drawing", "pict", "object", "AlternateContent")  # seen whatever the colour and size of the text


def clean_word(path: Path) -> bytes:
    package = OfficePackage(path, BODY)
    styles = WordStyles(package.events)
    for name in package.named(STORIES):
        root = package.root(name)
        _accept(root)
        _end_fields(root)
        _remove_hidden(root, styles)
        clean_drawings(root)
        crop_pictures(package, name)
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


def _end_fields(root: etree._Element) -> None:
    """Replace fields that load something from outside the file, or contain unseen words, by the text that they show."""
    for node in elements_named(root, "fldSimple"):
        if _may_not_stay(value_of(node, "instr")):
            unwrap_element(node)
    fields: list[list[etree._Element]] = []
    for node in elements_named(root, "fldChar", "instrText"):
        kind = value_of(node, "fldCharType")
        if kind == "begin":
            fields.append([])
        if fields:
            fields[-1].append(node)
        if kind == "end" and fields:
            field = fields.pop()
            if _may_not_stay("".join(node.text or "" for node in field if name_of(node) == "instrText")):
                for one in field:
                    remove_element(one)
    for node in elements_named(root, "instrText"):
        if _may_not_stay(node.text or ""):  # an instruction that belongs to no field
            remove_element(node)


def _may_not_stay(instruction: str) -> bool:
    return bool(LOADS.match(instruction) or UNSHOWN.match(instruction))


def _remove_hidden(root: etree._Element, styles: WordStyles) -> None:
    for run in elements_named(root, "r"):
        text_format = _text_format(run, styles)
        if is_unseen(text_format, has_background=styles.has_page_colour or _has_coloured_background(run, styles)):
            kept = PARTS_OF_A_FIELD if text_format.is_hidden else (*PARTS_OF_A_FIELD, *PICTURES)
            for child in list(run):
                if name_of(child) not in kept:
                    run.remove(child)


def _text_format(run: etree._Element, styles: WordStyles) -> TextFormat:
    direct, character = TextFormat(), ""
    for properties in (child for child in run if name_of(child) == "rPr"):  # a run of a formula has two
        for one in properties:
            character = value_of(one, "val") if name_of(one) == "rStyle" else character
            styles.read_run(direct, name_of(one), partial(value_of, one))
    paragraph = next((ancestor for ancestor in run.iterancestors() if name_of(ancestor) == "p"), run)
    frame = next((one for one in paragraph.iterancestors() if name_of(one) in ("tbl", "txbxContent")), None)
    table = None if frame is None or name_of(frame) != "tbl" else _named(frame, "tblPr", "tblStyle")
    return styles.text_format(direct, character=character, paragraph=_named(paragraph, "pPr", "pStyle"), table=table)


def _named(node: etree._Element, *path: str) -> str:
    """Return the style that a paragraph or table names; "" if it names none."""
    style = find_child(node, *path)
    return value_of(style, "val") if style is not None else ""


def _has_coloured_background(run: etree._Element, styles: WordStyles) -> bool:
    for frame in run.iterancestors():
        if name_of(frame) == "txbxContent":
            return True
        shades = (find_child(frame, inner, "shd") for outer, inner in SHADED if outer == name_of(frame))
        if any(shade is not None and styles.is_filled(partial(value_of, shade)) for shade in shades):
            return True
    return False
