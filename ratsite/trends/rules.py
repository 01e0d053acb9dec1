"""Who may write, sign and use briefings."""

from django.utils.translation import gettext as _

from forum.models import Topic
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write
from ratsite.network.enums import Marking
from ratsite.trends.enums import BriefingKind
from ratsite.trends.models import Briefing


def can_write_briefing(user: User) -> bool:
    """True if the user may write a briefing: a member who may write and whose posts need no approval first.

    The second condition is there because every member can read a briefing that waits for its signature.
    """
    return can_write(user) and not user.is_held


def can_make_from(source: Topic | Resource) -> bool:
    """True if a briefing may be made from this source: every member can read it, and it is not closely marked.

    Case learning is no source: it expires, and a briefing with its summary would outlive it.
    """
    if Marking(source.marking).is_closely_marked:
        return False
    if isinstance(source, Topic):
        return source.published_at is not None and source.board.circle_id is None
    return source.is_published and source.circle_id is None and not source.is_case


def has_open_source(briefing: Briefing) -> bool:
    """True if the briefing could be made from its source today, or needs no source because it is for an area.

    If its topic was merged, the topic into which it was merged counts. False if the source was deleted.
    """
    if briefing.kind == BriefingKind.ADVICE:
        return True
    topic = briefing.topic
    source = briefing.resource if topic is None else topic.merged_into or topic
    return source is not None and can_make_from(source)


def can_edit_briefing(user: User, briefing: Briefing) -> bool:
    """True if the user may change the briefing: they wrote it, and it is not published."""
    return can_write_briefing(user) and briefing.author_id == user.pk and not briefing.is_published


def can_delete_briefing(user: User, briefing: Briefing) -> bool:
    """True if the user may delete the briefing: they may change it, and it was never published."""
    return can_edit_briefing(user, briefing) and briefing.signed_at is None


def is_signer(user: User) -> bool:
    """True if the user is a moderator or curator: they sign briefings, send them back and take them back."""
    return can_moderate_somewhere(user) or can_curate(user)


def can_sign_briefing(user: User, briefing: Briefing) -> bool:
    """True if the user may sign the briefing or send it back: a signer from another agency.

    The user's agency must be neither the one for which the author wrote it nor the author's agency now. For advice to a
    partnership, its main remit must differ from that of both.
    """
    is_able = briefing.is_waiting and can_write(user) and is_signer(user)
    return is_able and not why_not_yours_to_sign(user, briefing)


def why_not_yours_to_sign(user: User, briefing: Briefing) -> str:
    """Return why another signer must sign the briefing, as a message; "" if this signer may."""
    if user.pk == briefing.author_id:
        return _("You wrote it, so a moderator or curator of another agency must sign it")
    if user.agency_id is None:
        return _("You do not belong to an agency, so another moderator or curator must sign it")
    if user.agency_id == briefing.agency_id:
        return _("Your own agency wrote it, so a moderator or curator of another agency must sign it")
    if user.agency_id == briefing.author.agency_id:
        return _("Its author works for your agency now, so a moderator or curator of another agency must sign it")
    if briefing.kind == BriefingKind.ADVICE and _shares_main_remit(user, briefing):
        return _(
            "It is advice to a partnership, and its author’s agency has your main remit, so a moderator or curator of "
            "another main remit must sign it"
        )
    return ""


def _shares_main_remit(user: User, briefing: Briefing) -> bool:
    """True if the user's agency has the main remit of the agency for which the author wrote it, or works for now."""
    agencies = (briefing.agency, briefing.author.agency)
    remits = {agency.main_remit_id for agency in agencies if agency is not None}
    return user.agency is not None and user.agency.main_remit_id in remits


def can_renew_briefing(user: User, briefing: Briefing) -> bool:
    """True if the user may sign this published briefing again: its review is due, and its source is still open.

    As for the first signature, the user must be a signer from another agency.
    """
    is_able = briefing.is_due and can_write(user) and is_signer(user) and has_open_source(briefing)
    return is_able and not why_not_yours_to_sign(user, briefing)


def can_take_back_briefing(user: User, briefing: Briefing) -> bool:
    """True if the user may take back the published briefing: they are a moderator or curator."""
    return briefing.is_published and can_write(user) and is_signer(user)


def can_use_briefing(user: User, briefing: Briefing) -> bool:
    """True if the user may say that their agency used the briefing."""
    return can_write(user) and briefing.is_published and user.agency_id is not None
