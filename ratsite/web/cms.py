"""Restrict what a person can change on the CMS's account page."""

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel

NOT_THEIRS = (NameEmailSettingsPanel, AvatarSettingsPanel)  # coordinators manage names; the site has no photographs


class AccountSettingsView(AccountView):
    """Wagtail's account page, without the forms for name, email address and picture."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, NOT_THEIRS)]
