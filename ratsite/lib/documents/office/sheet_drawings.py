"""Extract the text of the text boxes and charts on an Excel sheet, and find the text of its hidden shapes.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import zipfile
from collections.abc import Iterator

from ratsite.lib.documents.hidden_parts import SHEET, HiddenPart, HiddenPartKind
from ratsite.lib.documents.office.shapes import OpenShapes
from ratsite.lib.documents.office.xml_walk import Event, part_events, relations, without_fallbacks


def drawing_lines(archive: zipfile.ZipFile, part: str, name: str) -> Iterator[str | HiddenPart]:
    """Yield the paragraphs of the text boxes and charts on a sheet, and the sheet's hidden parts.

    part: the name of the sheet's XML part. name: the name of the sheet.
    """
    for drawing in relations(archive, part).values():
        if drawing.kind != "drawing" or drawing.is_outside:
            continue
        shapes, hidden = OpenShapes(), list[str]()
        for text, is_hidden in _paragraphs(part_events(archive, drawing.target), shapes):
            if is_hidden:
                hidden.append(text)
            else:
                yield text
        for number, chart in relations(archive, drawing.target).items():
            if chart.kind == "chart" and not chart.is_outside:
                lines = (text for text, _ in _paragraphs(part_events(archive, chart.target), OpenShapes()))
                if shapes.hides_link(number):
                    hidden += lines
                else:
                    yield from lines
        if shapes.hidden_pictures:
            yield HiddenPart(HiddenPartKind.PICTURE, SHEET, about={"sheet": name})
        if words := "\n".join(filter(None, hidden)):
            yield HiddenPart(HiddenPartKind.TEXT, SHEET, words, {"sheet": name})


def _paragraphs(events: Iterator[Event], shapes: OpenShapes) -> Iterator[tuple[str, bool]]:
    """Yield (text, whether it is in a hidden shape) for each paragraph. shapes: is updated at each event."""
    words: list[str] = []
    for event in without_fallbacks(events):
        shapes.read(event)
        if not event.is_start and event.name == "t":
            words.append(event.text)
        elif not event.is_start and event.name == "p":
            yield "".join(words), shapes.is_hidden
            words.clear()
