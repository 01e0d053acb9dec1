from django.forms import ChoiceField, Form, RadioSelect
from django.utils.translation import gettext_lazy as _

YES = "yes"


class ChildQuestionForm(Form):
    """Form that asks whether a text is about a child. It is shown inside another form whose text suggests so."""

    about_child = ChoiceField(
        label=_("Is this about someone under 18?"),
        choices=[(YES, _("Yes")), ("no", _("No"))],
        widget=RadioSelect,
        error_messages={"required": _("Choose yes or no")},
        help_text=_("If it is, you must remove anything that may identify someone, and refer the child first."),
    )

    @property
    def answer(self) -> str:
        """Return the writer's answer: "yes", "no", or "" if there is none yet."""
        return self.cleaned_data["about_child"] if self.is_bound and self.is_valid() else ""
