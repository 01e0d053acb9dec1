"""Forms for what a person follows.

One is for how much they hear about one thing, one for one more area, sector or other word of the vocabulary, and one
for the list of everything that they follow.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Model
from django.forms import BoundField, ChoiceField, Form
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from forum.enums import About
from forum.models import Subscription
from forum.models.subscription import TERM_LEVELS, TERMS
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Sector
from ratsite.notifications.enums import Level

TERM_MODELS: dict[About, type[Model]] = {
    About.FORM: ExploitationForm,
    About.AFFECTED: AffectedGroup,
    About.AREA: Area,
    About.SECTOR: Sector,
}
REMOVE = "remove"  # value of the choice to stop following


class LevelForm(Form):
    level = ChoiceField(label=_("How much you want to hear"), choices=Level.choices)


class TermForm(Form):
    term = ChoiceField(
        label=_("What you want to follow"), error_messages={"required": _("Choose what you want to follow")}
    )
    level = ChoiceField(label=_("How we tell you"), choices=[(level.value, level.label) for level in TERM_LEVELS])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups = [(about.label.partition(":")[0], _choices(about, model)) for about, model in TERM_MODELS.items()]
        self.fields["term"].choices = [("", _("Choose one")), *groups]


def _choices(about: About, model: type[Model]) -> list[tuple[str, str]]:
    return [(f"{about.value}-{term.pk}", str(term)) for term in model._default_manager.all()]


@dataclass(frozen=True)
class Row:
    """A row of the FollowingForm as the page shows it."""

    field: BoundField
    subscription: Subscription | None = None  # None in the row for questions to the person's remits

    @property
    def shown(self) -> SafeString:
        """The hidden input that sends back the level that the page showed."""
        return self.field.as_hidden(only_initial=True)


class FollowingForm(Form):
    """Form with the level of everything that a person follows, and of questions to their remits.

    Each field also sends the level that its page showed. So the form changes only what the person changed on this page,
    and nothing that they have chosen on another page since.
    """

    def __init__(self, *args, followed: Iterable[Subscription], questions: Level, **kwargs):
        super().__init__(*args, **kwargs)
        self.followed = {f"level-{row.pk}": row for row in followed}
        self.fields["questions"] = _field(_("Questions to your remits"), Level.choices, questions)
        for name, row in self.followed.items():
            # A term cannot be muted, so its last choice, "Off", is to stop following it.
            label = _("Off") if row.about in TERMS else _("Remove from this list")
            choices = [*((level.value, level.label) for level in row.levels), (REMOVE, label)]
            title = row.topic.title if row.about == About.TOPIC else row.target.name
            self.fields[name] = _field(title, choices, Level(row.level))

    @property
    def row_of_questions(self) -> Row:
        return Row(self["questions"])

    @property
    def rows(self) -> Iterator[Row]:
        return (Row(self[name], row) for name, row in self.followed.items())

    @property
    def new_levels(self) -> dict[int, Level | None]:
        """The changed levels by subscription id; None for a subscription that the person wants to end."""
        levels: dict[int, Level | None] = {}
        for name in self.changed_data:
            value = self.cleaned_data[name]
            if name in self.followed and value:
                levels[self.followed[name].pk] = None if value == REMOVE else Level(value)
        return levels

    @property
    def new_level_of_questions(self) -> Level | None:
        value = self.cleaned_data["questions"] if "questions" in self.changed_data else ""
        return Level(value) if value else None


def _field(label: str, choices: list, level: Level) -> ChoiceField:
    message = _("Choose one of the levels in the list")
    return ChoiceField(
        label=label,
        choices=choices,
        initial=level.value,
        required=False,  # if a field was not sent, its subscription does not change
        show_hidden_initial=True,
        error_messages={"invalid_choice": message},
    )
