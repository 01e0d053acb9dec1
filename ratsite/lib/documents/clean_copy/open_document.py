"""Clean an OpenDocument text, presentation or spreadsheet (ODF 1.3): accept changes and keep what a reader sees.

Imports no framework.
"""

import io
import re
import zipfile
from functools import partial
from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.crops import crop_clipped
from ratsite.lib.documents.clean_copy.picture_data import without_data
from ratsite.lib.documents.clean_copy.xml_edits import (
    clear_elements,
    cut_each,
    elements_named,
    name_of,
    parse_part,
    remove_attributes,
    remove_element,
    unwrap_each,
    unwrap_element,
    value_of,
    write_part,
)
from ratsite.lib.documents.inspection import entries_refusal
from ratsite.lib.documents.office import open_styles
from ratsite.lib.documents.office.open_styles import (
    FAMILIES,
    FOLLOWED,
    SHAPES,
    UNSEEN_SHAPES,
    Styles,
    TextFormat,
    is_unseen,
)
from ratsite.lib.documents.office.open_surfaces import Surfaces, repeat_count
from ratsite.lib.documents.office.xml_walk import events

CONTENT, STYLES, MANIFEST, KIND = "content.xml", "styles.xml", "META-INF/manifest.xml", "mimetype"
KEPT = re.compile(rf"{CONTENT}|{STYLES}|(?:Pictures|ObjectReplacements|Fonts)/.+")
SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
DAY = (1980, 1, 1, 0, 0, 0)
# Elements that are removed with all that is in them.
REMOVED = (
    *("tracked-changes", "change", "change-start", "change-end", "annotation", "annotation-end", "notes"),
    *("script", "scripts", "event-listeners", "forms", "control", "object", "object-ole", "plugin"),
    *("applet", "audio", "video", "dde-source", "dde-links", "dde-connection-decls", "section-source", "table-source"),
    *("cell-range-source", "scenario", "database-ranges", "data-pilot-tables", "consolidation", "named-expressions"),
    *("content-validations", "user-field-decls", "variable-decls", "conditional-formats"),
    *("meta", "detective", "label-ranges", "calculation-settings"),
)
# Attributes that repeat the value of a cell or of a field, or say how it is computed.
OF_A_CELL = ("value", "string-value", "date-value", "time-value", "boolean-value", "value-type", "currency")
OF_A_FIELD = (
    "string-value",
    "string-value-if-true",
    "string-value-if-false",
    "condition",
    "formula",
    "content-validation-name",
)
UNSHOWN = ("collapse", "filter")
CELLS = ("table-cell", "covered-table-cell")
LINES, SPACES = ("p", "h"), ("s", "tab", "line-break")


def clean_open_document(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if KEPT.fullmatch(entry.filename) and not entry.is_dir()]
        if entries_refusal([entry for entry in archive.infolist() if entry in entries or entry.filename == KIND]):
            raise ValueError("the archive is not one that programs write")
        parts = {entry.filename: archive.read(entry) for entry in entries}
        kind = archive.read(KIND).decode("ascii").strip() if KIND in archive.namelist() else ""
    roots = {name: parse_part(parts[name]) for name in (CONTENT, STYLES) if name in parts}
    styles = Styles()
    for name in (STYLES, CONTENT):  # a style of the content replaces one of the styles with the same name
        if name in roots:
            for event in events(io.BytesIO(parts[name])):
                styles.read(event)
            _clean(roots[name], styles)
    crop_clipped(list(roots.values()), parts, styles)
    parts |= {name: write_part(root) for name, root in roots.items()}
    text = b"".join(parts[name] for name in roots)
    parts = {name: without_data(part) for name, part in parts.items() if name in roots or name.encode() in text}
    return _packed(kind, parts)


def _clean(root: etree._Element, styles: Styles) -> None:
    for node in elements_named(root, "page", "table"):
        family = open_styles.SLIDE if name_of(node) == "page" else open_styles.SHEET
        if styles.hides(family, value_of(node, "style-name")):
            remove_element(node)
    for node in elements_named(root, *SHAPES):
        if value_of(node, "display") in UNSEEN_SHAPES:
            remove_element(node)
    for node in elements_named(root, "section"):
        if value_of(node, "display") == "none" or value_of(node, "is-hidden") == "true":
            remove_element(node)
    for node in elements_named(root, "hidden-paragraph"):
        paragraph = next((ancestor for ancestor in node.iterancestors() if name_of(ancestor) == "p"), None)
        if paragraph is not None and value_of(node, "is-hidden", "true") != "false":
            remove_element(paragraph)
    for node in elements_named(root, "hidden-text", "conditional-text"):
        if value_of(node, "is-hidden") == "true":
            remove_element(node)
    cut_each(root, "hidden-paragraph", *REMOVED)
    unwrap_each(root, "hidden-text", "conditional-text", "meta-field")  # their current text stays
    _remove_off_slide(root, styles)
    _empty_unseen(root, styles)
    _empty_unshown_cells(root, styles)
    _empty_hidden_cells(root)
    for node in list(root.iter(etree.Element)):
        name = name_of(node)
        remove_attributes(node, OF_A_FIELD[1:] if name in CELLS else OF_A_FIELD)
        if name in ("image", "background-image", "fill-image") and "://" in value_of(node, "href"):
            remove_element(node)
    for node in elements_named(root, "a"):
        if not FOLLOWED.match(value_of(node, "href")):
            unwrap_element(node)


