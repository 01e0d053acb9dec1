from wagtail import hooks


@hooks.register("register_log_actions")
def forum_log_actions(actions) -> None:
    actions.register_action("forum.post.approve", "Approve a post", "Approved a held post")
    actions.register_action(
        "forum.post.approve_first", "Approve a post first", "Approved a held post, the first of two"
    )
    actions.register_action("forum.post.reword", "Change and approve", "Changed a held post and approved it")
    actions.register_action("forum.post.ask", "Ask an author", "Asked the author of a held post something")
    actions.register_action("forum.post.reveal", "Find out an author", "Found out who wrote a post without their name")
    actions.register_action("forum.post.on_behalf", "Post on behalf", "Posted on behalf of an agency that is not named")
    actions.register_action("forum.post.reject", "Reject a post", "Rejected a held post")
    actions.register_action("forum.post.note", "Put a content note on a post", "Changed a content note")
    actions.register_action("forum.post.take_down", "Take a post down", "Took a flagged post down")
    actions.register_action("forum.post.leave", "Leave a post", "Left a flagged post as it is")
    actions.register_action("forum.file.remove", "Take a file off a post", "Took a file off a post")
    actions.register_action("forum.edit.reword", "Change an edit and approve", "Changed a held edit and approved it")
    actions.register_action("forum.edit.approve", "Approve an edit", "Approved a held edit")
    actions.register_action("forum.edit.approve_first", "Approve an edit first", "Approved an edit, the first of two")
    actions.register_action("forum.edit.reject", "Reject an edit", "Rejected a held edit")
    actions.register_action("forum.board.open", "Open a board", "Opened a board")
    actions.register_action("forum.board.change", "Change a board", "Changed a board's settings")
    actions.register_action("forum.board.moderators", "Name moderators", "Changed who moderates a board")
    actions.register_action("forum.board.audience", "Change an audience", "Changed who can read a board")
    actions.register_action("forum.board.archive", "Archive a board", "Archived a board")
    actions.register_action("forum.board.reopen", "Reopen a board", "Reopened a board")
    actions.register_action("forum.board.move", "Move a board", "Changed the order of the boards")
    actions.register_action("forum.topic.pin", "Pin a topic", "Put a topic at the top of its board")
    actions.register_action("forum.topic.unpin", "Unpin a topic", "Took a topic from the top of its board")
    actions.register_action("forum.topic.lock", "Lock a topic", "Closed a topic to replies")
    actions.register_action("forum.topic.unlock", "Unlock a topic", "Opened a topic to replies again")
    actions.register_action("forum.topic.rename", "Rename a topic", "Renamed a topic")
    actions.register_action("forum.topic.archive", "Archive a topic", "Archived a topic")
    actions.register_action("forum.topic.restore", "Restore a topic", "Took a topic out of the archive")
    actions.register_action("forum.topic.slow", "Set slow mode", "Changed how often people may reply to a topic")
    actions.register_action("forum.topic.move", "Move a topic", "Moved a topic to another board")
    actions.register_action("forum.topic.split", "Split a topic", "Moved posts to a topic of their own")
    actions.register_action("forum.topic.park", "Park a side issue", "Parked a side issue in a topic of its own")
    actions.register_action("forum.topic.mark", "Change a marking", "Changed the marking of a topic")
    actions.register_action("forum.topic.act", "Change who may act", "Changed whether others may act on a topic")
    actions.register_action("forum.topic.merge", "Merge topics", "Merged a topic into another")
    actions.register_action("forum.board.retention", "Set a board's time", "Changed how long a board keeps")
    actions.register_action("forum.topic.kept", "Keep a topic", "Kept a topic that was due for review")
    actions.register_action(
        "forum.topic.archived", "Archive a topic that was due", "Archived a topic that was due for review"
    )
    actions.register_action(
        "forum.topic.anonymised", "Decide to take names off a topic", "Decided to take the names off a topic"
    )
    actions.register_action("forum.topic.unnamed", "Take names off a topic", "Took the names off a topic")
    actions.register_action("forum.topic.hold", "Place a legal hold on a topic", "Placed a legal hold on a topic")
    actions.register_action("forum.topic.unhold", "End a legal hold on a topic", "Ended a legal hold on a topic")
