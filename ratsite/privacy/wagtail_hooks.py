from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def own_data_log_actions(actions) -> None:
    actions.register_action("privacy.person.erase", _("Erase a person"), _("Erased a person"))
    actions.register_action("privacy.person.stay", _("End an erasure"), _("Ended an erasure: the person stays"))
    actions.register_action(
        "privacy.address.erase", _("Erase an address"), _("Erased the data stored under an address")
    )
    actions.register_action("privacy.hold.place", _("Place a legal hold"), _("Placed a legal hold"))
    actions.register_action(
        "privacy.hold.answer", _("Write to a person under a legal hold"), _("Wrote to a person under a legal hold")
    )
    actions.register_action("privacy.hold.end", _("End a legal hold"), _("Ended a legal hold"))
