from django.forms import CharField, HiddenInput
from django.utils.translation import gettext_lazy as _

from forum.forms.topic_management import LoggedTextForm

ALREADY_PROPOSED = _("This phrase is already in the list or has already been proposed. Enter another one.")


class PhraseForm(LoggedTextForm):
    phrase = CharField(label=_("What sounds like blame"), max_length=60)
    instead = CharField(label=_("What many write instead"), max_length=160)
    why = CharField(label=_("Why it sounds like blame, and who says so"), max_length=300)
    checked_fields = ("phrase", "instead", "why")

    def clean_phrase(self) -> str:
        return " ".join(self.cleaned_data["phrase"].split())


class PhraseDecisionForm(LoggedTextForm):
    reason = CharField(
        label=_("Why"), max_length=300, error_messages={"required": _("Give a reason for the audit log")}
    )
    shown = CharField(widget=HiddenInput)  # the state in which the moderator saw the phrase
