"""Form for a law or statutory guidance that resources rely on."""

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from library.models import LegalInstrument
from library.queries.hashes import shown_hash_of_law
from ratsite.lib.identifiers.refusal import refuse_identifiers

# Public pages link to these addresses without a second person's approval, so only publishers of law are allowed.
PUBLISHERS = ("legislation.gov.uk", "www.legislation.gov.uk", "gov.uk", "www.gov.uk", "coe.int", "www.coe.int")
NAME_TAKEN = _("Choose another name: this one is already on the list")


class InstrumentForm(forms.ModelForm):
    url = forms.URLField(
        assume_scheme="https",
        label=_("Official address"),
        required=False,
        max_length=300,
        help_text=_("Its page on legislation.gov.uk, GOV.UK or coe.int."),
    )

    shown_hash = forms.CharField(required=False, widget=forms.HiddenInput)  # of the name and address that it replaces

    class Meta:
        model = LegalInstrument
        fields = ["name", "url"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("With its year, such as “Modern Slavery Act 2015”.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["shown_hash"] = shown_hash_of_law(self.instance)
        else:
            del self.fields["shown_hash"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if LegalInstrument.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        parts = urlsplit(url)
        is_official = parts.scheme == "https" and parts.netloc.lower() in PUBLISHERS
        if url and url != self.instance.url and not is_official:
            raise forms.ValidationError(
                _("Enter a page of legislation.gov.uk, GOV.UK or coe.int that starts with https://")
            )
        return url

    def clean(self) -> dict:
        super().clean()
        refuse_identifiers(self, ["name"])
        return self.cleaned_data
