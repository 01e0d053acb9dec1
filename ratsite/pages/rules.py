"""Who may check and correct public pages and change the list of published contacts; which pages must stay."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_manage_members, can_open_cms, can_write
from ratsite.pages.drafts import invalid_fields
from ratsite.pages.identifier_check import passages_in
from ratsite.pages.models.public import HOME_DEPTH

# URL name: address. Wagtail serves each page by its slug, which seed_site sets; a slug must be changed here too.
NAMED_PAGES = {
    "home": "",
    "history": "history/",
    "news": "news/",
    "events": "events/",
    "get_help": "get-help/",
    "join": "join/",
    "contact": "contact/",
    "complaints": "complaints/",
    "accessibility": "accessibility/",
    "privacy": "privacy/",
    "cookies": "cookies/",
    "terms": "terms/",
    "why": "why/",
}


def must_stay(page: Page) -> bool:
    """True for a page that other pages link to by its name: it stays published, at its address."""
    return page.depth >= HOME_DEPTH and page.url_path.split("/", 2)[2] in NAMED_PAGES.values()


def can_check(user: User, page: Page) -> bool:
    """True if the user may record that this page is still right and plan its next check: editors who may publish it."""
    return can_open_cms(user) and page.permissions_for_user(user).can_publish()


def can_correct(user: User, page: Page) -> bool:
    """True if the user may publish corrections of this page: editors who may publish it, unless it is locked.

    This does not say that the page can have a correction now: see `why_not_correctable`.
    """
    return can_check(user, page) and not page.permissions_for_user(user).page_locked()


def why_not_correctable(page: Page) -> str:
    """Return why the page cannot have a correction now, as a message for editors; "" if it can.

    If it has a draft, the correction publishes that draft. Otherwise it only adds a notice to what is published.
    page: the specific page, as it is published.
    """
    if not page.live:
        return _("Readers cannot see this page, so it needs no notice. Publish it as usual.")
    if not page.has_unpublished_changes:
        return ""
    if page.workflow_in_progress:
        return _("The draft is waiting for a second check. Cancel that check first, then come back.")
    draft = page.latest_revision.as_object()
    if draft.go_live_at and draft.go_live_at > timezone.now():
        # The notice would be at the foot of the uncorrected text until then.
        day = date_format(timezone.localtime(draft.go_live_at), "j F Y")
        return _("The draft will be published on %(day)s. Remove this date first, then come back.") % {"day": day}
    if fields := invalid_fields(draft):
        about = {"fields": ", ".join(fields)}
        return _("The draft is not complete. Check these fields first, then come back: %(fields)s") % about
    if passages_in(draft):
        return _("The draft may identify someone. Open it and remove what we name there first, then come back.")
    return ""


def can_see_published_contacts(user: User) -> bool:
    return can_curate(user) or can_manage_members(user)


def can_change_published_contacts(user: User) -> bool:
    """True for curators and coordinators: they decide which contacts of public bodies may be in texts."""
    return can_see_published_contacts(user) and can_write(user)
