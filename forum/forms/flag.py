"""Forms about another member's post: a moderator's content note, and a reader's flag."""

from django.forms import CharField, ChoiceField, Form, RadioSelect, Textarea

from forum.enums import FlagReason
from forum.forms.post import note_field
from forum.forms.topic_work import KeptWordsForm
from forum.models import Flag


class NoteForm(KeptWordsForm):
    """A moderator's content note on a member's post."""

    note = note_field()
    reason = CharField(
        label="Why",
        max_length=500,
        help_text="Readers of the topic see it, and it goes into the log.",
        error_messages={"required": "Say why, for its author and its readers"},
    )
    kept_words = ("note", "reason")


class FlagForm(Form):
    reason = ChoiceField(
        label="What is wrong with it",
        choices=FlagReason,
        widget=RadioSelect,
        error_messages={"required": "Choose what comes nearest", "invalid_choice": "Choose one of these"},
    )
    words = CharField(
        label="In your words",
        max_length=Flag._meta.get_field("words").max_length,
        required=False,
        help_text="Only the moderators read this. Its author does not learn that it was you.",
        widget=Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("reason") == FlagReason.OTHER and not data.get("words"):
            self.add_error("words", "Say in a few words what is wrong")
        return data
