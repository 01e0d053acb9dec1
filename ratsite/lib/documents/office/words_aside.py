"""Find the words in an Office file that no page shows, such as the choices of a drop-down list.

Other examples are the scenarios of a workbook, the folder in which it was saved, and the names of users. A clean copy
removes all these elements. Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zipfile
from collections.abc import Iterator

from ratsite.lib.documents.hidden_parts import PART, HiddenPart, HiddenPartKind
from ratsite.lib.documents.office.xml_walk import Event, part_events, part_has

PARTS = re.compile(
    r"word/(?:document|footnotes|endnotes|(?:header|footer)\d*)\.xml|xl/(?:workbook|(?:worksheets|tables)/[^/]+)\.xml"
    r"|ppt/presentation\.xml"
)
MARKS = (
    *(b"listItem", b"smartTagPr", b"customXmlPr", b"absPath", b"fileSharing", b"definedName", b"scenario"),
    *(b"dataValidation", b"filters", b"customFilter", b"protectedRange", b"webPublishItem", b"comment=", b"custShow"),
    b"section",
)
# {element: (the kind of hidden part, its attributes with words)}
ASIDE = {
    "listItem": (HiddenPartKind.OTHER, ("displayText", "value")),  # of a list in Word
    "attr": (HiddenPartKind.OTHER, ("val",)),  # of a smart tag, such as a name that Word recognised
    "absPath": (HiddenPartKind.METADATA, ("url",)),  # the folder in which the workbook was saved
    "fileSharing": (HiddenPartKind.METADATA, ("userName",)),
    "definedName": (HiddenPartKind.OTHER, ("name", "comment", "description", "help")),
    "scenario": (HiddenPartKind.METADATA, ("name", "user", "comment")),
    "inputCells": (HiddenPartKind.OTHER, ("val",)),  # of a scenario
    "filter": (HiddenPartKind.OTHER, ("val",)),
    "customFilter": (HiddenPartKind.OTHER, ("val",)),
    "protectedRange": (HiddenPartKind.OTHER, ("name",)),
    "webPublishItem": (HiddenPartKind.METADATA, ("title", "destinationFile")),
    "table": (HiddenPartKind.OTHER, ("comment",)),
    "section": (HiddenPartKind.OTHER, ("name",)),  # of a presentation
    "custShow": (HiddenPartKind.OTHER, ("name",)),
}
OF_EXCEL = re.compile(r"_xlnm\.")  # names that Excel gives to what is printed or filtered
CONSTANTS = ("definedName", "formula1", "formula2")  # elements whose text is a formula
QUOTED = re.compile(r'"((?:[^"]|"")*)"')


def words_aside(archive: zipfile.ZipFile, part: str) -> Iterator[HiddenPart]:
    """Yield the words of one part of the file that no page shows, as one hidden part for each HiddenPartKind."""
    if not PARTS.fullmatch(part) or not part_has(archive, part, *MARKS):
        return
    found: dict[HiddenPartKind, dict[str, None]] = {}
    for event in part_events(archive, part):
        kind, names = ASIDE.get(event.name, (HiddenPartKind.OTHER, ()))
        words = [*map(event.get, names)] if event.is_start else _constants(event)
        found.setdefault(kind, {}).update(dict.fromkeys(word for word in words if word and not OF_EXCEL.match(word)))
    for kind, texts in found.items():
        if texts:
            yield HiddenPart(kind, PART, "\n".join(texts), {"name": part})


def _constants(event: Event) -> list[str]:
    return QUOTED.findall(event.text) if event.name in CONSTANTS else []
