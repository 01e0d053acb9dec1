from wagtail import hooks


@hooks.register("register_log_actions")
def forum_log_actions(actions) -> None:
    """The forum's part of the stewards' vocabulary."""
    actions.register_action("forum.post.approve", "Approve a post", "Approved a held post")
    actions.register_action("forum.post.reject", "Reject a post", "Rejected a held post")
    actions.register_action("forum.post.note", "Put a content note on a post", "Changed a content note")
    actions.register_action("forum.post.take_down", "Take a post down", "Took a flagged post down")
    actions.register_action("forum.post.leave", "Leave a post", "Left a flagged post as it is")
    actions.register_action("forum.file.remove", "Take a file off a post", "Took a file off a post")
    actions.register_action("forum.edit.approve", "Approve an edit", "Approved a held edit")
    actions.register_action("forum.edit.reject", "Reject an edit", "Rejected a held edit")
    actions.register_action("forum.board.open", "Open a board", "Opened a board")
    actions.register_action("forum.board.change", "Change a board", "Changed a board's settings")
    actions.register_action("forum.board.moderators", "Name moderators", "Changed who moderates a board")
    actions.register_action("forum.board.audience", "Change an audience", "Changed who can read a board")
    actions.register_action("forum.board.archive", "Archive a board", "Archived a board")
    actions.register_action("forum.board.reopen", "Reopen a board", "Reopened a board")
    actions.register_action("forum.board.move", "Move a board", "Changed the order of the boards")
    actions.register_action("forum.board.retention", "Set a board's time", "Changed how long a board keeps")
    actions.register_action("forum.topic.kept", "Keep a topic", "Kept a topic that was due for review")
    actions.register_action("forum.topic.archived", "Close a topic", "Closed a topic that was due for review")
    actions.register_action("forum.topic.anonymised", "Take names off a topic", "Took the names off a topic")
    actions.register_action("forum.topic.hold", "Place a legal hold on a topic", "Placed a legal hold on a topic")
    actions.register_action("forum.topic.unhold", "End a legal hold on a topic", "Ended a legal hold on a topic")
