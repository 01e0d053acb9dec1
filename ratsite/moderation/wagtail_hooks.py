from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def queue_log_actions(actions) -> None:
    actions.register_action(
        "moderation.item.recuse", _("Leave an item to others"), _("Said that an item was not theirs to decide")
    )
    actions.register_action(
        "moderation.item.return",
        _("Stop leaving an item to others"),
        _("Withdrew their statement that an item was not theirs to decide"),
    )
    actions.register_action(
        "moderation.found.show",
        _("Show what the check found"),
        _("Looked at what the check had found in an item that waits for review"),
    )
    actions.register_action(
        "moderation.approval.take_back", _("Withdraw a first approval"), _("Withdrew a first approval")
    )


@hooks.register("register_log_actions")
def agency_text_log_actions(actions) -> None:
    actions.register_action(
        "network.agency_text.publish", _("Publish an agency's text"), _("Checked and published an agency's text")
    )
    actions.register_action(
        "network.agency_text.send_back", _("Send an agency's text back"), _("Checked an agency's text and sent it back")
    )
