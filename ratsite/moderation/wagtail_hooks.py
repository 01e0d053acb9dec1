from wagtail import hooks


@hooks.register("register_log_actions")
def queue_log_actions(actions) -> None:
    actions.register_action("moderation.item.recuse", "Leave to others", "Said that an item is not theirs to decide")
    actions.register_action("moderation.item.return", "Decide after all", "Said that they decide an item after all")
    actions.register_action("moderation.approval.take_back", "Take an approval back", "Took a first approval back")


@hooks.register("register_log_actions")
def notes_log_actions(actions) -> None:
    actions.register_action("network.notes.open", "Open an agency's notes", "Opened notes that were spoken for")
    actions.register_action("network.notes.send_back", "Send an agency's notes back", "Sent notes back")
