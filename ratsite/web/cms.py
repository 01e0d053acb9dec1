"""Restrict what Wagtail offers: what a person can change on their account page, and its admin API."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel

NOT_THEIRS = (NameEmailSettingsPanel, AvatarSettingsPanel)  # coordinators manage names; the site has no photographs


class AccountSettingsView(AccountView):
    """Wagtail's account page, without the forms for name, email address and picture."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, NOT_THEIRS)]


class ClosedEndpoint:
    """An endpoint of Wagtail's admin API that answers 404. Only its address is needed: each CMS page names it."""

    @staticmethod
    def get_urlpatterns() -> list:
        return [path("", not_found, name="listing")]


def not_found(request: HttpRequest) -> HttpResponse:
    raise Http404
