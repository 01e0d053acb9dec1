"""Restrict and rename parts of Wagtail's admin: its account page, admin API, menu and buttons."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import CancelWorkflowMenuItem, RestartWorkflowMenuItem, SubmitForModerationMenuItem
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    NameEmailSettingsPanel,
    NotificationsSettingsPanel,
)

# Coordinators manage names, accounts have no photographs, and Wagtail sends no email here.
HIDDEN_PANELS = (NameEmailSettingsPanel, AvatarSettingsPanel, NotificationsSettingsPanel)


class AccountSettingsView(AccountView):
    """Wagtail's account page, without the forms for name, email address, picture and emails."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, HIDDEN_PANELS)]


RARELY_USED = "reports"  # a group of the menu that Wagtail's own pages show and our front page of the CMS leaves out


def menu_for(request: HttpRequest) -> list[MenuItem]:
    """Return the items of the CMS menu for this person as one list: the items of a group take the group's place."""
    items: list[MenuItem] = []
    for item in _sorted(admin_menu, request):
        if item.name != RARELY_USED:
            items.extend(_sorted(item.menu, request) if isinstance(item, SubmenuMenuItem) else [item])
    return items


def _sorted(menu: Menu, request: HttpRequest) -> list[MenuItem]:
    return sorted(menu.menu_items_for_request(request), key=lambda item: item.order)


class SecondCheckMenuItem(SubmitForModerationMenuItem):
    """The button that sends a page to another editor, with our label instead of Wagtail's "Submit to …"."""

    def get_context_data(self, parent_context):
        return super().get_context_data(parent_context) | {"label": _("Send for a second check")}


class CancelCheckMenuItem(CancelWorkflowMenuItem):
    label = gettext_lazy("Cancel the second check")


class RestartCheckMenuItem(RestartWorkflowMenuItem):
    label = gettext_lazy("Start the second check again")


MENU_ITEMS = {item.name: item for item in (SecondCheckMenuItem, CancelCheckMenuItem, RestartCheckMenuItem)}


class ClosedEndpoint:
    """An endpoint of Wagtail's admin API that returns 404.

    It cannot be removed, because Wagtail reverses its URL on each CMS page.
    """

    @staticmethod
    def get_urlpatterns() -> list:
        return [path("", not_found, name="listing")]


def not_found(request: HttpRequest) -> HttpResponse:
    raise Http404
