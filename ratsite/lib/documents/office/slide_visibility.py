"""Resolve which words on a slide nobody sees: white on white, transparent, or too small to read.

The check for hidden text and the clean copy both use this module, so that they cannot differ. Size and colour come from
the nearest of: the run, the list style of its text, the style of its shape, the placeholder of the layout, that of the
master, the text styles of the master and the defaults of the presentation (ECMA-376 part 1, 19.3.1.51 and 21.1.2.4).
Imports no framework.
"""

from collections.abc import Iterator

from ratsite.lib.documents.office.drawing_colours import Colour
from ratsite.lib.documents.office.drawing_fills import SOLID, Background, Fill, background_of, is_faint
from ratsite.lib.documents.office.drawing_texts import NOTHING, ListStyles, TextFormat
from ratsite.lib.documents.office.slide_backgrounds import Backgrounds
from ratsite.lib.documents.office.slide_designs import Design
from ratsite.lib.documents.office.slide_drawings import COLOUR_NAMES, Drawing
from ratsite.lib.documents.office.slide_places import Pair
from ratsite.lib.documents.office.slide_shapes import Run, Shape, ShapePlaces

TINY = 200  # hundredths of a point: smaller words cannot be read
USUAL_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
TITLE_STYLE, BODY_STYLE, OTHER_STYLE = "titleStyle", "bodyStyle", "otherStyle"
STYLES = {"title": TITLE_STYLE, "ctrTitle": TITLE_STYLE, "dt": OTHER_STYLE, "ftr": OTHER_STYLE, "sldNum": OTHER_STYLE}
PLAIN = Fill(SOLID, (Colour("tx1", ""),))  # of words for which nothing gives a colour
LINK = Fill(SOLID, (Colour("hlink", ""),))


class SlideVisibility:
    """Knows which words of one slide nobody sees. slide: fully parsed. size: (width, height) of the slide, if known."""

    def __init__(self, slide: Drawing, design: Design, size: Pair | None) -> None:
        self.design, self.placeholders = design, design.placeholders
        self.places = ShapePlaces(design.placeholders, size)
        self.backgrounds = [Backgrounds(slide, design, self.places, scheme) for scheme in _schemes(slide, design)]
        self.based: dict[tuple[Shape, int], TextFormat] = {}
        self.known: dict[Run, bool] = {}  # whether nobody sees a run

    def is_unseen(self, run: Run | None, words: str) -> bool:
        """True if nobody sees these words. Words without a run, and spaces, count as seen."""
        if run is None or not words.strip():
            return False
        if run not in self.known:
            self.known[run] = self._is_lost(run)
        return self.known[run]

    def _is_lost(self, run: Run) -> bool:
        key = run.shape, run.level
        if key not in self.based:
            self.based[key] = self._based(run.shape, run.level)
        text_format = run.text_format.over(self.based[key])
        is_tiny = text_format.size is not None and text_format.size < TINY
        return is_tiny or all(_is_white_on_white(text_format, run, backgrounds) for backgrounds in self.backgrounds)

    def _based(self, shape: Shape, level: int) -> TextFormat:
        """Return the text format that words at this level inherit from the shape, its placeholders and the defaults."""
        text_format = shape.font
        for styles in self._list_styles(shape):
            text_format = text_format.over(styles.get(level, NOTHING))
        return text_format

    def _list_styles(self, shape: Shape) -> Iterator[ListStyles]:
        """Yield the list styles from which a shape inherits, nearest first: of placeholders, master and defaults."""
        styles, bases = self.design.master.text_styles, self.placeholders.bases(shape)
        for base in bases:
            yield base.list_styles
        if shape.placeholder is None:
            yield self.design.defaults
            yield styles.get(OTHER_STYLE, {})
            return
        kinds = (one.placeholder[0] for one in (shape, *bases) if one.placeholder and one.placeholder[0])
        yield styles.get(STYLES.get(next(kinds, ""), BODY_STYLE), {})
        yield self.design.defaults


def _is_white_on_white(text_format: TextFormat, run: Run, backgrounds: Backgrounds) -> bool:
    """True if nobody sees words: they are white on a white background, or transparent."""
    scheme, fill = backgrounds.scheme, LINK if text_format.is_link else text_format.fill or PLAIN
    has_outline = text_format.outline is not None and background_of(text_format.outline, scheme) == Background.DARK
    if has_outline or text_format.has_effects:
        return False
    if is_faint(fill, scheme):
        return True
    if background_of(fill, scheme) == Background.DARK:
        return False
    if text_format.highlight and (mark := background_of(text_format.highlight, scheme)) != Background.CLEAR:
        return mark == Background.WHITE
    if run.cell is None and run.shape.has_effects and backgrounds.is_clear(run.shape):
        return False  # the words have the shadow: a filled shape would have it itself
    return not backgrounds.is_dark(run.shape, run.cell)


def _schemes(slide: Drawing, design: Design) -> list[dict[str, str]]:
    """Return what each colour name in a drawing means, as {name: RRGGBB}: one mapping, or two if programs disagree.

    Programs disagree if the layout of a slide gives the names another meaning than its master does.
    """
    usual = design.master.mapping or {}
    maps = [slide.mapping] if slide.mapping else [design.layout.mapping or usual, usual]
    colours = design.theme.colours
    schemes = []
    for mapping in maps:
        meant = {name: USUAL_MAP.get(name, name) for name in COLOUR_NAMES} | mapping
        schemes.append({**colours, **{name: colours.get(other, "") for name, other in meant.items()}})
    return schemes if schemes[0] != schemes[-1] else schemes[:1]
