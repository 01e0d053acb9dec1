from wagtail import hooks

from ratsite.moderation.enums import SanctionKind

VERBS = {
    SanctionKind.PRE_MODERATE: ("Pre-moderate a person", "Pre-moderated"),
    SanctionKind.SILENCE: ("Silence a person", "Silenced"),
    SanctionKind.SUSPEND: ("Suspend a person for a time", "Suspended for a time"),
}


@hooks.register("register_log_actions")
def moderation_log_actions(actions) -> None:
    """What stewards do to people."""
    actions.register_action("moderation.note.write", "Write a note about a person", "Wrote a note about")
    actions.register_action("moderation.message.write", "Write to a person", "Wrote for the moderators to")
    for kind, (label, message) in VERBS.items():
        actions.register_action(f"moderation.sanction.{kind}", label, message)
    actions.register_action("moderation.sanction.lift", "Lift a sanction", "Lifted a sanction")
    actions.register_action(
        "moderation.sanction.stands", "Let a sanction stand", "Let a sanction stand after an appeal"
    )


@hooks.register("register_log_actions")
def queue_log_actions(actions) -> None:
    """The queue's own part of the stewards' vocabulary: what is said about a thing before it is decided."""
    actions.register_action("moderation.item.recuse", "Leave to others", "Said that an item is not theirs to decide")
    actions.register_action("moderation.item.return", "Decide after all", "Said that they decide an item after all")
    actions.register_action("moderation.approval.take_back", "Take an approval back", "Took a first approval back")


@hooks.register("register_log_actions")
def notes_log_actions(actions) -> None:
    """What becomes of what somebody has spoken for in an agency's notes."""
    actions.register_action("network.notes.open", "Open an agency's notes", "Opened notes that were spoken for")
    actions.register_action("network.notes.send_back", "Send an agency's notes back", "Sent notes back")
