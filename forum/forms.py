from django import forms

from forum.enums import MayAct, TopicKind
from forum.models import Board, Topic
from ratsite.lib.markup import MAX_SOURCE
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, ExploitationForm


def _body_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=MAX_SOURCE,
        help_text="Leave out names, number plates, addresses and reference numbers. "
        "A blank line starts a paragraph, - makes a list, > quotes, **two stars** make bold.",
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": "Write something first"},
    )


class ReplyForm(forms.Form):
    body = _body_field("Your reply")


class TopicForm(forms.Form):
    """A new topic on one board; what may be chosen as its marking stops at the board's ceiling."""

    title = forms.CharField(
        label="Title",
        max_length=Topic._meta.get_field("title").max_length,
        help_text="Say what it is about, without names or exact places.",
        error_messages={"required": "Give the topic a title"},
    )
    body = _body_field("What you want to say")
    kind = forms.ChoiceField(label="What kind of topic it is", choices=TopicKind, initial=TopicKind.DISCUSSION)
    forms = forms.ModelMultipleChoiceField(
        label="Forms of exploitation it touches",
        queryset=ExploitationForm.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick all that apply, or none.",
    )
    affected = forms.ModelMultipleChoiceField(
        label="Who is affected",
        queryset=AffectedGroup.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    marking = forms.ChoiceField(
        label="What readers may do with it",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the markings that this board allows"},
    )
    may_act = forms.ChoiceField(
        label="May others act on this?", choices=MayAct, initial=MayAct.CHECK, widget=forms.RadioSelect
    )

    def __init__(self, *args, board: Board, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["marking"].choices = [(m.value, f"{m.label} ({m.tlp})") for m in board.markings()]
        self.fields["marking"].initial = Marking(board.marking).value
