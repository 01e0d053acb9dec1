from wagtail import hooks

from ratsite.sanctions.enums import SanctionKind

VERBS = {
    SanctionKind.PRE_MODERATE: ("Pre-moderate a person", "Pre-moderated"),
    SanctionKind.SILENCE: ("Silence a person", "Silenced"),
    SanctionKind.SUSPEND: ("Suspend a person for a time", "Suspended for a time"),
}


@hooks.register("register_log_actions")
def moderation_log_actions(actions) -> None:
    actions.register_action("moderation.note.write", "Write a note about a person", "Wrote a note about")
    actions.register_action("moderation.message.write", "Write to a person", "Wrote for the moderators to")
    for kind, (label, message) in VERBS.items():
        actions.register_action(f"moderation.sanction.{kind}", label, message)
    actions.register_action("moderation.sanction.lift", "Lift a sanction", "Lifted a sanction")
    actions.register_action("moderation.sanction.stands", "Keep a sanction", "Kept a sanction after an appeal")
