"""The lines that the audit log shows in place of a reason, for actions that a person need not explain.

A person need not explain an action that concerns only themselves, that includes a text which says why (such as an
answer), or by which nobody loses anything. For all other actions `record` requires a reason.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OWN = _("No reason is needed, because this only affects the person who did it.")
CHECKED = _("No reason is needed to approve or confirm this.")
WRITTEN = _("The reason is in what they wrote.")
ARRANGED = _("No reason is needed, because nobody loses anything by this.")
REGISTER = _("The reason is in the register.")
RESOURCE = _("No reason is needed for a change to a resource.")
SOURCE = _("A public body publishes this contact.")
APPLICATION = _("The application says why.")

NO_REASON: dict[str, str | Promise] = {
    "accounts.agency.list": _("They checked who works there."),
    "accounts.agency.open": APPLICATION,
    "accounts.application.approve": APPLICATION,
    "accounts.application.approve_first": APPLICATION,
    "accounts.application.approve_first_void": _("The entry about the other decision says why."),
    "accounts.application.ask": WRITTEN,
    "accounts.person.address_given_up": _("Another person applied with this address."),
    "accounts.person.confirm": OWN,
    "accounts.person.create": _("A person who is added has no access until they are approved."),
    "accounts.person.email": OWN,
    "accounts.person.terms": OWN,
    "accounts.person.vouch": _("They know that the colleague still works there."),
    "forum.board.change": ARRANGED,
    "forum.board.move": ARRANGED,
    "forum.board.open": _("The board’s aim says why."),
    "forum.edit.approve": CHECKED,
    "forum.edit.approve_first": CHECKED,
    "forum.file.remove": _("They removed it when they changed the post."),
    "forum.ground.end": _("No reason is needed, because the answers count in the result."),
    "forum.ground.publish": CHECKED,
    "forum.ground.sign": WRITTEN,
    "forum.post.approve": CHECKED,
    "forum.post.approve_first": CHECKED,
    "forum.post.ask": WRITTEN,
    "forum.post.delete_files": _("Nobody can open them, and the author got a copy of each that the check allowed."),
    "forum.post.on_behalf": _("The agency must not be named."),
    "forum.topic.close_trend": WRITTEN,
    "forum.topic.pin": ARRANGED,
    "forum.topic.reading": WRITTEN,
    "forum.topic.slow": ARRANGED,
    "forum.topic.unpin": ARRANGED,
    "library.access.grant": _("The request says why."),
    "library.file.add": RESOURCE,
    "library.file.remove": RESOURCE,
    "library.file.request": RESOURCE,
    "library.file.thumbnail": RESOURCE,
    "library.instrument.add": ARRANGED,
    "library.instrument.change": ARRANGED,
    "library.note.publish": CHECKED,
    "library.version.add": RESOURCE,
    "library.resource.add": RESOURCE,
    "library.resource.change": RESOURCE,
    "library.resource.import": RESOURCE,
    "library.resource.restore": ARRANGED,
    "library.resource.take_over": ARRANGED,
    "library.check.confirm": CHECKED,
    "library.hidden.clean": RESOURCE,
    "library.hidden.copy": RESOURCE,
    "library.hidden.original": _("No reason is needed to compare the clean copy with the original."),
    "library.hidden.show": _("No reason is needed to see it before the file is published."),
    "library.suggestion.take": CHECKED,
    "library.publication.approve": CHECKED,
    "library.publication.approve_first": CHECKED,
    "library.version.publish": _("It passed all its checks."),
    "moderation.approval.take_back": OWN,
    "moderation.found.show": _("No reason is needed to see it before a decision."),
    "moderation.item.return": OWN,
    "moderation.message.write": WRITTEN,
    "moderation.note.write": WRITTEN,
    "network.agency_text.publish": CHECKED,
    "pages.page.confirm": CHECKED,
    "pages.page.plan": ARRANGED,
    "pages.contact.add": SOURCE,
    "pages.contact.check": SOURCE,
    "pages.file.add": _("Anyone can download this file from a public page."),
    "privacy.hold.answer": WRITTEN,
    "privacy.person.stay": _("The person is a member again."),
    "records.breach.close": REGISTER,
    "records.breach.decide": REGISTER,
    "records.breach.edit": REGISTER,
    "records.breach.enter": REGISTER,
    "records.complaint.answer": REGISTER,
    "records.complaint.edit": REGISTER,
    "records.complaint.enter": REGISTER,
    "records.message.answer": WRITTEN,
    "records.risk.assess": REGISTER,
    "trends.briefing.renew": CHECKED,
    "trends.briefing.sign": CHECKED,
}


def reason_of(action: str, typed: str) -> str:
    """Return the reason that the log shows: the typed one in quotation marks or, without one, the line in NO_REASON."""
    return f"“{typed}”" if typed else str(NO_REASON.get(action, ""))
