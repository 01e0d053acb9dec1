"""Who may check and correct public pages."""

from wagtail.models import Page

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_open_cms


def can_check(user: User, page: Page) -> bool:
    """True if the user may say that this page is still right, and plan its next check: those who may publish it."""
    return can_open_cms(user) and page.permissions_for_user(user).can_publish()


def can_correct(user: User, page: Page) -> bool:
    """True if the user may publish a draft of this page as a correction. A page that waits for a second check waits."""
    return can_check(user, page) and not page.permissions_for_user(user).page_locked()
