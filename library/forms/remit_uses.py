"""Forms for the lines that say what each remit can use a resource for."""

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from library.models import RemitUse
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.pages.contacts import published_contacts


class UsesForm(CheckedForm):
    """Form with one line for each remit of a resource: what to use the resource for."""

    allowed = staticmethod(published_contacts)

    def __init__(self, *args, uses: list[RemitUse], **kwargs):
        super().__init__(*args, **kwargs)
        self.uses = uses
        for use in uses:
            label = gettext("Use it for %(remit)s") % {"remit": use.remit}
            self.fields[f"use-{use.pk}"] = forms.CharField(
                label=label, max_length=200, required=False, initial=use.use, show_hidden_initial=True
            )
        self.checked_fields = list(self.fields)

    @property
    def initial_inputs(self) -> list[SafeString]:
        """Return hidden inputs with the lines of all remits as they were when the form was opened.

        From these inputs the form finds which lines the curator has changed.
        """
        return [self[name].as_hidden(only_initial=True) for name in self.fields]

    def lines(self) -> dict[int, str]:
        """Return {id of a RemitUse: its new line} for the lines that this curator changed.

        The other lines are left out, because another curator may have changed them since the form was opened.
        """
        names = {use.pk: f"use-{use.pk}" for use in self.uses}
        return {pk: self.cleaned_data[name] for pk, name in names.items() if name in self.changed_data}


class UseLineForm(CheckedForm):
    """Form that checks one line of a spreadsheet: what one remit can use a resource for."""

    checked_fields = ("use",)
    allowed = staticmethod(published_contacts)

    use = forms.CharField(max_length=RemitUse._meta.get_field("use").max_length)
