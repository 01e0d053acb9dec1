"""Clean an Excel workbook (ECMA-376 part 1, 18): keep what its visible sheets show.

Formulas are replaced by their values, because they may name hidden cells and other files. Imports no framework.
"""

import copy
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lxml import etree

from ratsite.lib.documents.clean_copy.crops import crop_pictures
from ratsite.lib.documents.clean_copy.office_package import OfficePackage, clean_drawings
from ratsite.lib.documents.clean_copy.xml_edits import (
    OFF,
    clear_elements,
    cut_each,
    elements_named,
    find_child,
    name_of,
    remove_attributes,
    remove_element,
    value_of,
)
from ratsite.lib.documents.office.cell_conditions import Conditions
from ratsite.lib.documents.office.cell_styles import CellStyles, Font, TableFills, column_number

BOOK, TEXTS = "xl/workbook.xml", "xl/sharedStrings.xml"
SHEETS, DRAWN = r"xl/(?:work|chart)sheets/[^/]+\.xml", r"xl/(?:drawings|charts)/[^/]+\.xml"
COLUMN = re.compile(r"[A-Z]{1,3}")
NAMES_OF_PRINTING = ("_xlnm.Print_Area", "_xlnm.Print_Titles")
OF_THE_BOOK = (
    *("externalReferences", "pivotCaches", "customWorkbookViews", "fileRecoveryPr", "fileSharing", "webPublishing"),
    *("workbookProtection", "webPublishObjects", "smartTagTypes", "extLst", "AlternateContent", "fileVersion"),
    *("revisionPtr", "functionGroups", "oleSize"),
)
# Elements that name people, other cells or other values, or refer to a part that the copy does not have.
OF_A_SHEET = (
    *("f", "extLst", "scenarios", "customSheetViews", "protectedRanges", "sheetProtection", "dataConsolidate"),
    *("cellWatches", "smartTags", "customProperties", "webPublishItems", "oleObjects", "controls", "AlternateContent"),
    *("legacyDrawing", "legacyDrawingHF", "dataValidations", "conditionalFormatting", "filterColumn", "sortState"),
    *("ignoredErrors", "rPh", "phoneticPr", "calculatedColumnFormula", "totalsRowFormula"),
)


def clean_workbook(path: Path) -> bytes:
    package = OfficePackage(path, BOOK)
    hidden, kept_names = _cut_hidden_sheets(package)
    book = package.root(BOOK)
    cut_each(book, *OF_THE_BOOK)
    for view in elements_named(book, "workbookView"):
        remove_attributes(view, ("activeTab", "firstSheet"))
    styles = CellStyles(package.events)
    texts, used = list(elements_named(package.root(TEXTS), "si")) if package.has(TEXTS) else [], set()
    for name in package.named(SHEETS):
        root, table_fills = package.root(name), TableFills(styles.table_styles)
        for kind, target in package.relations(name).values():
            if kind == "table":
                table_fills.add(package.events(target))
        cut_each(root, *OF_A_SHEET)
        _empty_hidden_cells(root, table_fills, Conditions(package.events(name), styles), styles, texts)
        if name not in hidden:
            used |= {find_child(cell, "v").text for cell in elements_named(root, "c") if _is_shared(cell)}  # type: ignore[union-attr]
    if package.has(TEXTS):
        root = package.root(TEXTS)
        cut_each(root, "rPh", "phoneticPr")
        # The positions of the other texts must not change, because cells refer to them by number.
        clear_elements(text for number, text in enumerate(elements_named(root, "si")) if str(number) not in used)
        remove_attributes(root, ("count", "uniqueCount"))
    for name in package.named(DRAWN):
        clean_drawings(package.root(name))
        crop_pictures(package, name)
        _free_chart(package.root(name), kept_names)
    for name in package.named(r"xl/tables/[^/]+\.xml"):
        root = package.root(name)
        cut_each(root, *OF_A_SHEET)
        remove_attributes(root, ("tableType", "connectionId", "comment"))
        for column in elements_named(root, "tableColumn"):
            remove_attributes(column, ("queryTableFieldId",))
    package.keep_needed(without=hidden)
    return package.written()


def _is_shared(cell: etree._Element) -> bool:
    return value_of(cell, "t") == "s" and find_child(cell, "v") is not None


def _cut_hidden_sheets(package: OfficePackage) -> tuple[set[str], set[str]]:
    """Remove the hidden sheets from the list of sheets. Return (their parts, the names of the sheets that stay)."""
    linked, book = package.relations(BOOK), package.root(BOOK)
    hidden: set[str] = set()
    names: set[str] = set()
    places: dict[str, str] = {}
    for place, sheet in enumerate(elements_named(book, "sheet")):
        if value_of(sheet, "state", "visible") == "visible":
            places[str(place)] = str(len(places))
            names.add(value_of(sheet, "name"))
        else:
            hidden.add(linked.get(value_of(sheet, "id"), ("", ""))[1])
            remove_element(sheet)
    for name in elements_named(book, "definedName"):
        if value_of(name, "name") in NAMES_OF_PRINTING and value_of(name, "localSheetId") in places:
            name.set("localSheetId", places[value_of(name, "localSheetId")])
        else:
            remove_element(name)
    for names_of_cells in elements_named(book, "definedNames"):
        if not len(names_of_cells):
            remove_element(names_of_cells)
    return hidden, names


