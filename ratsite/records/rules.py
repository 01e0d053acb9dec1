from ratsite.accounts.models import User
from ratsite.accounts.rules import can_manage_members
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage
from ratsite.records.models import Complaint


def can_keep_records(user: User) -> bool:
    """True for coordinators only: an entry of the registers may be about anyone, including moderators."""
    return can_manage_members(user)


def can_answer_complaint(user: User, complaint: Complaint) -> bool:
    """True for coordinators, except the person whom the complaint is about."""
    return can_keep_records(user) and complaint.concerns_id != user.pk


def can_mark_answered(user: User, message: ContactMessage) -> bool:
    """True for coordinators, if the message is not a complaint: complaints are answered in the register."""
    return can_keep_records(user) and message.kind == MessageKind.CONTACT


def can_remove_message(user: User, message: ContactMessage) -> bool:
    """True for coordinators, once only. A complaint must be in the register first.

    Until then its text decides from which coordinator it is hidden, and how it is summed up.
    """
    if not can_keep_records(user) or message.removed_at is not None:
        return False
    return message.kind == MessageKind.CONTACT or Complaint.objects.visible_to(user).filter(message=message).exists()
