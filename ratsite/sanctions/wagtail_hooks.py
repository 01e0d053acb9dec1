from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from ratsite.sanctions.enums import SanctionKind

VERBS = {
    SanctionKind.PRE_MODERATE: (_("Pre-moderate a person"), _("Pre-moderated")),
    SanctionKind.SILENCE: (_("Silence a person"), _("Silenced")),
    SanctionKind.EXCLUDE: (_("Exclude a person"), _("Excluded")),
}


@hooks.register("register_log_actions")
def moderation_log_actions(actions) -> None:
    actions.register_action("moderation.note.write", _("Write a note about a person"), _("Wrote a note about"))
    actions.register_action("moderation.message.write", _("Write to a person"), _("Wrote for the moderators to"))
    for kind, (label, message) in VERBS.items():
        actions.register_action(f"moderation.sanction.{kind}", label, message)
    actions.register_action("moderation.sanction.lift", _("Lift a sanction"), _("Lifted a sanction"))
    actions.register_action(
        "moderation.sanction.grant", _("Grant an appeal"), _("Granted an appeal after its sanction had ended")
    )
    actions.register_action(
        "moderation.sanction.stands", _("Refuse an appeal"), _("Refused an appeal against a sanction")
    )
