"""Forms that a curator completes before a draft is published: the checklist, and the questions about case learning."""

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from library.models import ANSWER_LENGTH, CASE_ANSWERS, JUSTIFICATION_LENGTH, ResourceVersion
from library.queries.hashes import shown_hash_of_answers
from ratsite.lib.identifiers.refusal import SHORTEST_EXPLANATION, TOO_SHORT, refuse_identifiers

OVERTAKEN = _(
    "Someone else changed the texts of this draft after you opened this page, so yours are not saved yet. Read "
    "theirs on this page in another tab, then send yours again to replace them."
)


def _answer_field(label, help_text, missing) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=ANSWER_LENGTH,
        help_text=help_text,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": missing},
    )


class CaseForm(forms.Form):
    """Form with the questions about case learning: could someone who tries to recognise a person in it succeed?

    The questions follow the motivated intruder test.
    """

    is_composite = forms.BooleanField(
        label=_("It mixes several cases, and all of them have ended"),
        error_messages={"required": _("Mix several ended cases, then tick this")},
    )
    could_recognise = _answer_field(
        _("Who could recognise the people in it?"),
        _(
            "Think of family, neighbours, colleagues, the people who exploited them, reporters, and the people "
            "themselves."
        ),
        _("Say who could recognise the people in it, and why they cannot"),
    )
    was_changed = _answer_field(
        _("What did we change?"),
        _("Such as ages, places, months, trades, the order of events. Do not give the true details."),
        _("Say what was changed"),
    )
    would_agree = _answer_field(
        _("Would the people in it agree?"),
        _("Did you ask them? If you could not, say why they would not mind reading it."),
        _("Say whether the people would agree, and how you know"),
    )


class PublishForm(CaseForm):
    """Form of a draft's checklist: the case learning questions, and why identifiers in it identify no private person.

    - must_confirm: True if the answers came with a suggestion and no curator has confirmed them yet.
    - must_explain: True if the checks found something that the curator has to explain. The curator can also change an
      earlier explanation, for example after a reviewer has sent the version back.
    """

    shown_hash = forms.CharField(required=False, widget=forms.HiddenInput)  # of the texts that the form replaces
    has_confirmed = forms.BooleanField(
        label=_(
            "I have read the answers of the person who suggested it, changed what was not right, and agree with them"
        ),
        error_messages={"required": _("Read the answers, change what is not right, then tick this")},
    )
    justification = forms.CharField(
        label=_("Why these details do not identify a private person"),
        max_length=JUSTIFICATION_LENGTH,
        required=False,
        help_text=_("For example: “the helplines have published these numbers”. A second person will read this."),
    )

    def __init__(self, *args, must_explain: bool, must_confirm: bool, version: ResourceVersion, **kwargs):
        saved = {name: getattr(version, name) for name in ("justification", *CASE_ANSWERS)}
        super().__init__(*args, initial=saved | {"shown_hash": shown_hash_of_answers(version)}, **kwargs)
        if not version.resource.is_case:
            for name in ("is_composite", *CASE_ANSWERS):
                del self.fields[name]
        if not must_confirm:
            del self.fields["has_confirmed"]
        if must_explain:
            self.fields["justification"].required = True
            self.fields["justification"].validators.append(MinLengthValidator(SHORTEST_EXPLANATION, TOO_SHORT))
            self.fields["justification"].error_messages["required"] = _(
                "Say why these details do not identify a private person, or remove them"
            )
        else:
            del self.fields["justification"]

    def clean(self):
        cleaned = super().clean()
        names = [name for name in CASE_ANSWERS if name in self.fields]
        if "justification" in self.changed_data:  # a saved one was scanned before
            names.append("justification")
        refuse_identifiers(self, names)
        return cleaned

    def show_overtaken(self, version: ResourceVersion) -> None:
        """Add the error that another curator has changed the texts. If the form is sent again, it replaces them."""
        self.add_error(None, OVERTAKEN)
        self.data = self.data.copy()
        self.data["shown_hash"] = shown_hash_of_answers(version)

    def submission(self) -> dict:
        """Return the arguments `justification`, `case_answers` and `shown_hash` of the action submit_version."""
        answers = {name: self.cleaned_data[name] for name in CASE_ANSWERS if name in self.fields}
        texts = {"justification": self.cleaned_data.get("justification", ""), "case_answers": answers}
        return texts | {"shown_hash": self.cleaned_data["shown_hash"]}
