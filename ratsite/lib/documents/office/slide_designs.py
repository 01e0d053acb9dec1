"""Find what a slide takes from its layout, its master, its theme and the presentation. Imports no framework."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, cached_property

from ratsite.lib.documents.office.drawing_nodes import NodeReader
from ratsite.lib.documents.office.drawing_texts import ListStyles, list_styles_of
from ratsite.lib.documents.office.slide_drawings import Drawing, drawing_of
from ratsite.lib.documents.office.slide_shapes import Placeholders
from ratsite.lib.documents.office.themes import USUAL, Theme, theme_colours, theme_fills
from ratsite.lib.documents.office.xml_walk import Event
from ratsite.lib.documents.unreadable import DAMAGED

SHOW, DEFAULTS = "ppt/presentation.xml", "defaultTextStyle"


@dataclass
class Design:
    """What a slide inherits from: its layout, its master, its theme and the defaults of the presentation."""

    layout: Drawing = field(default_factory=Drawing)
    master: Drawing = field(default_factory=Drawing)
    theme: Theme = field(default_factory=Theme)
    defaults: ListStyles = field(default_factory=dict)  # of words in no placeholder

    @cached_property
    def placeholders(self) -> Placeholders:
        return Placeholders(
            *([one for one in part.shapes if one.around is None] for part in (self.layout, self.master))
        )


class SlideDesigns:
    """The designs of a presentation. Each layout, master and theme is read once."""

    def __init__(self, events_of: Callable[[str], Iterator[Event]], linked: Callable[[str, str], str]) -> None:
        """Store two functions that read the file.

        events_of: returns the parsing events of a part, by its name; none if there is no such part. linked: returns the
        name of the part that a part refers to by a relation of this kind; "" if there is none.
        """
        self.events_of, self.linked = events_of, cache(linked)
        self.drawings: dict[str, Drawing] = {}
        self.themes: dict[tuple, Theme] = {}
        self.defaults: ListStyles | None = None

    def of(self, slide: str) -> Design:
        """Return the design of a slide. slide: the name of its part."""
        layout = self.linked(slide, "slideLayout")
        master = self.linked(layout, "slideMaster")
        if self.defaults is None:
            self.defaults = self._defaults()
        theme = self._theme(self.linked(master, "theme"))
        for part in (layout, slide):
            if override := self.linked(part, "themeOverride"):
                own = self._theme(override, theme.colours)
                theme = Theme(own.colours, own.fills or theme.fills)
        return Design(self._drawing(layout), self._drawing(master), theme, self.defaults)

    def _drawing(self, part: str) -> Drawing:
        if part not in self.drawings:
            self.drawings[part] = drawing_of(self.events_of(part))
        return self.drawings[part]

    def _theme(self, part: str, usual: dict[str, str] = USUAL) -> Theme:
        """Return the theme in a part. usual: the colours to use where the theme defines none."""
        key = part, *usual.items()
        if key not in self.themes:
            theme = self.themes[key] = Theme(dict(usual))
            with suppress(*DAMAGED):  # the words of the slides can be read without it
                theme.colours = theme_colours(self.events_of(part), usual)
                theme.fills = theme_fills(self.events_of(part))
        return self.themes[key]

    def _defaults(self) -> ListStyles:
        reader = NodeReader(DEFAULTS)
        for event in self.events_of(SHOW):
            if event.is_start:
                reader.start(event.name, event.get)
            elif (node := reader.end(event.text)) is not None:
                return list_styles_of(node)
        return {}
