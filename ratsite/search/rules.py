"""Rules for saved searches and for the words of the search. Callers have fetched a saved search with visible_to."""

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_write
from ratsite.network.models import Remit
from ratsite.search.models import SavedSearch

MOST_SAVED = 50  # saved searches of one person: nobody finds anything in a longer list


def can_save_search(user: User) -> bool:
    if not (user.is_authenticated and user.is_member):
        return False
    return SavedSearch.objects.visible_to(user).count() < MOST_SAVED


def can_explain_for(user: User, remit: Remit) -> bool:
    """True if the user may write what a word means to the remit: curators and editors, and people of an agency with it.

    Users whose posts a moderator must approve first may not, because the text is published at once.
    """
    if not can_write(user) or user.is_held:
        return False
    return can_edit_synonyms(user) or (user.agency is not None and remit in user.agency.remits.all())


def can_edit_synonyms(user: User) -> bool:
    """True if the user may edit the synonyms and the chosen results: a curator or an editor."""
    return user.is_authenticated and (can_curate(user) or user.has_role(Role.EDITOR)) and can_write(user)
