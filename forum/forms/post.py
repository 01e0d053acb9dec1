"""The forms for a reply and for an edit of a post."""

from django.forms import (
    CharField,
    CheckboxSelectMultiple,
    HiddenInput,
    ModelMultipleChoiceField,
    TypedMultipleChoiceField,
)
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.enums import Voice
from forum.forms.text import TOO_MANY, TextForm, body_field, files_field, note_field
from forum.forms.voice import voice_field
from forum.models import MOST_FILES, Ask, Attachment, Post, Topic
from forum.models.byline import Byline, byline_today
from forum.posting_limits import why_too_fast
from forum.queries.questions import asks_to_answer, has_hidden_remits
from forum.queries.retention import FILES_STAY, must_keep
from forum.rules.topics import why_wait
from forum.text import identifier_check
from ratsite.lib.identifiers.checked_form import says_something
from ratsite.lib.numbers import whole_number
from ratsite.network.models import Area

CHANGED_SINCE = gettext_lazy(
    "This post has changed since you opened this page. You changed it in another tab or on another device, or a "
    "moderator changed its wording. Compare both texts, then send the one that you want."
)


class InTopicForm(TextForm):
    """Base form for a text in a topic.

    If the topic asks a remit of the writer's agency, the writer can tick that the text answers on behalf of that remit.
    A tick does nothing if the ask was answered or closed in the meantime.
    """

    def __init__(self, *args, topic: Topic, asked: list[Ask] | None = None, **kwargs):
        """Set up the form. asked: what `asks_to_answer` returns, if the caller knows it already."""
        super().__init__(*args, board=topic.board, **kwargs)
        self.topic = topic
        self.offered: list[Ask] = []
        if "answers_for" in self.fields:
            self._offer_ticks(asks_to_answer(topic, self.writer) if asked is None else asked)

    def _offer_ticks(self, asked: list[Ask]) -> None:
        self.offered = [ask for ask in asked if self.is_offered(ask)]
        self.fields["answers_for"].choices = [
            (ask.remit_id, _("Answer on behalf of %(remit)s") % {"remit": ask.remit.name.lower()})
            for ask in (asked if self.is_bound else self.offered)
        ]
        if not self.offered and not self.is_bound:
            del self.fields["answers_for"]

    @property
    def ticks(self) -> list[tuple[Ask, bool]]:
        """The asks that the writer can tick, each as (ask, True if it is ticked). Also works if the form is unbound."""
        ticked = {str(pk) for pk in self["answers_for"].value() or ()} if self.offered else set()
        return [(ask, str(ask.remit_id) in ticked) for ask in self.offered]

    def is_offered(self, ask: Ask) -> bool:
        """True if the form offers a tick for this ask to a remit of the writer."""
        return ask.is_open

    def byline_of_text(self, data: dict) -> Byline:
        return byline_today(data.get("voice") or Voice.NAME, self.writer, self.board)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("answers_for") and has_hidden_remits(self.byline_of_text(data), data["answers_for"]):
            self.add_error(
                "answers_for",
                _("Untick this, or post under your name. Otherwise readers would not see that you have this remit."),
            )
        return data

    def marking_of_text(self) -> str:
        return self.topic.marking

    def is_place_about_children(self) -> bool:
        return identifier_check.is_about_children(self.topic)

    def says_at_once_to_refer_first(self) -> bool:
        return True  # the topic's page begins with that advice

    def front_doors(self) -> list[Area]:
        return identifier_check.front_doors_of(self.topic, self.writer)


def answers_field() -> TypedMultipleChoiceField:
    return TypedMultipleChoiceField(
        label=gettext_lazy("Your answer to the question"),
        coerce=int,
        required=False,
        widget=CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Tick this if your reply answers the question for everyone with this remit. Do not tick it if "
            "you are only asking or adding something."
        ),
    )


