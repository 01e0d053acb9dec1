"""Extract from a PowerPoint file (ECMA-376 part 1, 19) the text of each slide, and hidden slides, notes and shapes.

Runs in the limited process of ratsite.lib.documents.extraction; imports no framework.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ratsite.lib.documents.hidden_parts import PART, SLIDE, HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.office.shapes import LINKS, PICTURES, OpenShapes, hides_shape
from ratsite.lib.documents.office.slide_places import SHAPES, Frame, Placeholders, frames_of, is_beside, number_of
from ratsite.lib.documents.office.xml_walk import OFF, Step, part_steps, relations, without_fallbacks
from ratsite.lib.documents.unreadable import to_the_end

SHOW, SLIDES = "ppt/presentation.xml", re.compile(r"ppt/slides/slide(\d+)\.xml")
NOTES = re.compile(r"ppt/notesSlides/[^/]+\.xml")
COMMENTS = re.compile(r"ppt/(?:comments|threadedComments)/.*\.xml")
GRAPHICS = ("diagramData", "chart", "chartEx")  # kinds of relations to drawings that have text
BREAKS = {"br": "\n", "tab": " "}


def slide_pages(path: Path) -> Iterator[Page | HiddenPart]:
    """Yield the slides in the order of the show, each as a page, and their hidden parts."""
    with zipfile.ZipFile(path) as archive:
        order, size = _order(archive)
        found = sorted((int(match[1]), match[0]) for name in archive.namelist() if (match := SLIDES.fullmatch(name)))
        numbered = (
            list(enumerate(order, 1)) if order else found
        )  # without a stored order, slides are shown in the order of their names
        unlisted = [name for _, name in found if order and name not in order]
        slides = (_slide(archive, number, name, size) for number, name in numbered)
        unlisted_slides = (_whole(archive, name, HiddenPartKind.SLIDE) for name in unlisted)
        comments = (_comments(archive, name) for name in archive.namelist() if COMMENTS.fullmatch(name))
        told = {one.target for _, name in numbered for one in relations(archive, name).values()}
        left = [name for name in filter(NOTES.fullmatch, archive.namelist()) if name not in told]
        unlisted_notes = (_whole(archive, name, HiddenPartKind.NOTES) for name in left)
        yield from to_the_end(*slides, *unlisted_slides, *unlisted_notes, *comments)


def _order(archive: zipfile.ZipFile) -> tuple[list[str], tuple[int, int] | None]:
    """Return the parts of the slides in the order of the show, and the width and height of a slide."""
    linked, order, size = relations(archive, SHOW), [], None
    for step in part_steps(archive, SHOW):
        if step.is_start and step.name == "sldId" and step.relation_id in linked:
            order.append(linked[step.relation_id].target)
        elif step.is_start and step.name == "sldSz":
            size = number_of(step.get("cx")), number_of(step.get("cy"))
    return order, size


def _slide(
    archive: zipfile.ZipFile, number: int, part: str, size: tuple[int, int] | None
) -> Iterator[Page | HiddenPart]:
    about, linked = {"number": number}, relations(archive, part)
    slide = Slide(size, _placeholders(archive, part))
    lines = list(slide.lines(part_steps(archive, part)))
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


def _placeholders(archive: zipfile.ZipFile, slide: str) -> Placeholders:
    """Return the positions that the layout and the master of a slide give to its placeholders."""
    layout = _linked(archive, slide, "slideLayout")
    master = _linked(archive, layout, "slideMaster")
    return Placeholders(*(list(frames_of(part_steps(archive, part))) for part in (layout, master)))


def _linked(archive: zipfile.ZipFile, part: str, kind: str) -> str:
    targets = (relation.target for relation in relations(archive, part).values() if relation.kind == kind)
    return next(targets, "")


def _whole(archive: zipfile.ZipFile, part: str, kind: HiddenPartKind) -> Iterator[HiddenPart]:
    """Yield all words of a slide, or of notes, that the show does not have."""
    yield HiddenPart(kind, PART, "\n".join(_words(archive, part)), {"name": part})


def _comments(archive: zipfile.ZipFile, part: str) -> Iterator[HiddenPart]:
    texts = [step.text for step in part_steps(archive, part) if not step.is_start and step.text.strip()]
    yield HiddenPart(HiddenPartKind.COMMENT, PART, "\n".join(texts), {"name": part})


class Slide:
    """Reader of one slide: finds out whether it is hidden, and collects the text of its hidden shapes."""

    def __init__(self, size: tuple[int, int] | None, placeholders: Placeholders) -> None:
        self.size, self.placeholders = size, placeholders
        self.is_hidden = False
        self.hidden: list[str] = []
        self.shapes: list[bool] = []  # for each open shape, whether it says that it is hidden
        self.frames: list[Frame] = []  # the position of each open shape
        self.links: list[list[Step]] = [[]]  # for each open shape, what names its pictures and charts
        self.open_shapes, self.has_hidden_picture = OpenShapes(), False

    def lines(self, steps: Iterator[Step]) -> Iterator[str]:
        """Yield the paragraphs of the slide that an audience sees."""
        words: list[str] = []
        for step in without_fallbacks(steps):
            if step.is_start:
                self._start(step)
            elif step.name in SHAPES:
                self._end_shape()
            elif step.name in ("t", "v"):
                words.append(step.text)
            elif step.name in BREAKS:
                words.append(BREAKS[step.name])
            elif step.name == "p":
                yield from self._line(words)
        yield from self._line(words)

    def _start(self, step: Step) -> None:
        if step.name == "sld":
            self.is_hidden = step.get("show", "1") in OFF
        elif step.name in SHAPES:
            self.shapes.append(False)
            self.frames.append(Frame())
            self.links.append([])
        elif self.shapes and hides_shape(step.name, step.get):
            self.shapes[-1] = True
        elif step.name in LINKS:
            self.links[-1].append(step)
        elif self.frames:
            self.frames[-1].read_step(step)

    def _end_shape(self) -> None:
        """Note the pictures and charts of the shape: only at its end, its position is known."""
        is_hidden = not self._is_seen()
        for step in self.links.pop():
            self.open_shapes.note_links(step, is_hidden=is_hidden)
            self.has_hidden_picture = self.has_hidden_picture or (is_hidden and step.name in PICTURES)
        self.shapes.pop()
        self.frames.pop()

    def _is_seen(self) -> bool:
        """True if neither the open shape nor a group around it is hidden, or completely outside the slide."""
        frames = [self.placeholders.placed(frame) for frame in self.frames]
        return not any(self.shapes) and not any(
            is_beside(frames[: place + 1], self.size) for place in range(len(frames))
        )

    def _line(self, words: list[str]) -> Iterator[str]:
        text = "".join(words)
        words.clear()
        if self._is_seen():
            yield text
        else:
            self.hidden.append(text)


def _words(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Return the paragraphs of a part that holds notes, a diagram or a chart."""
    lines, words = [], []
    for step in part_steps(archive, part):
        if step.is_start or "fld" in step.around:  # fields are left out: the number of the slide, the date
            continue
        if step.name == "t" or (step.name == "v" and step.parent == "pt" and "strCache" in step.around):
            words.append(step.text)
        elif step.name in BREAKS:
            words.append(BREAKS[step.name])
        if step.name in ("p", "pt", "v") and words:
            lines.append("".join(words))
            words = []
    return [*lines, "".join(words)]
