from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def own_data_log_actions(actions) -> None:
    actions.register_action("privacy.person.erase", _("Delete a person’s data"), _("Deleted a person’s data"))
    actions.register_action(
        "privacy.person.stay", _("Cancel a deletion"), _("Cancelled the deletion of a person’s data")
    )
    actions.register_action(
        "privacy.address.erase", _("Delete the data under an address"), _("Deleted the data stored under an address")
    )
    actions.register_action("privacy.hold.place", _("Place a legal hold"), _("Placed a legal hold"))
    actions.register_action(
        "privacy.hold.answer", _("Write to a person under a legal hold"), _("Wrote to a person under a legal hold")
    )
    actions.register_action("privacy.hold.end", _("End a legal hold"), _("Ended a legal hold"))
