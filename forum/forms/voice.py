"""The form field for the voice, and what each choice shows readers."""

from django.forms import ChoiceField, RadioSelect

from forum.enums import Voice
from forum.models import Board
from forum.models.byline import SOMEBODY, byline_today
from forum.rules import can_speak
from ratsite.accounts.models import User


def voice_field() -> ChoiceField:
    """Return the field; the form sets its choices from choices_of."""
    return ChoiceField(
        label="How you are named",
        required=False,
        initial=Voice.NAME,
        widget=RadioSelect,
        help_text="It cannot be changed later. Where your name is not shown, moderators of this board can find out who "
        "wrote it: that is logged, and you are told. Files may hold your name too.",
        error_messages={"invalid_choice": "Choose one of these: the one you had chosen is not yours any more"},
    )


def choices_of(writer: User, board: Board) -> list[tuple[str, str]]:
    """Return the voices that this person may use on the board, each with what readers will see."""
    return [(voice.value, _label(voice, writer)) for voice in Voice if can_speak(writer, voice, board)]


def _label(voice: Voice, writer: User) -> str:
    by = byline_today(voice, writer)
    if voice == Voice.NAME:
        return f"By your name: {by.in_full}"
    if voice == Voice.AGENCY:
        return f"As your agency: {by.name}. Your name and role are not shown"
    if voice == Voice.BEHALF:
        return f"{by.name} that must not be named. Your name and agency are not shown"
    said = "No role is shown, as yours says too much or nothing; readers see" if by.name == SOMEBODY else "Readers see"
    return f"By your role alone. {said} “{by.name}” and what your agency is for, not your name or agency"
