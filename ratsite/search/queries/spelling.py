"""Suggest another spelling for what was typed, using only words of texts that this reader may read."""

import difflib
from collections.abc import Iterable

from django.core.cache import caches
from django.utils.translation import get_language

from forum.models import Topic
from library.models import Resource
from ratsite.lib.search.query import WORD, SearchQuery, Term, fold
from ratsite.search.filtered_query import FilteredQuery
from ratsite.search.sources.all import sources
from ratsite.search.sources.helplines import helpline_texts
from ratsite.search.sources.pages import public_page_texts

MOST_READ = 2_000  # newest resources, and as many topics, whose words are compared
SHORTEST = 4  # letters: shorter words resemble too many others
NEAR = 0.82  # least similarity of a suggested word: 0 is nothing in common, 1 the same word
PUBLIC_WORDS_CACHED_SECONDS = 60  # as long as browsers cache a public page
MOST_UNKNOWN = 3  # words: each unknown word costs a search, and anybody may ask


def suggestion(user, query: SearchQuery) -> str:
    """Return the query with its unknown words replaced by similar known ones; "" if that is not possible.

    A word is known if a public page, a helpline, a topic's title, or a resource's title, summary or search words have
    it, or if a search for it alone finds anything. Costs two database queries, six more once a minute for the public
    words, and one search of all sources for each of at most MOST_UNKNOWN unknown words.
    """
    known = _known_words(user)
    unknown = list(dict.fromkeys(word for term in query.wanted for word in term.words if word not in known))
    if not unknown or len(unknown) > MOST_UNKNOWN:
        return ""
    known.update(word for word in unknown if _finds_anything(user, word))
    words = []
    for term in query.wanted:
        near = [word if word in known else _nearest(word, known) for word in term.words]
        if not all(near):
            return ""
        words.append(f'"{" ".join(near)}"' if len(near) > 1 else near[0])
    typed = [word for term in query.wanted for word in term.words]
    return "" if " ".join(words).replace('"', "") == " ".join(typed) else " ".join(words)


def _nearest(word: str, known: set[str]) -> str:
    """Return the most similar known word with the same first letter, or ""."""
    if len(word) < SHORTEST:
        return ""
    folded = fold(word)
    # difflib needs a millisecond for a thousand words, and anybody may ask: the first letter leaves it few of them.
    alike = [one for one in known if one[0] == folded[0] and abs(len(one) - len(folded)) <= 2 and len(one) >= SHORTEST]
    return next(iter(difflib.get_close_matches(folded, alike, n=1, cutoff=NEAR)), "")


def _finds_anything(user, word: str) -> bool:
    filtered = FilteredQuery(SearchQuery((Term((word,)),)), typed=word)
    return any(source.find(filtered, user, 0, 0).total for source in sources(user))


def _known_words(user) -> set[str]:
    resources = Resource.objects.visible_to(user).order_by("-pk")
    texts = list(resources.values_list("title", "summary", "search_words")[:MOST_READ])
    if user.is_authenticated and user.is_member:
        texts += Topic.objects.visible_to(user).order_by("-pk").values_list("title")[:MOST_READ]
    public = caches["worker"].get_or_set(f"words-{get_language()}", _public_words, PUBLIC_WORDS_CACHED_SECONDS)
    return public.union(_words(text for row in texts for text in row))


def _public_words() -> set[str]:
    """Return the words of public pages and helplines, the same for every user."""
    return set(_words([*public_page_texts(), *helpline_texts()]))


def _words(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from WORD.findall(fold(text))