def _empty_hidden_cells(
    root: etree._Element,
    table_fills: TableFills,
    conditions: Conditions,
    styles: CellStyles,
    texts: list[etree._Element],
) -> None:
    """Remove the content of cells in hidden rows and columns, and what nobody sees in other cells of a sheet.

    The rows and columns themselves stay, hidden. table_fills: the cells that tables fill with a colour. conditions: the
    conditional formats. texts: the shared texts of the workbook.
    """
    columns = [
        (int(value_of(element, "min")), int(value_of(element, "max")))
        for element in elements_named(root, "col")
        if value_of(element, "hidden", "0") not in OFF
        or (value_of(element, "width") in ("0", "0.0") and value_of(element, "customWidth", "0") not in OFF)
    ]
    every = find_child(root, "sheetFormatPr")
    are_hidden = every is not None and value_of(every, "zeroHeight", "0") not in OFF
    number = 0
    for row in elements_named(root, "row"):
        number = int(value_of(row, "r")) if value_of(row, "r").isdecimal() else number + 1
        is_flat = value_of(row, "ht") in ("0", "0.0") and value_of(row, "customHeight", "0") not in OFF
        stated, place = value_of(row, "hidden"), 0
        is_hidden = is_flat or (stated not in OFF if stated else are_hidden)
        for cell in list(row):
            match = COLUMN.match(value_of(cell, "r"))
            place = column_number(match[0]) if match else place + 1
            if is_hidden or any(first <= place <= last for first, last in columns):
                _empty(cell)
            else:
                kind, text = value_of(cell, "t", "n"), _cell_text(cell, texts)
                difference = conditions.of(place, number, kind, text)
                hides = partial(styles.hides, has_background=table_fills.has(place, number), difference=difference)
                _empty_unseen(cell, hides, styles, texts)
            if value_of(cell, "t") == "str" and not len(cell):
                remove_attributes(cell, ("t",))


def _text(cell: etree._Element, texts: list[etree._Element]) -> etree._Element | None:
    """Return the element with a cell's text: one of the shared texts or an element of the cell; None if it has none."""
    stored = find_child(cell, "v")
    value = (stored.text or "") if stored is not None else ""
    if value_of(cell, "t") == "s" and value.isdecimal() and int(value) < len(texts):
        return texts[int(value)]
    return find_child(cell, "is")


def _cell_text(cell: etree._Element, texts: list[etree._Element]) -> str:
    """Return the text of a cell or, if it has none, its stored value."""
    text, stored = _text(cell, texts), find_child(cell, "v")
    if text is not None:
        words = (one for one in elements_named(text, "t") if name_of(one.getparent()) != "rPh")  # type: ignore[arg-type]
        return "".join(one.text or "" for one in words)
    return (stored.text or "") if stored is not None else ""


def _empty(cell: etree._Element) -> None:
    clear_elements([cell])
    remove_attributes(cell, ("t",))


def _empty_unseen(
    cell: etree._Element, hides: Callable[..., bool], styles: CellStyles, texts: list[etree._Element]
) -> None:
    """Remove from a cell what nobody sees. If readers see only some words, the cell gets its own text with these words.

    hides: `CellStyles.hides` with the arguments about this cell's background.
    """
    stored = find_child(cell, "v")
    value = (stored.text or "") if stored is not None else ""
    style, kind, text = value_of(cell, "s"), value_of(cell, "t", "n"), _text(cell, texts)
    runs = list(elements_named(text, "r")) if text is not None else []
    unseen = [hides(style, kind, value, _font(run, styles)) for run in runs]
    if all(unseen) if runs else hides(style, kind, value):
        _empty(cell)
    elif any(unseen):
        own = etree.Element(str(text.tag).replace("}si", "}is"))  # type: ignore[union-attr]
        own.extend(copy.deepcopy(run) for run, is_hidden in zip(runs, unseen, strict=True) if not is_hidden)
        clear_elements([cell])
        cell.append(own)
        cell.set("t", "inlineStr")


def _font(run: etree._Element, styles: CellStyles) -> Font | None:
    """Return the font of a run of a cell's text; None if the run names none, so that the cell's font applies."""
    properties = find_child(run, "rPr")
    if properties is None:
        return None
    font = Font()
    for one in properties:
        styles.read_font(font, name_of(one), partial(value_of, one))
    return font


def _free_chart(root: etree._Element, names: set[str]) -> None:
    """Remove a chart's references to cells of removed sheets. The values stay: the chart has a copy of them.

    names: the names of the sheets that the clean copy has.
    """
    cut_each(root, "externalData", "extLst")
    for reference in elements_named(root, "numRef", "strRef", "multiLvlStrRef"):
        formula, cache = find_child(reference, "f"), next(elements_named(reference, "numCache", "strCache"), None)
        sheet = (formula.text or "").rpartition("!")[0].strip("'").replace("''", "'") if formula is not None else ""
        if sheet in names:
            continue
        space = str(reference.tag).rpartition("}")[0] + "}"
        if name_of(reference.getparent()) == "tx":  # type: ignore[arg-type]
            value = etree.Element(f"{space}v")
            value.text = (
                next((element.text for element in elements_named(reference, "v")), "") if cache is not None else ""
            )
            reference.getparent().replace(reference, value)  # type: ignore[union-attr]
        elif cache is None:
            remove_element(reference)
        else:
            cache.tag = f"{space}{'numLit' if name_of(cache) == 'numCache' else 'strLit'}"
            reference.getparent().replace(reference, cache)  # type: ignore[union-attr]
