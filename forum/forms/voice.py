"""The form field for a post's voice (how a post names its writer), and what each choice shows to readers."""

from django.forms import ChoiceField, RadioSelect
from django.utils.translation import gettext_lazy as _

from forum.enums import Voice
from forum.models import Board
from forum.models.byline import SHARED_BY, SOMEBODY, byline_today, role_alone
from forum.rules.boards import can_speak
from ratsite.accounts.models import User


def voice_field() -> ChoiceField:
    """Return the form field for a post's voice. The form sets the field's choices with `choices_of`."""
    return ChoiceField(
        label=_("How you are named"),
        required=False,
        initial=Voice.NAME,
        widget=RadioSelect,
        help_text=_(
            "You cannot change this later. Even if your name is hidden, moderators of this board can find out who "
            "wrote it. If they do, we log it and tell you. Your files may contain your name, and readers may guess it "
            "if few members do your work."
        ),
        error_messages={"invalid_choice": _("Choose one of these. Your earlier choice is no longer available.")},
    )


def choices_of(writer: User, board: Board) -> list[tuple[str, str]]:
    """Return (value, label) for each voice in which the writer may post on the board."""
    return [(voice.value, _label(voice, writer, board)) for voice in Voice if can_speak(writer, voice, board)]


def _label(voice: Voice, writer: User, board: Board) -> str:
    if voice == Voice.ROLE:
        return _role_label(writer)
    by = byline_today(voice, writer, board)
    if voice == Voice.NAME:
        return _("By your name: %(byline)s") % {"byline": by.in_full}
    if voice == Voice.AGENCY:
        return _("As your agency: %(agency)s. Your name and role are not shown.") % {"agency": by.name}
    return _("On behalf of an agency that must not be named, as a moderator. Your name and agency are not shown.")


def _role_label(writer: User) -> str:
    """Return the label of the choice "by role", without counting the readers who share the role.

    The count costs a query, and most pages with this form are left without posting.
    """
    role = role_alone(writer.job_title, writer, writer.agency)
    if not role:
        return _(
            "By your role only. Your role is missing or gives too much away, so readers see “%(member)s” and "
            "what your agency does. They do not see your name or agency."
        ) % {"member": SOMEBODY}
    return _(
        "By your role only. Readers see “%(role)s” and what your agency does, but not your name or agency. If fewer "
        "than %(least)s readers have this role and remit, the post says “%(member)s” instead, because a search would "
        "find you."
    ) % {"role": role, "least": SHARED_BY, "member": SOMEBODY}
