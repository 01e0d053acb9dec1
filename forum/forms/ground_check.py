"""Forms of a ground check: propose statements, answer them, sign the summary, and end or delete the check."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, HiddenInput, RadioSelect, Textarea, TypedChoiceField
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum.enums import Stance
from forum.forms.text import LinesField
from forum.forms.topic_management import LoggedTextForm
from forum.models import GroundAnswer, GroundCheck, GroundStatement
from forum.models.ground_check import LONGEST_CHANGE, LONGEST_STATEMENT, MOST_STATEMENTS
from ratsite.lib.forms import conditional

WEEKS = [(1, _("For 1 week")), (2, _("For 2 weeks")), (4, _("For 4 weeks"))]
LONGEST_SUMMARY = GroundCheck._meta.get_field("summary").max_length


class StatementsForm(LoggedTextForm):
    """Form to propose up to seven statements. cleaned_data contains arguments of propose_ground_check."""

    weeks = TypedChoiceField(label=_("How long people can answer"), choices=WEEKS, coerce=int, initial=1)
    checked_fields = tuple(f"statement_{number}" for number in range(1, MOST_STATEMENTS + 1))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, name in enumerate(self.checked_fields, start=1):
            self.fields[name] = CharField(
                label=_("Statement %(number)s") % {"number": number},
                max_length=LONGEST_STATEMENT,
                required=number == 1,
                error_messages={"required": _("Write at least one statement")},
            )
        self.order_fields([*self.checked_fields, "weeks"])

    def clean(self) -> dict:
        data = super().clean()
        statements = [data[name] for name in self.checked_fields if data.get(name)]
        if len({statement.casefold() for statement in statements}) < len(statements):
            raise ValidationError(_("Two statements are the same. Change one, or leave it out."))
        until = timezone.localdate() + dt.timedelta(weeks=data.get("weeks") or 1)
        return {"statements": statements, "closes_on": until}


class AnswersForm(LoggedTextForm):
    """Form with two fields for each statement: the answer, and what would change it.

    At least one statement must be answered. own: the person's earlier answers, by statement id. has_changes: False to
    leave out the second field.
    """

    def __init__(
        self,
        *args,
        statements: Iterable[GroundStatement],
        own: Mapping[int, GroundAnswer],
        has_changes: bool = True,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.statements = list(statements)
        self.has_changes = has_changes
        self.checked_fields = tuple(f"change_{statement.pk}" for statement in self.statements if has_changes)
        for statement in self.statements:
            answer = own.get(statement.pk)
            self.fields[f"stance_{statement.pk}"] = ChoiceField(
                label=statement.text,
                choices=Stance,
                widget=RadioSelect,
                required=False,
                initial=answer.stance if answer else None,
                error_messages={"invalid_choice": _("Choose one of the three answers")},
            )
            if has_changes:
                self.fields[f"change_{statement.pk}"] = CharField(
                    label=_("In your own words, without names or places"),
                    help_text=_(
                        "After the last day, readers can see these words under your remit, or under “other remits” if "
                        "only a few people with your remit answer. We do not show your name, but colleagues may guess "
                        "that you wrote them."
                    ),
                    max_length=LONGEST_CHANGE,
                    required=False,
                    widget=Textarea({"rows": 2}),
                    initial=answer.change if answer else "",
                )

    def rows(self) -> list[tuple[BoundField, BoundField | None, bool]]:
        """Return for each statement its two bound fields, and whether the page shows the second one unfolded.

        The second field is None if the form was made without it.
        """
        stances = [self[f"stance_{statement.pk}"] for statement in self.statements]
        if not self.has_changes:
            return [(stance, None, False) for stance in stances]
        changes = [self[name] for name in self.checked_fields]
        return [
            (stance, change, bool(change.value() or change.errors))
            for stance, change in zip(stances, changes, strict=True)
        ]

    def clean(self) -> dict:
        data = super().clean()
        for statement in self.statements:
            if data.get(f"change_{statement.pk}") and not data.get(f"stance_{statement.pk}"):
                self.add_error(
                    f"stance_{statement.pk}",
                    _("Choose an answer, or delete what you wrote about what would change your answer"),
                )
        if not self.errors and not any(data.get(f"stance_{statement.pk}") for statement in self.statements):
            raise ValidationError(_("Choose an answer to at least one statement"))
        return data

    def answers(self) -> dict[int, tuple[str, str]]:
        """Return the answers as answer_ground_check takes them, without statements that were not answered."""
        data = self.cleaned_data
        return {
            statement.pk: (data[f"stance_{statement.pk}"], data.get(f"change_{statement.pk}", ""))
            for statement in self.statements
            if data[f"stance_{statement.pk}"]
        }


class SummaryForm(LoggedTextForm):
    summary = LinesField(
        label=_("Summary"),
        max_length=LONGEST_SUMMARY,
        widget=Textarea({"rows": 8}),
        help_text=_(
            "We drafted this from the results. Change what you need to, but keep the points that people do "
            "not agree on."
        ),
        error_messages={"required": _("Write a summary of what people agree on, and where they differ")},
    )
    shown_hash = CharField(widget=HiddenInput)
    checked_fields: ClassVar = ("summary",)


class EndForm(LoggedTextForm):
    END, DELETE = "end", "delete"
    NO_REASON = _("Say why you are deleting it")
    do = ChoiceField(
        label=_("What do you want to do?"),
        choices=[
            (END, _("Stop taking answers now, delete what each person answered, and see the result")),
            (DELETE, _("Delete the statements, all answers and the summary")),
        ],
        widget=RadioSelect,
        error_messages={"required": _("Choose what you want to do")},
    )
    reason = conditional(
        CharField(
            label=_("Why you delete it"),
            max_length=300,
            help_text=_("You only need to give a reason if you delete the ground check."),
        )
    )

    def __init__(self, *args, check: GroundCheck, **kwargs):
        super().__init__(*args, **kwargs)
        if not check.is_open:  # it has ended, so it can only be deleted
            self.fields["do"] = ChoiceField(choices=[(self.DELETE, "")], widget=HiddenInput, initial=self.DELETE)
            self.fields["reason"].help_text, self.fields["reason"].required = "", True
            self.fields["reason"].error_messages["required"] = self.NO_REASON

    def clean(self) -> dict:
        data = super().clean()
        if data.get("do") == self.DELETE and data.get("reason") == "":
            self.add_error("reason", self.NO_REASON)
        return data
