"""Forms about a post by another member: a moderator's content note, and a reader's flag."""

from django.forms import CharField, ChoiceField, Form, HiddenInput, RadioSelect, Textarea
from django.utils.translation import gettext_lazy as _

from forum.enums import FlagReason
from forum.forms.text import note_field
from forum.forms.topic_management import LoggedTextForm
from forum.models import Flag
from forum.posting_limits import why_no_change_yet, why_too_fast
from ratsite.accounts.models import User
from ratsite.lib.forms import conditional


class NoteForm(LoggedTextForm):
    shown = CharField(required=False, widget=HiddenInput)  # hash of the note that the form replaces
    note = note_field()
    reason = CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Readers of the topic see your reason. We save it in the audit log."),
        error_messages={"required": _("Tell the author and readers of the post why")},
    )
    checked_fields = ("note", "reason")


class FlagForm(Form):
    reason = ChoiceField(
        label=_("What is wrong with it"),
        choices=FlagReason,
        widget=RadioSelect,
        error_messages={
            "required": _("Choose what is closest to the problem"),
            "invalid_choice": _("Choose one of these"),
        },
    )
    text = conditional(
        CharField(
            label=_("In your own words"),
            max_length=Flag._meta.get_field("text").max_length,
            help_text=_(
                "You need to write something if you chose “Something else”. Only the moderators read this. We do not "
                "tell the author of the post that you reported it."
            ),
            widget=Textarea(attrs={"rows": 4}),
        )
    )

    def __init__(self, *args, reporter: User, before: Flag | None = None, **kwargs):
        """Set up the form. before: the reporter's open report of the same post, which the form changes."""
        self.reporter, self.before = reporter, before
        super().__init__(*args, **kwargs)

    def clean(self) -> dict:
        data = super().clean()
        if why := self._why_wait(data):
            self.add_error(None, why)
        if data.get("reason") == FlagReason.OTHER and not data.get("text"):
            self.add_error("text", _("Say in a few words what is wrong"))
        return data

    def _why_wait(self, data: dict) -> str:
        if self.before is None:
            return why_too_fast(self.reporter, Flag)
        is_same = (self.before.reason, self.before.text) == (data.get("reason"), data.get("text"))
        return "" if is_same else why_no_change_yet(self.before)
