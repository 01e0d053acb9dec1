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
    actions.register_action("library.version.add", _("Add a version"), _("Added a version of a resource"))
    actions.register_action("library.version.publish", _("Publish a version"), _("Published a version of a resource"))
    actions.register_action(
        "library.publication.approve", _("Approve a resource"), _("Reviewed a version of a resource and published it")
    )
    actions.register_action(
        "library.publication.send_back",
        _("Send a resource back"),
        _("Reviewed a version of a resource and sent it back"),
    )
    actions.register_action("library.file.remove", _("Remove a file"), _("Removed a file or link"))
    actions.register_action("library.file.add", _("Add a file"), _("Added a file"))
