"""Where the CMS admin would let people change what is not theirs to change."""

from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel

NOT_THEIRS = (NameEmailSettingsPanel, AvatarSettingsPanel)  # the desk keeps names; there are no photographs here


class AccountSettingsView(AccountView):
    """Wagtail's page of personal settings, less the name, the address and the picture."""

    def get_panels(self):
        return [panel for panel in super().get_panels() if not isinstance(panel, NOT_THEIRS)]
