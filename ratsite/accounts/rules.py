"""Who may do what with accounts, and what each steward's role opens. Answers only; nothing here writes."""

from ratsite.accounts.enums import Role
from ratsite.accounts.models import User


def can_manage_members(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.COORDINATOR)


def can_curate(user: User) -> bool:
    return user.is_authenticated and user.has_role(Role.CURATOR)


def can_moderate_somewhere(user: User) -> bool:
    """Holds the moderator's role; which boards that means is the forum's question."""
    return user.is_authenticated and user.has_role(Role.MODERATOR)


def can_arrange_boards(user: User) -> bool:
    """Says which boards there are, in what order, and who moderates them."""
    return user.is_authenticated and user.has_role(Role.COORDINATOR)
