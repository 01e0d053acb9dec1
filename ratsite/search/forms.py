"""The filters that members have. What can be chosen comes from what this member may read, and from nothing else."""

from functools import partial

from django import forms
from django.core.cache import caches
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms.models import ModelChoiceIterator

from forum.enums import TopicKind
from forum.models import Board, Post
from library.enums import ResourceKind
from library.models import Resource
from ratsite.accounts.models import User, name_of
from ratsite.lib.forms import LongSelect
from ratsite.lib.wording import Words
from ratsite.network.models import AffectedGroup, Agency, Area, ExploitationForm, Remit
from ratsite.search.asking import Asked

KINDS = [("", "Any type"), ("Topics", TopicKind.choices), ("Resources", ResourceKind.choices)]
ORDERS = [("", "Best match first"), ("newest", "Newest first")]
NEWEST = "newest"
# The filters stand beside the results, and belong to the form above them.
FORM_ID = "find"
VOCABULARY_KEPT = 60  # seconds


class AllAtOnce(ModelChoiceIterator):
    """Each list is drawn once and whole: not through a cursor on the server, which costs two round trips more, and of
    hundreds of things not more than their names.
    """

    def __iter__(self):
        yield ("", self.field.empty_label)
        yield from self.field.offered(self.queryset)


class Choice(forms.ModelChoiceField):
    """name_parts: the columns from which name_from makes what str() says of each thing."""

    iterator = AllAtOnce
    name_parts: tuple[str, ...] = ("name",)
    name_from = staticmethod(str)

    def offered(self, things: QuerySet) -> list[tuple[object, str]]:
        rows = things.values_list(self.to_field_name, *self.name_parts)
        return [(key, self.name_from(*parts)) for key, *parts in rows]


class WordChoice(Choice):
    """Of the vocabulary that all share: no right depends on it, and each worker looks it up once a minute."""

    def offered(self, things: QuerySet) -> list[tuple[object, str]]:
        key = f"choices-{things.model._meta.label_lower}"
        return caches["worker"].get_or_set(key, partial(super().offered, things), VOCABULARY_KEPT)


class PersonChoice(Choice):
    name_parts = ("first_name", "last_name", "email")
    name_from = staticmethod(name_of)


def _invalid(label: str) -> dict[str, str]:
    return {"invalid_choice": f"Choose “{label}” from the list"}


def _choice(label: str, queryset, any_words: str, key: str = "slug", kind: type[Choice] = Choice) -> Choice:
    return kind(
        label=label,
        queryset=queryset,
        to_field_name=key,
        required=False,
        empty_label=any_words,
        widget=LongSelect(attrs={"form": FORM_ID}),
        error_messages=_invalid(label),
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "form": FORM_ID}, format="%Y-%m-%d"),
    )


def _select(label: str, choices: list) -> forms.ChoiceField:
    widget = LongSelect(attrs={"form": FORM_ID})
    return forms.ChoiceField(
        label=label, choices=choices, required=False, widget=widget, error_messages=_invalid(label)
    )


def _one_of(things, owner: str) -> Subquery:
    """Any one of each owner's. Not Exists, which PostgreSQL answers by reading all that everybody has."""
    return Subquery(things.filter(**{owner: OuterRef("pk")}).order_by().values("pk")[:1])


class FilterForm(forms.Form):
    """All optional. A choice that is not this member's is refused in the same words as one that does not exist."""

    order = _select("Order", ORDERS)
    kind = _select("Type", KINDS)
    board = _choice("Board", Board.objects.none(), "Any board")
    author = _choice("Written by", User.objects.none(), "Anybody", key="pk", kind=PersonChoice)
    agency = _choice("Agency", Agency.objects.none(), "Any agency")
    remit = _choice("Remit", Remit.objects.all(), "Any remit", kind=WordChoice)
    form = _choice("Form of exploitation", ExploitationForm.objects.all(), "Any form", kind=WordChoice)
    who = _choice("Who is affected", AffectedGroup.objects.all(), "Anyone", kind=WordChoice)
    area = _choice("Area of a trend note", Area.objects.all(), "Any area", kind=WordChoice)
    since = _day("From this day on")
    until = _day("Up to this day")
    has_file = forms.BooleanField(
        label="Only what has a file", required=False, widget=forms.CheckboxInput(attrs={"form": FORM_ID})
    )

    GROUPS = (
        ("Where and by whom", ("board", "author", "agency", "remit")),
        ("About what", ("kind", "form", "who", "area")),
        ("When, and with a file", ("since", "until", "has_file")),
    )

    def __init__(self, *args, member: User, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        posts, resources = Post.objects.visible_to(member).live(), Resource.objects.visible_to(member)
        self.fields["board"].queryset = Board.objects.visible_to(member)
        authors = User.objects.alias(wrote=_one_of(posts.signed(), "author")).exclude(wrote=None)
        self.fields["author"].queryset = authors
        agencies = Agency.objects.alias(
            wrote=_one_of(posts.naming_agency(), "agency"), gave=_one_of(resources, "agency")
        )
        self.fields["agency"].queryset = agencies.exclude(wrote=None, gave=None)

    def asked(self, words: Words) -> Asked | None:
        """What the form asks for together with the words; None while something in it is wrong."""
        if not self.is_valid():
            return None
        data = dict(self.cleaned_data)
        return Asked(words, newest_first=data.pop("order") == NEWEST, **data)

    def groups(self) -> list[dict]:
        """The filters as they stand in the page: the first group is open, others while something in them is set."""
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "is_open": number == 0 or any(self.data.get(name) or self[name].errors for name in names),
            }
            for number, (title, names) in enumerate(self.GROUPS)
        ]

    def in_force(self) -> list[tuple[str, str]]:
        """(name, words) of each filter that is set: "board", "Board: Housing"."""
        names = [name for _, names in self.GROUPS for name in names]
        return [(name, self._words(name)) for name in names if self.cleaned_data.get(name)]

    def _words(self, name: str) -> str:
        label, value = self.fields[name].label, self.cleaned_data[name]
        if value is True:
            return str(label)
        if name == "kind":
            value = dict([*TopicKind.choices, *ResourceKind.choices])[value]
        return f"{label}: {value:%-d %B %Y}" if name in ("since", "until") else f"{label}: {value}"
