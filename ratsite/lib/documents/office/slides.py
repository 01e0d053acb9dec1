"""Extract from a PowerPoint file (ECMA-376 part 1, 19) the text of each slide, and what its slides hide.

Hidden are slides, speaker notes and words. Runs in the limited process of ratsite.lib.documents.extraction; imports no
framework.
"""

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ratsite.lib.documents.hidden_parts import PART, SLIDE, HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.office.shapes import LINKS, PICTURES, OpenShapes
from ratsite.lib.documents.office.slide_designs import SHOW, Design, SlideDesigns
from ratsite.lib.documents.office.slide_drawings import Drawing
from ratsite.lib.documents.office.slide_places import number_of
from ratsite.lib.documents.office.slide_shapes import Run, Shape
from ratsite.lib.documents.office.slide_visibility import SlideVisibility
from ratsite.lib.documents.office.xml_walk import OFF, Event, part_events, relations, without_fallbacks
from ratsite.lib.documents.unreadable import to_the_end

SLIDES = re.compile(r"ppt/slides/slide(\d+)\.xml")
NOTES = re.compile(r"ppt/notesSlides/[^/]+\.xml")
COMMENTS = re.compile(r"ppt/(?:comments|threadedComments)/.*\.xml")
GRAPHICS = ("diagramData", "chart", "chartEx")  # kinds of relations to drawings that have text
BREAKS = {"br": "\n", "tab": " "}
Words = tuple[str, Run | None]  # pieces of a paragraph