class ReplyForm(InTopicForm):
    body = body_field(gettext_lazy("Your reply"))
    reply_to = CharField(required=False, widget=HiddenInput)  # post id; the page shows a ticked box
    content_note = note_field()
    answers_for = answers_field()
    voice = voice_field()
    files = files_field()

    @property
    def opens_more(self) -> bool:
        """True if the page shows the fields under "Content note, how you are named, files" unfolded from the start."""
        wrong = any(self[name].errors for name in ("content_note", "voice", "files"))
        return bool(wrong or self["content_note"].value() or self.is_protected)

    @property
    def answered(self) -> Post | None:
        """Return the post of this topic to which this is a reply; None if the writer replies to no post.

        Also works if the form is unbound.
        """
        post_id = whole_number(self["reply_to"].value() or "")
        if not post_id:
            return None
        return Post.objects.shown_to(self.writer).filter(topic=self.topic, pk=post_id).with_authors().first()

    def clean_reply_to(self) -> int | None:
        return whole_number(self.cleaned_data["reply_to"])

    def clean(self) -> dict:
        data = super().clean()
        why = why_wait(self.writer, self.topic) or why_too_fast(self.writer, Post)
        if why and not self.was_posted():
            self.add_error(None, _("%(why)s Your text is saved as a draft.") % {"why": why})
        return data


class EditForm(InTopicForm):
    shown = CharField(required=False, widget=HiddenInput)  # hash of the text that the form replaces
    body = body_field(gettext_lazy("Your post"))
    content_note = note_field()
    answers_for = answers_field()
    remove = ModelMultipleChoiceField(
        label=gettext_lazy("Files to remove"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=CheckboxSelectMultiple,
    )
    files = files_field()
    reason = CharField(
        label=gettext_lazy("Why you change it"),
        validators=[says_something],
        max_length=200,
        required=False,
        help_text=gettext_lazy("Readers see your reason next to the change. Not needed in the first 5 minutes."),
    )

    field_order = ["body", "answers_for", "content_note", "reason", "remove", "files"]

    def __init__(self, *args, post: Post, **kwargs):
        self.changed = self.post = post
        super().__init__(*args, topic=post.topic, **kwargs)
        if "answers_for" in self.fields:
            self.initial.setdefault("answers_for", self._answered())
        if post.noted_by_id is not None:  # an author cannot change a moderator's note
            del self.fields["content_note"]
        self.stored_files = post.file_count
        if post.file_count:
            self.fields["remove"].queryset = post.attachments.select_related("stored_file")
            self.fields["remove"].label_from_instance = lambda attachment: attachment.stored_file.name
        else:
            del self.fields["remove"]

    def show_changed_since(self, shown: str) -> None:
        """Add an error saying that the post has changed, and put the hash of the newest text into the form.

        So the form replaces the newest text if it is sent again. shown: the hash of the newest text.
        """
        self.add_error("body", CHANGED_SINCE)
        self.data = self.data.copy()
        self.data["shown"] = shown

    def is_offered(self, ask: Ask) -> bool:
        is_reply = self.post.number != 1 and self.topic.published_at is not None
        return is_reply and (ask.is_open or self._is_answered(ask))

    def _is_answered(self, ask: Ask) -> bool:
        return ask.answer_id == self.post.pk and ask.remit_id in self.post.answers_for

    def _answered(self) -> list[int]:
        """Return the ids of the remits that are ticked when the form opens.

        For a live post, these are the remits whose ask it answers; for any other post, those that its author ticked.
        """
        if not self.post.is_live:
            return self.post.answers_for
        return [ask.remit_id for ask in self.offered if self._is_answered(ask)]

    def byline_of_text(self, data: dict) -> Byline:
        return self.post.byline

    def clean(self) -> dict:
        data = super().clean()
        removed = [attachment.pk for attachment in data.get("remove") or ()]
        if removed and must_keep(self.post):
            self.add_error("remove", FILES_STAY)
        if self.stored_files - len(removed) + len(data.get("files") or ()) > MOST_FILES:
            self.add_error("files", TOO_MANY % {"most": MOST_FILES})
        return {**data, "remove": removed}
