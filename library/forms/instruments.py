"""Form for a law or statutory guidance that resources rely on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models import LegalInstrument


class InstrumentForm(forms.ModelForm):
    url = forms.URLField(
        assume_scheme="https",
        label=_("Official address"),
        required=False,
        max_length=300,
        help_text=_("Where it is published, such as a page of legislation.gov.uk or GOV.UK."),
    )

    class Meta:
        model = LegalInstrument
        fields = ["name", "url"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("With its year, such as “Modern Slavery Act 2015”.")}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if LegalInstrument.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Choose another name: this one is on the list already"))
        return name
