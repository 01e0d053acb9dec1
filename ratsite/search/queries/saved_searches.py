from django.http import QueryDict

from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.site_query import SiteQuery


def search_of(saved: SavedSearch) -> SiteQuery | LibraryQuery:
    """Return the query of a saved search: that of the library page or that of the search page."""
    return LibraryQuery.read(QueryDict(saved.query)) if saved.is_of_library else saved.site_query
