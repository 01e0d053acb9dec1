"""Who may write field notes and decide on them."""

from library.models import FieldNote, Resource
from ratsite.accounts.models import User
from ratsite.accounts.rules import can_curate, can_moderate_somewhere, can_write


def can_write_note(user: User, resource: Resource) -> bool:
    return can_write(user) and resource.is_published


def can_decide_note(user: User, note: FieldNote) -> bool:
    may = (can_curate(user) or can_moderate_somewhere(user)) and can_write(user)
    return may and user.pk != note.asked_by_id
