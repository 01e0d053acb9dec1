"""The form with the search filters for members. It offers only the boards and agencies whose content they may read."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.core.cache import caches
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.models import ModelChoiceIterator
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forum.enums import TopicKind
from forum.models import Board, Post
from library.enums import ResourceKind
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.forms import LongSelect
from ratsite.lib.search.query import SearchQuery
from ratsite.network.models import AffectedGroup, Agency, Area, ExploitationForm, Remit
from ratsite.search.filtered_query import FilteredQuery

KINDS = [("", _("Any type")), (_("Topics"), TopicKind.choices), (_("Resources"), ResourceKind.choices)]
ORDERS = [("", _("Best match first")), ("newest", _("Newest first"))]
NEWEST = "newest"
# The filters are outside the <form> element, next to the results, so each refers to it by this id.
FORM_ID = "find"
LONGEST_NAME = 80
VOCABULARY_CACHED_SECONDS = 60


class AllAtOnce(ModelChoiceIterator):
    """Iterator over the choices of a form field that fetches all rows at once, and only their keys and names.

    Django's own iterator uses a server-side cursor, which costs two more round trips to the database.
    """

    def __iter__(self):
        yield ("", self.field.empty_label)
        yield from self.field.offered(self.queryset)


class Choice(forms.ModelChoiceField):
    iterator = AllAtOnce

    def offered(self, rows: QuerySet) -> list[tuple[object, str]]:
        return list(rows.values_list(self.to_field_name, "name"))


class OwnChoice(Choice):
    """Form field for a choice among rows that depend on the reader, such as the boards that they may read.

    - reader: the form sets this attribute.
    - valid_rows: a function that returns a queryset of the valid rows for a reader; the chosen value must be one of
      them.
    - choices_for: a function that returns the choices for a reader, as pairs (key, name). It is called each time the
      field is shown.
    """

    reader: User

    def __init__(self, *args, valid_rows: Callable[[User], QuerySet], choices_for: Callable[[User], list], **kwargs):
        super().__init__(*args, **kwargs)
        self.valid_rows, self.choices_for = valid_rows, choices_for

    def offered(self, rows: QuerySet) -> list[tuple[object, str]]:
        return self.choices_for(self.reader)

    def to_python(self, value):
        if value not in self.empty_values:
            self.queryset = self.valid_rows(self.reader)
        return super().to_python(value)


class WordChoice(Choice):
    """Form field for a choice from a vocabulary that is the same for all readers, such as forms of exploitation.

    Each worker process caches the vocabulary for VOCABULARY_CACHED_SECONDS seconds.
    """

    def offered(self, rows: QuerySet) -> list[tuple[object, str]]:
        key = f"choices-{rows.model._meta.label_lower}"
        return caches["worker"].get_or_set(key, partial(super().offered, rows), VOCABULARY_CACHED_SECONDS)


def _boards(reader: User) -> QuerySet:
    return Board.objects.visible_to(reader)


def _agencies(reader: User) -> QuerySet:
    posts, resources = Post.objects.shown_to(reader).naming_agency(), Resource.objects.visible_to(reader)
    agencies = Agency.objects.alias(wrote=_one_of(posts, "agency"), gave=_one_of(resources, "agency"))
    return agencies.exclude(wrote=None, gave=None)


def _one_of(rows, owner: str) -> Subquery:
    """Return a subquery for the id of any one row of `rows` that belongs to the outer row.

    owner: the column of `rows` with the id of the outer row. With Exists, PostgreSQL would read all rows that belong
    to each outer row.
    """
    return Subquery(rows.filter(**{owner: OuterRef("pk")}).order_by().values("pk")[:1])


@compiled(Reader)
def _board_names(reader: User) -> QuerySet:
    return _boards(reader).values_list("slug", "name")


@compiled(Reader)
def _agency_names(reader: User) -> QuerySet:
    return _agencies(reader).values_list("slug", "name")


def _invalid(label) -> dict:
    return {"invalid_choice": format_lazy(_("Choose “{label}” from the list"), label=label)}


def _choice(label, queryset, empty_label, key: str = "slug", kind: Callable[..., Choice] = Choice) -> Choice:
    return kind(
        label=label,
        queryset=queryset,
        to_field_name=key,
        required=False,
        empty_label=empty_label,
        widget=LongSelect(attrs={"form": FORM_ID}),
        error_messages=_invalid(label),
    )


def _day(label, help_text="") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "form": FORM_ID}, format="%Y-%m-%d"),
    )


def _select(label, choices: list) -> forms.ChoiceField:
    widget = LongSelect(attrs={"form": FORM_ID})
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=widget, error_messages=_invalid(label)
    )


class FilterForm(forms.Form):
    """Form for the search filters, all of them optional.

    A board or agency that this member may not see gets the same error message as one that does not exist.
    """

    order = _select(_("Order"), ORDERS)
    kind = _select(_("Type"), KINDS)
    board = _choice(
        _("Board"),
        Board.objects.none(),
        _("Any board"),
        kind=partial(OwnChoice, valid_rows=_boards, choices_for=_board_names),
    )
    author = forms.CharField(
        label=_("Written by"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("A name, or the beginning of a name"),
        widget=forms.TextInput(attrs={"form": FORM_ID}),
        error_messages={"max_length": _("Enter a name of at most %(limit_value)s characters")},
    )
    agency = _choice(
        _("Agency"),
        Agency.objects.none(),
        _("Any agency"),
        kind=partial(OwnChoice, valid_rows=_agencies, choices_for=_agency_names),
    )
    remit = _choice(_("Remit"), Remit.objects.all(), _("Any remit"), kind=WordChoice)
    form = _choice(_("Form of exploitation"), ExploitationForm.objects.all(), _("Any form"), kind=WordChoice)
    who = _choice(_("Who is affected"), AffectedGroup.objects.all(), _("Anyone"), kind=WordChoice)
    area = _choice(_("Area of a trend note"), Area.objects.all(), _("Any area"), kind=WordChoice)
    since = _day(_("From this day"))
    until = _day(_("Up to this day"), _("You will find topics in which someone wrote on any of these days"))
    has_file = forms.BooleanField(
        label=_("Only results with a file"), required=False, widget=forms.CheckboxInput(attrs={"form": FORM_ID})
    )

    GROUPS = (
        (_("Place and author"), ("board", "author", "agency", "remit")),
        (_("Subject"), ("kind", "form", "who", "area")),
        (_("Dates and files"), ("since", "until", "has_file")),
    )

    def __init__(self, *args, member: User, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        for field in self.fields.values():
            if isinstance(field, OwnChoice):
                field.reader = member

    def filtered_query(self, query: SearchQuery, **also) -> FilteredQuery | None:
        """Return the search query with this form's filters; None if the form has errors.

        also: values for those fields of FilteredQuery that the form does not have.
        """
        if not self.is_valid():
            return None
        data = dict(self.cleaned_data)
        return FilteredQuery(query, newest_first=data.pop("order") == NEWEST, **also, **data)

    def groups(self) -> list[dict]:
        """Return the groups of filters for the page, as dicts with `title`, `fields` and `is_open`.

        The first group is always open; another one is open if one of its filters is set or has an error.
        """
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "is_open": number == 0 or any(self.data.get(name) or self[name].errors for name in names),
            }
            for number, (title, names) in enumerate(self.GROUPS)
        ]

    def in_force(self) -> list[tuple[str, str]]:
        """Return pairs (name, label) for the filters that are set, such as ("board", "Board: Housing")."""
        names = [name for _, names in self.GROUPS for name in names]
        return [(name, self._label(name)) for name in names if self.cleaned_data.get(name)]

    def _label(self, name: str) -> str:
        label, value = self.fields[name].label, self.cleaned_data[name]
        if value is True:
            return str(label)
        if name == "kind":
            value = dict([*TopicKind.choices, *ResourceKind.choices])[value]
        elif name in ("since", "until"):
            value = date_format(value, "j F Y")
        return gettext("%(label)s: %(value)s") % {"label": label, "value": value}
