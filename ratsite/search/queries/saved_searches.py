from django.http import QueryDict

from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery


def search_of(saved: SavedSearch) -> Address | LibraryQuery:
    """Return the query of a saved search: that of the library page or that of the search page."""
    return LibraryQuery.read(QueryDict(saved.query)) if saved.is_of_library else saved.address
