"""Clean an Excel workbook (ECMA-376 part 1, 18): keep what its visible sheets show.

Formulas are replaced by their values, because they may name hidden cells and other files. Imports no framework.
"""

import re
from pathlib import Path

from lxml import etree

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

BOOK, TEXTS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
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
WHITE, WHITE_THEME, NOTHING_SHOWN = ("FFFFFFFF", "00FFFFFF"), "0", re.compile(r"\s*;\s*;\s*;?\s*")


def clean_workbook(path: Path) -> bytes:
    package = OfficePackage(path, BOOK)
    hidden, kept_names = _cut_hidden_sheets(package)
    book = package.root(BOOK)
    cut_each(book, *OF_THE_BOOK)
    for view in elements_named(book, "workbookView"):
        remove_attributes(view, ("activeTab", "firstSheet"))
    unseen, used = _unseen_styles(package), set()
    for name in package.named(SHEETS):
        root = package.root(name)
        cut_each(root, *OF_A_SHEET)
        _empty_hidden_cells(root, unseen)
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


def _unseen_styles(package: OfficePackage) -> set[str]:
    """Return the cell styles with which nobody sees the text: white without a fill, or a format that shows nothing."""
    if not package.has(STYLES):
        return set()
    root = package.root(STYLES)
    nothing = {
        value_of(element, "numFmtId")
        for element in elements_named(root, "numFmt")
        if NOTHING_SHOWN.fullmatch(value_of(element, "formatCode"))
    }
    fonts, fills, formats = find_child(root, "fonts"), find_child(root, "fills"), find_child(root, "cellXfs")
    white = {str(number) for number, font in enumerate(fonts if fonts is not None else ()) if _is_white(font)}
    bare = {str(number) for number, fill in enumerate(fills if fills is not None else ()) if _is_bare(fill)}
    return {
        str(number)
        for number, one in enumerate(formats if formats is not None else ())
        if value_of(one, "numFmtId") in nothing
        or (value_of(one, "fontId", "0") in white and value_of(one, "fillId", "0") in bare)
    }


def _is_white(font: etree._Element) -> bool:
    colour = find_child(font, "color")
    return colour is not None and (value_of(colour, "rgb") in WHITE or value_of(colour, "theme") == WHITE_THEME)


def _is_bare(fill: etree._Element) -> bool:
    pattern = find_child(fill, "patternFill")
    return find_child(fill, "gradientFill") is None and (
        pattern is None or value_of(pattern, "patternType", "none") == "none"
    )


def _empty_hidden_cells(root: etree._Element, unseen: set[str]) -> None:
    """Remove the content of cells in hidden rows and columns, and of cells with a style that nobody sees.

    The rows and columns themselves stay, hidden. unseen: the result of _unseen_styles.
    """
    columns = [
        (int(value_of(element, "min")), int(value_of(element, "max")))
        for element in elements_named(root, "col")
        if value_of(element, "hidden", "0") not in OFF
        or (value_of(element, "width") in ("0", "0.0") and value_of(element, "customWidth", "0") not in OFF)
    ]
    every = find_child(root, "sheetFormatPr")
    are_hidden = every is not None and value_of(every, "zeroHeight", "0") not in OFF
    for row in elements_named(root, "row"):
        is_flat = value_of(row, "ht") in ("0", "0.0") and value_of(row, "customHeight", "0") not in OFF
        told, place = value_of(row, "hidden"), 0
        is_hidden = is_flat or (told not in OFF if told else are_hidden)
        for cell in list(row):
            match = COLUMN.match(value_of(cell, "r"))
            place = _number_of(match[0]) if match else place + 1
            if is_hidden or any(first <= place <= last for first, last in columns) or value_of(cell, "s") in unseen:
                clear_elements([cell])
                remove_attributes(cell, ("t",))
            elif value_of(cell, "t") == "str" and not len(cell):
                remove_attributes(cell, ("t",))


def _number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _free_chart(root: etree._Element, names: set[str]) -> None:
    """Remove a chart's references to cells that the copy does not have; it keeps its own copy of their values.

    names: the names of the sheets that the copy has.
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
