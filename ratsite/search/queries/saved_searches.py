from django.http import QueryDict

from ratsite.search.addresses import Address
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery


def asked_by(saved: SavedSearch) -> Address | LibraryQuery:
    """Return what a saved search asks of the page that it belongs to: of the search page or of the library page."""
    return LibraryQuery.read(QueryDict(saved.query)) if saved.is_of_library else saved.address
