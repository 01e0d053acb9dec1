"""Hide the identifiers found in a text from the person who decides on it, until that person asks to see them."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ratsite.lib.identifiers.passages import Passage

# What takes the place of one identifier in a text: private-use characters around its number. Markdown leaves them
# alone.
STAND_IN = "\ue000{}\ue001"
WRITTEN_STAND_IN = re.compile("\ue000([0-9]{1,6})\ue001")


@dataclass(frozen=True)
class Found:
    """One identifier, with every passage that contains it. `number` is its number on the page."""

    number: int
    passages: list[Passage]


@dataclass(frozen=True)
class Mask:
    """Replaces the identifiers of these passages by stand-ins in any text. It is falsy if there are no passages."""

    passages: tuple[Passage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.passages)

    @cached_property
    def found(self) -> list[Found]:
        """Return the identifiers in the order in which they were found, each once."""
        grouped: dict[str, list[Passage]] = {}
        for passage in self.passages:
            grouped.setdefault(_key(passage.found), []).append(passage)
        return [Found(number, passages) for number, passages in enumerate(grouped.values(), 1)]

    def hide(self, text: str) -> str:
        """Return the text with each identifier replaced by its stand-in, also where its letter case differs."""
        return self._pattern.sub(lambda match: STAND_IN.format(self._numbers[_key(match[0])]), text) if self else text

    def summary(self, *, is_shown: bool) -> SafeString:
        """Return the numbered list of what was found, as HTML.

        is_shown: include the identifiers and the text around them.
        """
        if not self:
            return SafeString()
        return render_to_string("components/finds.html", {"found": self.found, "is_shown": is_shown})

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {_key(one.passages[0].found): one.number for one in self.found}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted((passage.found for passage in self.passages), key=len, reverse=True)
        return re.compile("|".join(r"\s+".join(map(re.escape, one.split())) for one in longest_first), re.IGNORECASE)


def with_masks(html: str) -> SafeString:
    """Return this safe HTML with a visible mask in place of each stand-in.

    A stand-in inside a tag, as in the address of a link, is removed.
    """
    before, *tags = html.split("<")
    html = "<".join([before, *map(_without_in_tag, tags)])
    html = WRITTEN_STAND_IN.sub(lambda match: _mask_html(match[1]), html)
    return mark_safe(html)  # noqa: S308 safe HTML and a template


def _without_in_tag(tag: str) -> str:
    """Return HTML that follows a "<", without the stand-ins before the first ">"."""
    inside, end, after = tag.partition(">")
    return WRITTEN_STAND_IN.sub("", inside) + end + after


def _mask_html(number: str) -> str:
    """Return a mask as HTML on one line: some texts that contain masks, such as a difference, show every line break."""
    return " ".join(render_to_string("components/mask.html", {"number": number}).split())


def _key(value: str) -> str:
    return " ".join(value.split()).casefold()
