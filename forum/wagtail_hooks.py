"""The names of the forum's actions in the audit log, and the sentence that the log shows for each action."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

LOG_ACTIONS = {
    "forum.post.approve": (_("Approve a post"), _("Approved a held post")),
    "forum.post.approve_first": (_("Give a post its first approval"), _("Gave a held post the first of two approvals")),
    "forum.post.reword": (_("Change and approve"), _("Changed a held post and approved it")),
    "forum.post.ask": (_("Ask an author"), _("Asked the author of a held post a question")),
    "forum.post.reveal": (_("Look up an author"), _("Looked up who wrote a post without a name")),
    "forum.post.on_behalf": (_("Post on behalf"), _("Posted on behalf of an agency that is not named")),
    "forum.post.reject": (_("Reject a post"), _("Rejected a held post")),
    "forum.post.note": (_("Change a content note"), _("Changed a content note")),
    "forum.post.take_down": (_("Take a post down"), _("Took down a reported post")),
    "forum.post.leave": (_("Leave a post"), _("Left a reported post as it is")),
    "forum.post.delete_files": (
        _("Delete the files of a withdrawn post"),
        _("Deleted the files of a post that was withdrawn or taken down"),
    ),
    "forum.file.remove": (_("Remove a file from a post"), _("Removed a file from a post")),
    "forum.edit.reword": (_("Change an edit and approve"), _("Changed a held edit and approved it")),
    "forum.edit.approve": (_("Approve an edit"), _("Approved a held edit")),
    "forum.edit.approve_first": (
        _("Give an edit its first approval"),
        _("Gave a held edit the first of two approvals"),
    ),
    "forum.edit.reject": (_("Reject an edit"), _("Rejected a held edit")),
    "forum.board.open": (_("Open a board"), _("Opened a board")),
    "forum.board.change": (_("Change a board"), _("Changed the settings of a board")),
    "forum.board.loosen": (_("Turn off a safeguard"), _("Turned off a safeguard of a board")),
    "forum.board.moderators": (_("Name moderators"), _("Changed who moderates a board")),
    "forum.board.audience": (_("Change an audience"), _("Changed who can read a board")),
    "forum.board.archive": (_("Archive a board"), _("Archived a board")),
    "forum.board.reopen": (_("Reopen a board"), _("Reopened a board")),
    "forum.board.move": (_("Move a board"), _("Changed the order of the boards")),
    "forum.topic.pin": (_("Pin a topic"), _("Put a topic at the top of its board")),
    "forum.topic.unpin": (_("Unpin a topic"), _("Took a topic from the top of its board")),
    "forum.topic.lock": (_("Lock a topic"), _("Closed a topic to replies")),
    "forum.topic.unlock": (_("Unlock a topic"), _("Opened a topic to replies again")),
    "forum.topic.rename": (_("Rename a topic"), _("Renamed a topic")),
    "forum.topic.archive": (_("Archive a topic"), _("Archived a topic")),
    "forum.topic.restore": (_("Restore a topic"), _("Took a topic out of the archive")),
    "forum.topic.slow": (_("Set slow mode"), _("Changed how often people may reply to a topic")),
    "forum.topic.move": (_("Move a topic"), _("Moved a topic to another board")),
    "forum.topic.split": (_("Split a topic"), _("Moved posts to a topic of their own")),
    "forum.topic.park": (_("Park a side issue"), _("Parked a side issue in a topic of its own")),
    "forum.topic.mark": (_("Change a marking"), _("Changed the marking of a topic")),
    "forum.topic.correct": (_("Correct a topic"), _("Corrected a topic’s title or facts")),
    "forum.topic.reading": (_("Explain a trend’s figures"), _("Wrote how to read the figures of a trend")),
    "forum.topic.close_trend": (
        _("Close a trend"),
        _("Closed a trend by saying what came of it, or opened it again"),
    ),
    "forum.topic.act": (_("Change whether others may act"), _("Changed whether others may act on a topic")),
    "forum.topic.close_question": (_("Close a question"), _("Closed a question")),
    "forum.phrase.accept": (_("Accept a phrase"), _("Added a phrase to the list of phrases that sound like blame")),
    "forum.phrase.decline": (_("Decline a phrase"), _("Declined a phrase, or removed it from the list")),
    "forum.ground.sign": (_("Sign a summary"), _("Signed the summary of the common ground of a topic")),
    "forum.ground.publish": (
        _("Publish common ground"),
        _("Published the common ground of a topic with the second signature"),
    ),
    "forum.ground.end": (
        _("End a ground check"),
        _("Ended a ground check before its last day, and stored its result"),
    ),
    "forum.ground.delete": (_("Delete a ground check"), _("Deleted a ground check and its answers")),
    "forum.poll.delete": (_("Delete a poll"), _("Deleted a poll and its votes")),
    "forum.topic.merge": (_("Merge topics"), _("Merged a topic into another")),
    "forum.board.retention": (_("Set how long a board keeps topics"), _("Changed how long a board keeps topics")),
    "forum.topic.kept": (_("Keep a topic"), _("Kept a topic that was due for review")),
    "forum.topic.archived": (_("Archive a topic that was due"), _("Archived a topic that was due for review")),
    "forum.topic.anonymised": (_("Decide to remove names from a topic"), _("Decided to remove the names from a topic")),
    "forum.topic.unnamed": (_("Remove names from a topic"), _("Removed the names from a topic")),
    "forum.topic.hold": (_("Place a legal hold on a topic"), _("Placed a legal hold on a topic")),
    "forum.topic.unhold": (_("End a legal hold on a topic"), _("Ended a legal hold on a topic")),
}


@hooks.register("register_log_actions")
def forum_log_actions(actions) -> None:
    for action, (label, message) in LOG_ACTIONS.items():
        actions.register_action(action, label, message)