def _empty_unseen(root: etree._Element, styles: Styles) -> None:
    """Remove the text that styles hide, or make tiny or white, and the pictures in hidden text.

    An element inside a hidden text stays if its own style shows it again.
    """
    for node, levels, has_background in _texts(root, styles) if styles.can_hide else ():
        if not is_unseen(levels, has_background=has_background):
            continue
        node.text = None
        is_hidden = any(text_format.is_hidden for level in levels for text_format in level) and is_unseen(
            [[TextFormat(is_hidden=text_format.is_hidden) for text_format in level] for level in levels],
            has_background=True,
        )
        for child in list(node):
            child.tail = None
            if name_of(child) in SPACES or (is_hidden and name_of(child) not in FAMILIES):
                node.remove(child)


def _texts(root: etree._Element, styles: Styles) -> list[tuple[etree._Element, list[list[TextFormat]], bool]]:
    """Return (element, levels, True if the background is dark) for each paragraph and each element in it.

    levels: the text formats that apply to the element, as `is_unseen` takes them.
    """
    surfaces, levels = Surfaces(styles), list[list[TextFormat]]()
    texts: list[tuple[etree._Element, list[list[TextFormat]], bool]] = []
    for event, node in etree.iterwalk(root, events=("start", "end"), tag="{*}*"):
        name = name_of(node)
        if event == "start":
            surfaces.start(name, partial(value_of, node))
            if name in LINES:
                levels.append([])
            if name in FAMILIES and levels:
                levels[-1].append(styles.text_format_of(name, value_of(node, "style-name"), surfaces.holder))
            if levels:
                texts.append((node, [list(level) for level in levels], surfaces.has_background))
        else:
            surfaces.end(name)
            if name in LINES:
                levels.pop()
            elif name in FAMILIES and levels:
                levels[-1].pop()
    return texts


def _remove_off_slide(root: etree._Element, styles: Styles) -> None:
    """Remove the shapes that are completely outside their slide."""
    surfaces, beside = Surfaces(styles), []
    for event, node in etree.iterwalk(root, events=("start", "end"), tag="{*}*"):
        if event == "end":
            surfaces.end(name_of(node))
            continue
        surfaces.start(name_of(node), partial(value_of, node))
        if name_of(node) in SHAPES and surfaces.is_off_slide:
            beside.append(node)
    for shape in beside:
        remove_element(shape)


def _empty_unshown_cells(root: etree._Element, styles: Styles) -> None:
    """Remove the content of cells whose number format shows nothing."""
    surfaces, unshown = Surfaces(styles), []
    for event, node in etree.iterwalk(root, events=("start", "end"), tag="{*}*"):
        if event == "end":
            surfaces.end(name_of(node))
            continue
        surfaces.start(name_of(node), partial(value_of, node))
        if name_of(node) in CELLS and surfaces.is_unshown:
            unshown.append(node)
    for cell in unshown:
        clear_elements([cell])
        remove_attributes(cell, OF_A_CELL)


def _empty_hidden_cells(root: etree._Element) -> None:
    for table in elements_named(root, "table"):
        if not any(name_of(ancestor) == "spreadsheet" for ancestor in table.iterancestors()):
            _empty_covered_cells(table)
            continue
        hidden, place = [], 0
        for column in elements_named(table, "table-column"):
            repeats = repeat_count(value_of(column, "number-columns-repeated"))
            if value_of(column, "visibility") in UNSHOWN:
                hidden.append((place, place + repeats))
            place += repeats
        for row in elements_named(table, "table-row"):
            is_hidden, place = value_of(row, "visibility") in UNSHOWN, 0
            for cell in row:
                if is_hidden or name_of(cell) == CELLS[1] or any(first <= place < last for first, last in hidden):
                    clear_elements([cell])
                    remove_attributes(cell, OF_A_CELL)
                place += repeat_count(value_of(cell, "number-columns-repeated"))


def _empty_covered_cells(table: etree._Element) -> None:
    for cell in elements_named(table, CELLS[1]):
        clear_elements([cell])
        remove_attributes(cell, OF_A_CELL)


def _packed(kind: str, parts: dict[str, bytes]) -> bytes:
    """Return a zip file of the parts and their manifest.

    ODF 1.3 part 2 asks that the file with the media type (`kind`) comes first, uncompressed.
    """
    root = etree.Element(f"{{{SPACE}}}manifest", nsmap={"manifest": SPACE})
    root.set(f"{{{SPACE}}}version", "1.3")
    for name, media_type in (("/", kind), *((name, "text/xml" if name.endswith(".xml") else "") for name in parts)):
        entry = etree.SubElement(root, f"{{{SPACE}}}file-entry")
        entry.set(f"{{{SPACE}}}full-path", name)
        entry.set(f"{{{SPACE}}}media-type", media_type)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(KIND, DAY), kind, zipfile.ZIP_STORED)
        for name, content in {**parts, MANIFEST: write_part(root)}.items():
            archive.writestr(zipfile.ZipInfo(name, DAY), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
