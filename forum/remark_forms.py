"""What is said about somebody's post: a moderator's note, a reader's word to the moderators, why one takes a file."""

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, Form, RadioSelect, Textarea

from forum import identifying
from forum.enums import FlagReason
from forum.models import Flag
from forum.models.download import LONGEST, SHORTEST
from forum.text_forms import note_field


class NoteForm(Form):
    """A moderator's note on somebody's post."""

    note = note_field()
    reason = CharField(
        label="Why",
        max_length=500,
        help_text="Readers of the topic see it, and it goes into the log.",
        error_messages={"required": "Say why, for its author and its readers"},
    )


class FlagForm(Form):
    """What a reader says is wrong with a post."""

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


class DownloadForm(Form):
    """Why somebody needs a file that is marked closely."""

    reason = CharField(
        label="Why you need it",
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text="A few words, such as “to brief the night team”. No names, plates, addresses or reference numbers.",
        error_messages={"required": "Say in a few words why you need it", "min_length": "Say it in a few words"},
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        looked = identifying.look([("reason", reason)])
        if looked.to_settle:
            raise ValidationError(f"It may hold this: {', '.join(looked.names_in('reason'))}. Take it out")
        return reason
