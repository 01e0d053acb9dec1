"""Forms for a held post: reword it, ask its author, answer, and look up its author."""

from django.forms import BooleanField, CharField, Form, HiddenInput, Textarea, UUIDField

from forum.forms.post import InTopicForm, body_field
from forum.forms.topic_work import KeptWordsForm
from forum.models import AuthorQuestion, Post, Reveal, Revision, Topic
from ratsite.lib.identifiers.passages import Scan
from ratsite.moderation.models import Claim


class RewordForm(InTopicForm):
    """A held post or edit as a moderator would publish it, checked like any other text and its quotes."""

    title = CharField(
        label="Title of the topic",
        max_length=Topic._meta.get_field("title").max_length,
        error_messages={"required": "Give the topic a title"},
    )
    body = body_field("The post")
    reason = CharField(
        label="Why you change it",
        max_length=Revision._meta.get_field("decision_reason").max_length,
        help_text="Its author and the moderators of the board read this beside what you changed. The log keeps it.",
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, so that its author understands"},
    )

    field_order = ["title", "body", "reason"]

    def __init__(self, *args, post: Post, text: str, claim: Claim | None, **kwargs):
        """text: as its author sent it. claim: another moderator's, if one is looking at it."""
        super().__init__(*args, topic=post.topic, **kwargs)
        self.changed = self.post = post
        self.text = text
        self.initial = {"title": post.topic.title, "body": text} | self.initial
        if post.topic.published_at is not None:
            del self.fields["title"]
        if claim:
            self.fields["despite"] = BooleanField(
                label=f"{claim.person} is looking at this. Decide anyway",
                error_messages={"required": f"{claim.person} is looking at this. Tick this to decide anyway"},
            )

    def look(self, data: dict) -> Scan:
        """Return the findings.

        The moderator may explain those in the author's text only, not those in text that they add.

        Nobody reviews what a moderator adds, and the audit log keeps the reason.
        """
        there = f"{self.text}\n{self.post.source}\n{self.post.topic.title}"
        return super().look(data).barring(lambda one: one.field == "reason" or one.found not in there)

    def clean(self) -> dict:
        data = super().clean()
        data.pop("despite", None)
        title = data.get("title", self.post.topic.title)
        if (data.get("body"), title) == (self.text, self.post.topic.title):
            self.add_error("body", "Change something here, or approve it as it is")
        return data


class RevealForm(KeptWordsForm):
    reason = CharField(
        label="Why you need to know",
        max_length=Reveal._meta.get_field("reason").max_length,
        help_text="Whoever wrote the post reads this, and that it was a moderator of the board. The log keeps it.",
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need to know"},
    )
    submission = UUIDField(widget=HiddenInput)


class AskForm(Form):
    words = CharField(
        label="Your question",
        max_length=AuthorQuestion._meta.get_field("words").max_length,
        help_text="Its author and the moderators of the board read it; nobody else ever does.",
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write your question first"},
    )


class AnswerForm(Form):
    answer = CharField(
        label="Your answer",
        max_length=AuthorQuestion._meta.get_field("answer").max_length,
        help_text="The moderators of the board read it; nobody else ever does.",
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write your answer first"},
    )
