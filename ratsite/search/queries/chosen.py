"""Results that curators or editors have chosen to be shown first for certain words."""

from dataclasses import dataclass

from django.core.cache import caches

from ratsite.lib.search.query import SearchQuery, Term, read
from ratsite.search.models import ChosenResult

MOST_CHOSEN = 3
# A worker that changes a chosen result deletes its own cached copy at once; the others wait for this time to pass.
KEY = "chosen-results"
CACHED_SECONDS = 60


@dataclass(frozen=True)
class Chosen:
    title: str
    url: str
    summary: str
    lang: str = ""
    is_printable: bool = True  # False for a closely marked resource


def chosen_results(user, query: SearchQuery) -> list[Chosen]:
    """Return the results that were chosen for this query and that the user may read.

    A result fits if its words are those of the query: in any order, in the singular or plural, or as synonyms. Costs
    two queries if a result fits, otherwise none while the words are cached.
    """
    if not query:
        return []
    known = caches["worker"].get_or_set(KEY, _words, CACHED_SECONDS)
    ids = [pk for pk, words in known if _fits(query, read(words))]
    if not ids:
        return []
    chosen = ChosenResult.objects.visible_to(user).filter(pk__in=ids).select_related("resource", "page")
    return [_shown(result) for result in chosen[:MOST_CHOSEN]]


def clear_cache_of_chosen() -> None:
    caches["worker"].delete(KEY)


def _words() -> list[tuple[int, str]]:
    return list(ChosenResult.objects.values_list("pk", "words"))


def _shown(chosen: ChosenResult) -> Chosen:
    if chosen.resource is not None:
        resource = chosen.resource
        return Chosen(
            resource.title, resource.get_absolute_url(), resource.summary, resource.lang, resource.is_printable
        )
    return Chosen(chosen.page.title, chosen.page.url, chosen.page.search_description)


def _fits(query: SearchQuery, words: SearchQuery) -> bool:
    """Return True if each term of `query` matches one of `words`, and each of `words` one of `query`."""
    forms = [_forms(term) for term in query.wanted]
    chosen = [_forms(term) for term in words.wanted]
    return all(any(a & b for b in chosen) for a in forms) and all(any(a & b for a in forms) for b in chosen)


def _forms(term: Term) -> set[str]:
    forms: set[str] = set()
    for name in (term, *term.alternatives):
        forms.update([" ".join(name.words)] if len(name.words) > 1 else name.forms())
    return forms
