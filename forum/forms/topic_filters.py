"""Filters of lists of topics. The choices are in the address; a value that the form does not offer is ignored."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.forms import ChoiceField, Form
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from forum.enums import TopicKind, TopicSort
from ratsite.network.models import ExploitationForm, Remit


@dataclass(frozen=True)
class ChosenFilter:
    """One chosen filter, shown with a cross that removes it. rest: the query string of the list without it."""

    label: str
    rest: str


class FilterForm(Form):
    """Form that filters a list of topics. `chosen` holds the valid choices in the address, by field name."""

    label = _("Filter topics")  # label of the button that unfolds the form

    def __init__(self, query: QueryDict):
        super().__init__()
        self.offer()
        self.chosen = {
            name: query[name]
            for name, field in self.fields.items()
            if query.get(name) and field.valid_value(query[name])
        }
        self.initial = self.chosen

    def offer(self) -> None:
        """Set the choices that are read from the database. Subclasses with such fields define it."""

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def chips(self) -> list[ChosenFilter]:
        labels = {name: dict(self.fields[name].choices)[value] for name, value in self.chosen.items()}
        return [
            ChosenFilter(label, urlencode({other: value for other, value in self.chosen.items() if other != name}))
            for name, label in labels.items()
        ]


class BoardFilterForm(FilterForm):
    label = _("Filter and sort")
    kind = ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *TopicKind.choices])
    sort = ChoiceField(label=_("Order"), choices=[("", _("Latest activity first")), *TopicSort.choices])


class AllBoardsFilterForm(FilterForm):
    kind = ChoiceField(label=_("Kind"), choices=[("", _("All kinds")), *TopicKind.choices])
    remit = ChoiceField(label=_("Remit that was asked"))
    form = ChoiceField(label=_("Form of exploitation"))

    def offer(self) -> None:
        remits, forms = (model.objects.values_list("slug", "name") for model in (Remit, ExploitationForm))
        self.fields["remit"].choices = [("", _("Any remit")), *remits]
        self.fields["form"].choices = [("", _("All forms")), *forms]
