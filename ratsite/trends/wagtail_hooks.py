"""Register the entries about briefings with the audit log: the name of each and the sentence that the log shows."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions) -> None:
    actions.register_action("trends.briefing.sign", _("Sign a briefing"), _("Signed and published a briefing"))
    actions.register_action("trends.briefing.renew", _("Sign a briefing again"), _("Signed a briefing again, as due"))
    actions.register_action(
        "trends.briefing.send_back", _("Send a briefing back"), _("Sent a briefing back to its author, unsigned")
    )
    actions.register_action("trends.briefing.take_back", _("Unpublish a briefing"), _("Unpublished a briefing"))
