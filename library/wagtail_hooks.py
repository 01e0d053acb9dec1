from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def library_log_actions(actions) -> None:
    actions.register_action("library.resource.add", _("Add a resource"), _("Added a resource"))
    actions.register_action("library.resource.change", _("Change a resource"), _("Changed a resource"))
    actions.register_action("library.resource.keep", _("Keep a resource"), _("Reviewed a resource and kept it"))
    actions.register_action(
        "library.resource.withdraw", _("Withdraw a resource"), _("Reviewed a resource and withdrew it")
    )
    actions.register_action(
        "library.second_review.open", _("Open a resource"), _("Approved a resource in a second review")
    )
    actions.register_action(
        "library.second_review.send_back", _("Send a resource back"), _("Sent a resource back in a second review")
    )
    actions.register_action("library.file.add", _("Add a file"), _("Added a file"))
