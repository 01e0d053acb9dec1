from django.forms import (
    CharField,
    CheckboxSelectMultiple,
    ChoiceField,
    Form,
    ModelMultipleChoiceField,
    RadioSelect,
    Textarea,
)

from forum.enums import MayAct, TopicKind
from forum.models import Board, Topic
from ratsite.lib.markup import MAX_SOURCE
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, ExploitationForm


def _body_field(label: str) -> CharField:
    return CharField(
        label=label,
        max_length=MAX_SOURCE,
        help_text="Leave out names, number plates, addresses and reference numbers. "
        "A blank line starts a paragraph, - makes a list, > quotes, **two stars** make bold.",
        widget=Textarea(attrs={"rows": 9}),
        error_messages={"required": "Write something first"},
    )


class ReplyForm(Form):
    body = _body_field("Your reply")


class TopicForm(Form):
    """A new topic on one board; what may be chosen as its marking stops at the board's ceiling."""

    title = CharField(
        label="Title",
        max_length=Topic._meta.get_field("title").max_length,
        help_text="Say what it is about, without names or exact places.",
        error_messages={"required": "Give the topic a title"},
    )
    body = _body_field("What you want to say")
    kind = ChoiceField(label="What kind of topic it is", choices=TopicKind, initial=TopicKind.DISCUSSION)
    forms = ModelMultipleChoiceField(
        label="Forms of exploitation it touches",
        queryset=ExploitationForm.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
        help_text="Tick all that apply, or none.",
    )
    affected = ModelMultipleChoiceField(
        label="Who is affected",
        queryset=AffectedGroup.objects.all(),
        required=False,
        widget=CheckboxSelectMultiple,
    )
    marking = ChoiceField(
        label="What readers may do with it",
        widget=RadioSelect,
        error_messages={"invalid_choice": "Choose one of the markings that this board allows"},
    )
    may_act = ChoiceField(label="May others act on this?", choices=MayAct, initial=MayAct.CHECK, widget=RadioSelect)

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["marking"].choices = [(m.value, f"{m.label} ({m.tlp})") for m in board.markings()]
        self.fields["marking"].initial = Marking(board.marking).value
