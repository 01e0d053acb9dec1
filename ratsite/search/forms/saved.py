"""The form for a saved search, and the filters that it offers to keep."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.lib.forms import conditional
from ratsite.lib.search.query import LONGEST, read
from ratsite.lib.search.synonyms import Expansion
from ratsite.search.forms.search import FilterForm
from ratsite.search.models import SavedSearch
from ratsite.search.queries.library_query import LibraryQuery
from ratsite.search.queries.library_results import LibraryResults
from ratsite.search.queries.saved_searches import search_of
from ratsite.search.site_query import NOTHING_ALONE, SiteQuery

LONGEST_NAME = SavedSearch._meta.get_field("name").max_length


class SavedSearchForm(forms.Form):
    """Form for a new or changed saved search.

    - search: the search to save or change; the form begins with its words and filters.
    - saved: the saved search to change; None for a new one.
    - filters: pairs (value, label) of the filters that the member can keep or remove. Filters of `search` that are not
      listed are removed. None: all filters stay.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        help_text=_("Only you can see the name."),
        error_messages={"required": _("Enter a name for the search")},
    )
    q = conditional(forms.CharField(label=_("Search text"), max_length=LONGEST))
    filters = forms.MultipleChoiceField(
        label=_("Filters"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Untick a filter to remove it."),
        error_messages={"invalid_choice": _("Choose filters from the list")},
    )
    is_alert = forms.BooleanField(
        label=_("Notify me of new resources that this search finds"),
        required=False,
        help_text=_("We notify you on the site and in your summary email. Each email has a link to stop this."),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)  # the saved query string that the form changes

    def __init__(
        self,
        *args,
        search: SiteQuery | LibraryQuery,
        saved: SavedSearch | None = None,
        filters: list[tuple[str, str]] | None = None,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.lost = [] if filters is None else lost_filters(search, filters)
        self.search = search.changed(saved.typed, without=self.lost) if saved and self.lost else search
        self.saved = saved
        if saved is None:
            del self.fields["shown"]
            replaces = _("Only you can see the name. A saved search with the same name is replaced.")
            self.fields["name"].help_text = replaces
        if filters:
            self.fields["filters"].choices = filters
            self.fields["q"].help_text = _("Fill this in if you remove all filters.")
        else:
            del self.fields["filters"]
        if not isinstance(search, LibraryQuery):
            del self.fields["is_alert"]

    @property
    def new_search(self) -> SiteQuery | LibraryQuery:
        """The search with the words and filters of this form."""
        kept = self.cleaned_data.get("filters", [])
        offered = [value for value, _label in self.fields["filters"].choices] if "filters" in self.fields else []
        return self.search.changed(self.cleaned_data["q"], without=[value for value in offered if value not in kept])

    def what_to_save(self) -> dict:
        """Return the arguments for save_search and change_search. Call it only if the form is valid."""
        data = self.cleaned_data
        return {"name": data["name"], "search": self.new_search, "is_alert": data.get("is_alert", False)}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if self.saved is not None:
            others = SavedSearch.objects.filter(owner=self.saved.owner_id, name=name).exclude(pk=self.saved.pk)
            if others.exists():
                raise forms.ValidationError(_("You have another saved search with this name. Enter a different name."))
        return name

    def clean(self) -> dict:
        data = super().clean()
        if "q" in data and not self.new_search.asks_for_something:
            if "filters" in self.fields:
                self.add_error("q", _("Enter what to search for, or keep a filter"))
            else:
                self.add_error("q", _("Enter what to search for"))
        return data


def lost_filters(search: SiteQuery | LibraryQuery, filters: list[tuple[str, str]]) -> list[str]:
    """Return the filters of a search that its owner may no longer see, such as "board=housing".

    filters: what filters_of returned for this owner.
    """
    if isinstance(search, LibraryQuery):  # its filters are the same for all members
        return []
    seen = {value for value, _label in filters}
    parts = [f"{name}={value}" for name, value in search.parts if name not in ("q", *NOTHING_ALONE)]
    return [part for part in parts if part not in seen]


def filters_of(saved: SavedSearch, member: User) -> list[tuple[str, str]]:
    """Return pairs (value, label) for the filters of a saved search, such as ("board=housing", "Board: Housing").

    A filter by something that the member may no longer see, such as a board, is left out. Costs a few queries.
    """
    search = search_of(saved)
    if isinstance(search, LibraryQuery):
        labels = LibraryResults(member, search.changed(""), Expansion(read(""))).chips
        values = [f"{name}={value}" for name, several in search.chosen.items() for value in several]
        return [(value, label) for value, (label, _query) in zip(values, labels, strict=True)]
    form = FilterForm(QueryDict(saved.query), member=member)
    form.is_valid()
    return [(f"{name}={dict(search.parts)[name]}", label) for name, label in form.in_force()]
