"""Forms to change a topic's marking or "may act". The board's moderators and the topic's author use them."""

from django.forms import RadioSelect, TypedChoiceField
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forum.enums import MayAct
from forum.forms.topic_management import LoggedTextForm, reason_field
from forum.models import Topic
from forum.queries.marking_change import MarkingChange, preview_change
from forum.rules.topics import markings_for
from forum.screening import is_read_first
from ratsite.accounts.models import User
from ratsite.network.enums import Marking

LOGGED_ONLY = _(
    "Readers of the topic will not see your reason, because a moderator must read what you write "
    "before it is published. We save it in the audit log."
)


class _TopicForm(LoggedTextForm):
    """Base of both forms: the reason's help text says if readers will not see the reason."""

    def __init__(self, *args, topic: Topic, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.topic, self.actor = topic, actor
        if is_read_first(actor, topic, ""):
            self.fields["reason"].help_text = LOGGED_ONLY


class MarkingForm(_TopicForm):
    marking = TypedChoiceField(
        label=_("What readers may do with it"),
        coerce=Marking,
        widget=RadioSelect,
        error_messages={"required": _("Choose a marking"), "invalid_choice": _("Choose one of the markings below")},
    )
    reason = reason_field()

    def __init__(self, *args, topic: Topic, actor: User, **kwargs):
        super().__init__(*args, topic=topic, actor=actor, **kwargs)
        choices = markings_for(actor, topic)
        if "confirm" in self.data:  # a confirmation that is sent twice names the topic's current marking
            choices.append(Marking(topic.marking))
        self.fields["marking"].choices = [
            (choice.value, f"{choice.label} ({choice.tlp}). {choice.detail}") for choice in choices
        ]

    @property
    def has_choice(self) -> bool:
        return bool(self.fields["marking"].choices)

    @cached_property
    def change(self) -> MarkingChange | None:
        """Return the effects of the chosen marking; None if none is chosen. Slow: it may scan the whole topic."""
        marking = self.cleaned_data.get("marking")
        return preview_change(self.topic, marking, self.actor) if marking else None


class ActForm(_TopicForm):
    may_act = TypedChoiceField(
        label=_("May others act on this?"),
        choices=MayAct,
        coerce=MayAct,
        widget=RadioSelect,
        error_messages={"required": _("Choose one of these"), "invalid_choice": _("Choose one of these")},
    )
    reason = reason_field()
