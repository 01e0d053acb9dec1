"""Find the parts of an Office file that its pages need (ECMA-376 part 2): a clean copy keeps them and no others.

The check for hidden data and the clean copy both use these tables, so that they cannot differ: what the copy removes,
the check reports. Imports no framework.
"""

import re
import zipfile

from ratsite.lib.documents.office.xml_walk import Relation, part_events, part_has, relations

OPEN_MAINS, OPEN_PICTURES = ("content.xml", "styles.xml"), re.compile(r"(?:Pictures|ObjectReplacements)/.")
MAINS = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml")
# The kinds of relations that lead to a part which pages need.
KEPT = (
    *("officeDocument", "styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "font", "theme"),
    *("themeOverride", "numbering", "footnotes", "endnotes", "header", "footer", "image", "hyperlink", "tableStyles"),
    *("slide", "slideMaster", "slideLayout", "presProps", "viewProps", "worksheet", "chartsheet", "sharedStrings"),
    *("table", "chart", "chartEx", "chartStyle", "chartColorStyle", "chartUserShapes", "drawing", "diagramDrawing"),
    *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors"),
)
# Kinds of relations whose ID a part must name where it shows their target. A relation whose ID it does not name is a
# leftover of something that was removed.
NAMED = ("image", "hyperlink", "chart", "chartEx", "diagramData", "diagramDrawing")
FOLLOWED = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)  # links that load only when a reader follows them


def parts_of_no_page(archive: zipfile.ZipFile) -> set[str]:
    """Return the names of the parts of an Office file that a clean copy does not have.

    Of an OpenDocument file, return only the pictures that it does not show: other modules know the names of the other
    parts that a clean copy does not have.
    """
    names = set(archive.namelist())
    main = next((name for name in MAINS if name in names), "")
    reached, ahead = {main}, [main]
    while ahead:
        part = ahead.pop()
        for target in _kept_targets(archive, part):
            if target in names and target not in reached:
                reached.add(target)
                ahead.append(target)
    if main:
        return names - reached
    return {name for name in names if OPEN_PICTURES.match(name) and not _is_shown(archive, name)}


def _is_shown(archive: zipfile.ZipFile, picture: str) -> bool:
    return any(part_has(archive, part, picture.encode()) for part in OPEN_MAINS)


def _kept_targets(archive: zipfile.ZipFile, part: str) -> list[str]:
    linked = {
        number: one for number, one in relations(archive, part).items() if one.kind in KEPT and not one.is_outside
    }
    named = _named(archive, part, linked) if any(one.kind in NAMED for one in linked.values()) else set()
    return [one.target for number, one in linked.items() if one.kind not in NAMED or number in named]


def _named(archive: zipfile.ZipFile, part: str, linked: dict[str, Relation]) -> set[str]:
    """Return the IDs of the relations in `linked` that a part refers to.

    The part with a diagram's data, not this part, names the relation to the diagram's drawing. Its ID is included.
    """
    values = (value for event in part_events(archive, part) if event.is_start for value in event.attributes.values())
    named = {value for value in values if value in linked}
    for diagram in [linked[number] for number in named if linked[number].kind == "diagramData"]:
        for event in part_events(archive, diagram.target):
            if event.is_start and event.name == "dataModelExt":
                named.add(event.get("relId"))
    return named
