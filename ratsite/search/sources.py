"""The list of search sources. Each source decides itself what a person may see."""

from ratsite.search.helplines import HelplineSource
from ratsite.search.pages import PageSource
from ratsite.search.posts import PostSource
from ratsite.search.resources import ResourceSource
from ratsite.search.results import Source

# Searched and shown in this order.
SOURCES: tuple[Source, ...] = (HelplineSource(), PageSource(), PostSource(), ResourceSource())


def sources(user) -> list[Source]:
    return [source for source in SOURCES if source.is_open_to(user)]
