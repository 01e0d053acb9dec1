"""Who may do what with saved searches. Callers have fetched them through visible_to."""

from ratsite.accounts.models import User
from ratsite.search.models import SavedSearch

MOST_SAVED = 50  # a person: a longer list is searched for what was saved


def can_save_search(user: User) -> bool:
    if not (user.is_authenticated and user.is_member):
        return False
    return SavedSearch.objects.visible_to(user).count() < MOST_SAVED
