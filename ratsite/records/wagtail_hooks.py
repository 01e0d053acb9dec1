from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def records_log_actions(actions) -> None:
    actions.register_action("records.complaint.enter", _("Enter a complaint"), _("Entered a complaint in the register"))
    actions.register_action("records.complaint.answer", _("Answer a complaint"), _("Answered a complaint"))
    actions.register_action("records.message.answer", _("Answer a message"), _("Marked a message as answered"))
    actions.register_action("records.message.remove", _("Remove a message"), _("Removed the text of a message"))
    actions.register_action("records.breach.enter", _("Enter a breach"), _("Entered a breach in the register"))
    actions.register_action("records.complaint.edit", _("Change a complaint"), _("Changed a complaint in the register"))
    actions.register_action("records.breach.edit", _("Change a breach"), _("Changed what is known about a breach"))
    actions.register_action(
        "records.breach.decide", _("Decide on a breach"), _("Decided whether to tell the Information Commissioner")
    )
    actions.register_action("records.breach.close", _("Close a breach"), _("Closed a breach"))
    actions.register_action("records.risk.assess", _("Assess risks"), _("Assessed the risks of illegal content"))
