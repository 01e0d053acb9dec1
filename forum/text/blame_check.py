"""Advise a writer on phrases that sound like blame. Members propose the phrases and moderators accept them."""

from collections.abc import Iterable

from django.core.cache import caches

from forum.models import BlamingPhrase
from ratsite.lib.blame import Advice, Phrase, advice_on

KEY, CACHED_SECONDS = "blaming_phrases", 60  # only the process that changes the list clears its own cache at once


def advice_for(texts: Iterable[str]) -> list[Advice]:
    """Return the advice on phrases in these texts. One query, or none if the list of phrases is cached."""
    return advice_on(texts, caches["worker"].get_or_set(KEY, _phrases, CACHED_SECONDS))


def clear_cache_of_phrases() -> None:
    caches["worker"].delete(KEY)


def _phrases() -> list[Phrase]:
    accepted = BlamingPhrase.objects.accepted().values_list("phrase", "instead", "why")
    return [Phrase(*row) for row in accepted]
