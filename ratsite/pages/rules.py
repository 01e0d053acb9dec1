"""Who may check and correct public pages, and keep the list of published contacts."""

from wagtail.models import Page

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_manage_members, can_open_cms, can_write


def can_check(user: User, page: Page) -> bool:
    """True if the user may record that this page is still right and plan its next check: editors who may publish it."""
    return can_open_cms(user) and page.permissions_for_user(user).can_publish()


def can_correct(user: User, page: Page) -> bool:
    """True if the user may publish a draft of this page as a correction.

    Nobody may while the page waits for a second check.
    """
    return can_check(user, page) and not page.permissions_for_user(user).page_locked()


def can_see_published_contacts(user: User) -> bool:
    return can_curate(user) or can_manage_members(user)


def can_change_published_contacts(user: User) -> bool:
    """True for curators and coordinators, who decide which contacts of public bodies count as no identifiers."""
    return can_see_published_contacts(user) and can_write(user)
