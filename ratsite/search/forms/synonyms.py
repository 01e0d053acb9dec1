"""Forms for synonyms, for what a word of the glossary means to each remit, and for chosen results."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from library.models import Resource
from ratsite.accounts.models import User
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.search.synonyms import words_of
from ratsite.network.models import Remit
from ratsite.pages.contacts import published_contacts
from ratsite.search.models import ChosenResult, Meaning, SynonymSet, names_in

MOST_NAMES = 10  # names in one set: a search for one of them also searches for all the others


class SynonymForm(forms.Form):
    shown = forms.CharField(required=False, widget=forms.HiddenInput)  # the words that the form changes
    words = forms.CharField(
        label=gettext_lazy("Words that mean the same"),
        max_length=SynonymSet._meta.get_field("words").max_length,
        help_text=gettext_lazy(
            "Separate them with commas, such as: NRM, National Referral Mechanism. If you enter only one "
            "word, it will appear in the glossary but will not change any search."
        ),
        error_messages={"required": gettext_lazy("Enter the words, separated by commas")},
    )

    def __init__(self, *args, editing: SynonymSet | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.editing = editing
        if editing is None:
            del self.fields["shown"]

    def clean_words(self) -> str:
        names = [name for name in names_in(self.cleaned_data["words"]) if words_of(name)]
        if not names:
            raise forms.ValidationError(_("Enter the words, separated by commas"))
        if len({words_of(name) for name in names}) < len(names):
            raise forms.ValidationError(_("Enter each word once"))
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(_("Enter at most %(count)s words or names") % {"count": MOST_NAMES})
        words = ", ".join(names)
        same = SynonymSet.objects.filter(words=words)
        if self.editing is not None:
            same = same.exclude(pk=self.editing.pk)
        if same.exists():
            raise forms.ValidationError(_("These words are already in the list"))
        return words


class MeaningsForm(CheckedForm):
    """Form with one line for each of these remits: what an entry of the glossary means to the remit."""

    allowed = staticmethod(published_contacts)

    def __init__(self, *args, entry: SynonymSet, remits: Collection[Remit], **kwargs):
        super().__init__(*args, **kwargs)
        self.remits = {f"remit-{remit.slug}": remit for remit in remits}
        known = {meaning.remit_id: meaning.text for meaning in entry.meanings.all()}
        for name, remit in self.remits.items():
            self.fields[name] = forms.CharField(
                label=remit.name,
                required=False,
                max_length=Meaning._meta.get_field("text").max_length,
                initial=known.get(remit.pk, ""),
                widget=forms.Textarea({"rows": 2}),
                show_hidden_initial=True,
            )
        self.checked_fields = list(self.fields)

    @property
    def initial_inputs(self) -> list[SafeString]:
        """The original text of each field, as hidden inputs.

        A submitted form thus shows which texts the writer changed.
        """
        return [self[name].as_hidden(only_initial=True) for name in self.fields]

    @property
    def texts(self) -> dict[Remit, str]:
        """The submitted text for each remit whose text the writer changed.

        The other remits are left out, because other people may have changed their texts since the form was opened.
        """
        return {self.remits[name]: " ".join(self.cleaned_data[name].split()) for name in self.changed_data}


class ChosenForm(forms.Form):
    """Form that chooses a resource or page, by its address on this site, as the first result of some searches."""

    words = forms.CharField(
        label=gettext_lazy("What people search for"),
        max_length=ChosenResult._meta.get_field("words").max_length,
        help_text=gettext_lazy("The result is shown for these words in any order."),
        error_messages={"required": gettext_lazy("Enter the words that people search for")},
    )
    address = forms.CharField(
        label=gettext_lazy("Address of the resource or page"),
        max_length=300,
        help_text=gettext_lazy("Copy it from the address bar, such as /library/the-first-ten-minutes/"),
        error_messages={"required": gettext_lazy("Enter the address of a resource or of a public page")},
    )

    def __init__(self, *args, editor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.editor = editor

    def clean_words(self) -> str:
        if not words_of(self.cleaned_data["words"]):
            raise forms.ValidationError(_("Enter the words that people search for"))
        return self.cleaned_data["words"]

    def clean(self) -> dict:
        data = super().clean()
        if "address" in data:
            resource, page = self._find(data.pop("address"))
            if resource is None and page is None:
                self.add_error("address", _("Enter the address of a resource or public page that you can read"))
            data |= {"resource": resource, "page": page}
        return data

    def _find(self, address: str) -> tuple[Resource | None, Page | None]:
        try:
            path = urlsplit(address.strip()).path
        except ValueError:
            return None, None
        parts = [part for part in path.split("/") if part]
        if parts[:1] == ["library"] and len(parts) == 2:
            return Resource.objects.visible_to(self.editor).filter(slug=parts[1]).first(), None
        pages = Page.objects.live().public().filter(depth__gt=1)
        return None, next((page for page in pages.filter(slug=parts[-1]) if page.url == path), None) if parts else None
