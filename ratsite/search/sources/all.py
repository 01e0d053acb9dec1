"""The list of search sources. Each source returns only what the searching person may see."""

from ratsite.search.sources.base import Source
from ratsite.search.sources.helplines import HelplineSource
from ratsite.search.sources.pages import PageSource
from ratsite.search.sources.posts import PostSource
from ratsite.search.sources.resources import ResourceSource

# The sources, in the order in which they are searched and shown.
SOURCES: tuple[Source, ...] = (HelplineSource(), PageSource(), PostSource(), ResourceSource())


def sources(user) -> list[Source]:
    return [source for source in SOURCES if source.is_open_to(user)]
