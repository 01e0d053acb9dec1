"""The form field for a post's voice (how a post names its writer), and what each choice shows to readers."""

from django.forms import ChoiceField, RadioSelect
from django.utils.translation import gettext_lazy as _

from forum.enums import Voice
from forum.models import Board
from forum.models.byline import SOMEBODY, byline_today
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
            "You cannot change this later. If your name is not shown, moderators of this board can find out who wrote "
            "it. We log that, and we tell you. Files may contain your name too."
        ),
        error_messages={"invalid_choice": _("Choose one of these: you can no longer use your earlier choice")},
    )


def choices_of(writer: User, board: Board) -> list[tuple[str, str]]:
    return [(voice.value, _label(voice, writer)) for voice in Voice if can_speak(writer, voice, board)]


def _label(voice: Voice, writer: User) -> str:
    by = byline_today(voice, writer)
    if voice == Voice.NAME:
        return _("By your name: %(byline)s") % {"byline": by.in_full}
    if voice == Voice.AGENCY:
        return _("As your agency: %(agency)s. Your name and role are not shown") % {"agency": by.name}
    if voice == Voice.BEHALF:
        return _("A moderator on behalf of an agency that must not be named. Your name and agency are not shown")
    if by.name == SOMEBODY:
        text = _(
            "By your role alone. Your role is missing or says too much, so readers see “%(role)s” and what "
            "your agency is for. They do not see your name or agency"
        )
    else:
        text = _("By your role alone. Readers see “%(role)s” and what your agency is for, not your name or agency")
    return text % {"role": by.name}