def slide_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the slides in the order of the show, each as a page, and their hidden parts."""
    with zipfile.ZipFile(path) as archive:
        order, size = _order(archive)
        found = sorted((int(match[1]), match[0]) for name in archive.namelist() if (match := SLIDES.fullmatch(name)))
        # Without a stored order, slides are shown in the order of their names.
        numbered = list(enumerate(order, 1)) if order else found
        unlisted = [name for _, name in found if order and name not in order]
        designs = SlideDesigns(partial(part_events, archive), partial(_linked, archive))
        slides = (_slide(archive, number, name, size, designs) for number, name in numbered)
        unlisted_slides = (_whole(archive, name, HiddenPartKind.SLIDE) for name in unlisted)
        comments = (_comments(archive, name) for name in archive.namelist() if COMMENTS.fullmatch(name))
        named = {one.target for _, name in numbered for one in relations(archive, name).values()}
        left = [name for name in filter(NOTES.fullmatch, archive.namelist()) if name not in named]
        unlisted_notes = (_whole(archive, name, HiddenPartKind.NOTES) for name in left)
        yield from to_the_end(*slides, *unlisted_slides, *unlisted_notes, *comments)


def _order(archive: zipfile.ZipFile) -> tuple[list[str], tuple[int, int] | None]:
    """Return (names of the slides' parts in the order of the show, (width, height) of a slide or None)."""
    linked, order, size = relations(archive, SHOW), [], None
    for event in part_events(archive, SHOW):
        if event.is_start and event.name == "sldId" and event.relation_id in linked:
            order.append(linked[event.relation_id].target)
        elif event.is_start and event.name == "sldSz":
            size = number_of(event.get("cx")), number_of(event.get("cy"))
    return order, size


def _slide(
    archive: zipfile.ZipFile, number: int, part: str, size: tuple[int, int] | None, designs: SlideDesigns
) -> Iterator[Page | HiddenPart]:
    about, linked = {"number": number}, relations(archive, part)
    slide = Slide(size, designs.of(part))
    lines = slide.lines(part_events(archive, part))
    for number_of_relation, relation in linked.items():
        if relation.kind in GRAPHICS and not relation.is_outside:
            hides = slide.open_shapes.hides_link(number_of_relation)
            (slide.hidden if hides else lines).extend(_words(archive, relation.target))
    text = "\n".join(lines)
    if slide.is_hidden:
        yield HiddenPart(HiddenPartKind.SLIDE, SLIDE, text, about)
        yield Page(number, "")
    else:
        yield Page(number, text)
    if slide.hidden:
        yield HiddenPart(HiddenPartKind.TEXT, SLIDE, "\n".join(slide.hidden), about)
    if slide.has_hidden_picture:
        yield HiddenPart(HiddenPartKind.PICTURE, SLIDE, about=about)
    for relation in linked.values():
        if relation.kind == "notesSlide" and (slide_text := "\n".join(_words(archive, relation.target)).strip()):
            yield HiddenPart(HiddenPartKind.NOTES, SLIDE, slide_text, about)


def _linked(archive: zipfile.ZipFile, part: str, kind: str) -> str:
    targets = (relation.target for relation in relations(archive, part).values() if relation.kind == kind)
    return next(targets, "")


def _whole(archive: zipfile.ZipFile, part: str, kind: HiddenPartKind) -> Iterator[HiddenPart]:
    """Yield one hidden part with all words of a slide that is not in the slide show, or of notes to no slide."""
    yield HiddenPart(kind, PART, "\n".join(_words(archive, part)), {"name": part})


def _comments(archive: zipfile.ZipFile, part: str) -> Iterator[HiddenPart]:
    texts = [event.text for event in part_events(archive, part) if not event.is_start and event.text.strip()]
    yield HiddenPart(HiddenPartKind.COMMENT, PART, "\n".join(texts), {"name": part})


class Slide:
    """Reader of one slide: finds out whether it is hidden, and collects its hidden text."""

    def __init__(self, size: tuple[int, int] | None, design: Design) -> None:
        self.size, self.design = size, design
        self.is_hidden = False
        self.hidden: list[str] = []
        self.drawing = Drawing()
        self.open_shapes, self.has_hidden_picture = OpenShapes(), False

    def lines(self, events: Iterator[Event]) -> list[str]:
        """Return the paragraphs of the slide that an audience sees.

        Reads all events first, because elements after the words can decide whether the words are seen.
        """
        paragraphs: list[tuple[Shape | None, list[Words]]] = []
        links: list[tuple[Shape | None, Event]] = []  # elements that name a picture or chart, with their shape
        words: list[Words] = []
        for event in without_fallbacks(events):
            if event.is_start:
                self.drawing.start(event.name, event.get)
                if event.name == "sld":
                    self.is_hidden = event.get("show", "1") in OFF
                elif event.name in LINKS:
                    links.append((self.drawing.shape, event))
                continue
            if event.name in ("t", "v"):
                words.append((event.text, self.drawing.run()))
            elif event.name in BREAKS:
                words.append((BREAKS[event.name], None))
            elif event.name == "p":
                paragraphs.append((self.drawing.shape, words))
                words = []
            self.drawing.end(event.name, event.text)
        visibility = SlideVisibility(self.drawing, self.design, self.size)
        for shape, event in links:
            self._record_link(event, is_hidden=shape is not None and visibility.places.is_off(shape))
        return list(self._seen([*paragraphs, (None, words)], visibility))

    def _record_link(self, event: Event, *, is_hidden: bool) -> None:
        self.open_shapes.record_links(event, is_hidden=is_hidden)
        self.has_hidden_picture = self.has_hidden_picture or (is_hidden and event.name in PICTURES)

    def _seen(self, paragraphs: list[tuple[Shape | None, list[Words]]], visibility: SlideVisibility) -> Iterator[str]:
        for shape, words in paragraphs:
            if shape is not None and visibility.places.is_off(shape):
                self.hidden.append("".join(text for text, _ in words))
                continue
            unseen = [visibility.is_unseen(run, text) for text, run in words]
            pieces = [(text, is_unseen) for (text, _), is_unseen in zip(words, unseen, strict=True)]
            yield "".join(text for text, is_unseen in pieces if not is_unseen)
            if any(unseen):
                lost = "".join(text for text, is_unseen in pieces if is_unseen or not text.strip())
                self.hidden.append(lost.strip())


def _words(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the paragraphs of a part with notes, a diagram or a chart."""
    lines, words = [], []
    for event in part_events(archive, part):
        if event.is_start or "fld" in event.around:  # fields are left out: the number of the slide, the date
            continue
        if event.name == "t" or (event.name == "v" and event.parent == "pt" and "strCache" in event.around):
            words.append(event.text)
        elif event.name in BREAKS:
            words.append(BREAKS[event.name])
        if event.name in ("p", "pt", "v") and words:
            lines.append("".join(words))
            words = []
    return [*lines, "".join(words)]
