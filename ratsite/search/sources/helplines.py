"""Search source for the numbers on Get help: helplines, and where to refer a child in each area."""

import re

from django.core.cache import caches
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ratsite.lib.search.query import fold, pattern_of
from ratsite.network.models import Area
from ratsite.pages.models import GetHelpPage, Helpline
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.sources.base import Found, Hit

# The questions of the page Get help: (field of Helpline that puts it under the question, the question's HTML id, the
# question). People search with the words of their question.
PLACES = (
    ("is_for_self", "me", gettext_lazy("I need help")),
    ("is_for_others", "someone", gettext_lazy("I am worried about someone")),
    ("is_for_child", "children", gettext_lazy("I am worried about a child")),
)
OTHER_NUMBERS = "more"
NUMBERS_CACHED_SECONDS = 60  # as long as browsers cache a public page


class HelplineSource:
    name = "helplines"
    label = gettext_lazy("Helplines")

    def is_open_to(self, user) -> bool:
        return True

    def find(self, filtered: FilteredQuery, user, start: int, count: int) -> Found:
        """Return the matching helplines and contacts for referring a child (front doors). At most three queries.

        They are the same for every user. All rows are read, because there are few, and each worker caches them for
        NUMBERS_CACHED_SECONDS.
        """
        narrowed = filtered.is_about_members_content or filtered.wants_a_file or filtered.since or filtered.until
        if not filtered.query or narrowed:
            return Found()
        rows = _cached_rows()
        wanted, unwanted = [pattern_of([term]) for term in filtered.query.wanted], pattern_of(filtered.query.unwanted)
        hits = [hit for text, hit in rows if _matches(text, wanted, unwanted)]
        if not hits or not GetHelpPage.objects.live().exists():
            return Found()
        return Found(len(hits), hits[start : start + count])


def helpline_texts() -> list[str]:
    """Return the text to search in of each phone number on Get help, in lower case and without accents.

    Empty while Get help is not published.
    """
    if not GetHelpPage.objects.live().exists():
        return []
    return [text for text, _hit in _cached_rows()]


def _cached_rows() -> list[tuple[str, Hit]]:
    # The addresses and words of the hits depend on the language.
    return caches["worker"].get_or_set(f"numbers-{get_language()}", _rows, NUMBERS_CACHED_SECONDS)


def _matches(folded: str, wanted: list[re.Pattern[str]], unwanted: re.Pattern[str]) -> bool:
    return bool(wanted) and all(one.search(folded) for one in wanted) and not unwanted.search(folded)


def _rows() -> list[tuple[str, Hit]]:
    """Return pairs of a text to search in and a hit, for each phone number, the main helpline first. Two queries.

    The text is in lower case and without accents.
    """
    helplines = Helpline.objects.order_by("-is_main", *Helpline._meta.ordering)
    return [*map(_of_helpline, helplines), *map(_of_area, Area.objects.exclude(front_door_phone=""))]


def _of_helpline(helpline: Helpline) -> tuple[str, Hit]:
    """Return a helpline's text to search in, and its hit. The text has its numbers with and without spaces."""
    numbers = [number for number in (helpline.phone, helpline.text_number) if number]
    texts = (*numbers, helpline.when_to_use, helpline.hours, helpline.languages)
    summary = " · ".join(text for text in texts if text)
    places = [(anchor, str(question)) for name, anchor, question in PLACES if getattr(helpline, name)]
    questions = [question for _anchor, question in places]
    place = places[0][0] if places else OTHER_NUMBERS
    return _row(helpline.name, summary, place, [_("helpline"), *questions, *map(_unspaced, numbers)])


def _of_area(area: Area) -> tuple[str, Hit]:
    numbers = [number for number in (area.front_door_phone, area.front_door_out_of_hours) if number]
    title = _("%(area)s: child safeguarding") % {"area": area.name}
    summary = " · ".join(text for text in (*numbers, area.front_door_name) if text)
    return _row(title, summary, area.slug, map(_unspaced, numbers))


def _row(title: str, summary: str, anchor: str, words) -> tuple[str, Hit]:
    hit = Hit(title=title, url=f"{reverse('pages:get_help')}#{anchor}", summary=summary, kind=_("Helpline"))
    return fold("\n".join([title, summary, *words])), hit


def _unspaced(number: str) -> str:
    return "".join(number.split())
