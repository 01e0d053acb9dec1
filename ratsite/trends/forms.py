"""The form of a briefing, with its parts in the order in which they are printed, and the form that takes one back."""

from django.core.exceptions import ValidationError
from django.forms import BooleanField, CharField, ChoiceField, DateTimeField, HiddenInput, RadioSelect, Textarea
from django.utils.translation import gettext_lazy as _

from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.network.enums import Marking
from ratsite.pages.contacts import published_contacts
from ratsite.trends.actions.write_briefing import TEXTS
from ratsite.trends.models.briefing import LONGEST, REASON_LENGTH

QUESTIONS = 3
MOST_LINES = 6  # lines of signs or of people to call: more do not fit on one page


def _text(label, help_text="", rows: int = 4, longest: int = LONGEST, required: bool = True) -> CharField:
    return CharField(
        label=label, help_text=help_text, max_length=longest, required=required, widget=Textarea(attrs={"rows": rows})
    )


class BriefingForm(CheckedForm):
    """The form of a briefing. is_advice: True if it is advice to a partnership, and not for a team.

    seen: the stored briefing's `changed_at` when its author opened the form; empty for a new one.
    """

    checked_fields = tuple(name for name in TEXTS if name != "marking")
    allowed = staticmethod(published_contacts)

    seen = DateTimeField(required=False, widget=HiddenInput)
    title = CharField(label=_("Title"), max_length=120)
    what = _text(_("What"), _("What is happening, in 2 or 3 plain sentences."))
    why_here = _text(
        _("Why it matters here"),
        _("The numbers of agencies are those that people outside the network may see. Do not make them more exact."),
    )
    look_for = _text(_("What to look for"), _("One sign on each line."), rows=5)
    monday = CharField(label=_("What to do on Monday"), max_length=160, help_text=_("One thing that anyone can do."))
    monday_how = _text(_("How to do it safely"), rows=2, longest=300, required=False)
    ring = _text(_("Who to call"), _("One on each line, such as “Someone is in danger now: 999”."))
    questions = _text(_("Three questions for the team"), _("One on each line."), rows=3)
    marking = ChoiceField(
        label=_("Who may have it on paper"),
        choices=[(marking.value, marking.label) for marking in (Marking.CLEAR, Marking.GREEN)],
        widget=RadioSelect,
    )
    is_general = BooleanField(
        label=_("It names no person, no agency and no place smaller than a district, and repeats nobody’s words"),
        error_messages={"required": _("Change the text until this is true, then tick it")},
    )

    def __init__(self, *args, is_advice: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if is_advice:
            self.fields["questions"].label = _("Three questions for the partnership")

    def clean_questions(self) -> str:
        if len(_filled(self.cleaned_data["questions"])) != QUESTIONS:
            raise ValidationError(_("Write three questions, each on its own line"))
        return self.cleaned_data["questions"]

    def clean_look_for(self) -> str:
        return self._clean_lines("look_for")

    def clean_ring(self) -> str:
        return self._clean_lines("ring")

    def _clean_lines(self, name: str) -> str:
        if len(_filled(self.cleaned_data[name])) > MOST_LINES:
            raise ValidationError(_("Write at most 6 lines, so that the briefing fits on one page"))
        return self.cleaned_data[name]

    @property
    def texts(self) -> dict[str, str]:
        """Return the texts of the briefing, without the confirmation."""
        return {name: self.cleaned_data[name] for name in TEXTS}


def _filled(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


class TakeBackForm(CheckedForm):
    """The form that takes a published briefing back, or sends a waiting one back to its author.

    seen: the waiting briefing's `changed_at` when the signer read it; empty for a published briefing.
    """

    seen = DateTimeField(required=False, widget=HiddenInput)
    reason = CharField(
        label=_("Reason"),
        help_text=_("The author will read your reason, and the audit log records it."),
        max_length=REASON_LENGTH,
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is wrong with it")},
    )
