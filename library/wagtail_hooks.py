"""The names of the library's actions in the audit log, and the sentence that the log shows for each action."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

LOG_ACTIONS = {
    "library.resource.add": (_("Add a resource"), _("Added a resource")),
    "library.resource.import": (_("Import a resource"), _("Brought in an exported resource")),
    "library.resource.change": (_("Change a resource"), _("Changed a resource")),
    "library.instrument.add": (_("Add a law"), _("Added a law that resources can rely on")),
    "library.instrument.change": (_("Change a law"), _("Changed the name or address of a law")),
    "library.check.done": (_("Check a resource"), _("Checked a resource")),
    "library.check.ask": (_("Ask to confirm a check"), _("Checked a resource; another agency must confirm it")),
    "library.check.confirm": (_("Confirm a check"), _("Confirmed the check of a resource")),
    "library.check.refuse": (_("Refuse a check"), _("Did not confirm the check of a resource")),
    "library.resource.withdraw": (_("Withdraw a resource"), _("Withdrew a resource")),
    "library.resource.ask_back": (
        _("Ask to bring a resource back"),
        _("Asked to bring a resource back; another person must approve it"),
    ),
    "library.resource.back": (_("Bring a resource back"), _("Brought a resource back")),
    "library.resource.trash": (_("Trash a resource"), _("Put a resource in the trash")),
    "library.resource.restore": (_("Restore a resource"), _("Took a resource out of the trash")),
    "library.resource.delete": (_("Delete a resource"), _("Deleted a resource from the trash")),
    "library.check.replaced": (
        _("Put a resource under review"),
        _("Withdrew the resource that replaced this one. This one is now due for a check."),
    ),
    "library.check.law": (_("Put a resource under review"), _("Put a resource under review because a law changed")),
    "library.resource.hand_over": (
        _("Hand a resource over to its deputy agency"),
        _("Handed a resource over to its deputy agency"),
    ),
    "library.resource.hand_over_to": (
        _("Hand a resource over to another agency"),
        _("Handed a resource over to another agency"),
    ),
    "library.resource.take_over": (_("Take a resource over"), _("Took over a resource that nobody looked after")),
    "library.hidden.show": (_("Show a hidden part"), _("Looked at what is hidden in a resource’s file")),
    "library.hidden.clear": (_("Clear a hidden part"), _("Said why hidden data in a resource’s file is harmless")),
    "library.hidden.copy": (_("Make a clean copy"), _("Made a clean copy of a resource’s file")),
    "library.hidden.clean": (_("Use a clean copy"), _("Replaced a file with its clean copy")),
    "library.hidden.original": (_("Take an original"), _("Took the original that a clean copy has replaced")),
    "library.hidden.delete_original": (
        _("Delete an original"),
        _("Deleted the original that a clean copy has replaced"),
    ),
    "library.suggestion.take": (_("Accept a suggestion"), _("Accepted a suggestion")),
    "library.suggestion.decline": (_("Decline a suggestion"), _("Declined a suggestion")),
    "library.suggestion.known": (
        _("Answer a suggestion"),
        _("Answered a suggestion: the library already has the resource"),
    ),
    "library.version.add": (_("Add a version"), _("Added a version of a resource")),
    "library.version.publish": (_("Publish a version"), _("Published a version of a resource")),
    "library.publication.approve_first": (
        _("Give a resource its first approval"),
        _("Gave a version of case learning the first of two approvals"),
    ),
    "library.publication.approve": (_("Approve a resource"), _("Reviewed a version of a resource and published it")),
    "library.publication.send_back": (
        _("Send a resource back"),
        _("Reviewed a version of a resource and sent it back"),
    ),
    "library.file.remove": (_("Remove a file"), _("Removed a file or link")),
    "library.file.add": (_("Add a file"), _("Added a file")),
    "library.file.request": (_("Make readers ask for a file"), _("Changed whether readers have to ask for a file")),
    "library.file.thumbnail": (_("Choose the picture of a file"), _("Chose which page of a file to show in lists")),
    "library.access.grant": (_("Grant a request"), _("Granted a request for a file")),
    "library.access.decline": (_("Decline a request"), _("Declined a request for a file")),
    "library.access.end": (_("End access"), _("Ended access to a file")),
    "library.downloads.names": (_("See who downloaded files"), _("Looked at the names of people who downloaded files")),
    "library.list.take_down": (_("Take a list down"), _("Took a reading list down")),
    "library.list.leave": (_("Leave a list"), _("Left a reported reading list as it is")),
    "library.note.publish": (_("Publish a field note"), _("Published a field note")),
    "library.note.send_back": (_("Send a field note back"), _("Sent a field note back")),
}


@hooks.register("register_log_actions")
def library_log_actions(actions) -> None:
    for action, (label, message) in LOG_ACTIONS.items():
        actions.register_action(action, label, message)
