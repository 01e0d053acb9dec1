"""Forms about a held post: reword it, ask its author a question, answer that question, and look up the author."""

from django.forms import BooleanField, CharField, Form, HiddenInput, Textarea, UUIDField
from django.utils.translation import gettext_lazy as _

from forum.forms.post import InTopicForm
from forum.forms.text import body_field
from forum.forms.topic_management import LoggedTextForm
from forum.models import ModeratorQuestion, Post, Reveal, Revision, Topic
from ratsite.lib.identifiers.checked_form import says_something
from ratsite.lib.identifiers.passages import Scan
from ratsite.moderation.models import Claim


class RewordForm(InTopicForm):
    """Form with which a moderator changes the text of a held post or pending edit before approving it.

    The changed text and its quotes must follow the same rules as an author's.
    """

    title = CharField(
        label=_("Title of the topic"),
        max_length=Topic._meta.get_field("title").max_length,
        error_messages={"required": _("Give the topic a title")},
    )
    body = body_field(_("The post"))
    reason = CharField(
        label=_("Why you change it"),
        validators=[says_something],
        max_length=Revision._meta.get_field("decision_reason").max_length,
        help_text=_(
            "The author and the moderators of the board read your reason next to what you changed. We save "
            "the reason in the audit log."
        ),
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you are changing it, so that the author understands")},
    )

    field_order = ["title", "body", "reason"]

    def __init__(self, *args, post: Post, text: str, claim: Claim | None, **kwargs):
        """Set up the form with the text of a held post or pending edit, as its author sent it.

        claim: the claim of another moderator who is looking at this post or edit; None if there is none.
        """
        super().__init__(*args, topic=post.topic, **kwargs)
        self.changed = self.post = post
        self.text = text
        self.initial = {"title": post.topic.title, "body": text} | self.initial
        if post.topic.published_at is not None:
            del self.fields["title"]
        if claim:
            who = {"person": claim.person}
            self.fields["despite"] = BooleanField(
                label=_("%(person)s is looking at this. Decide anyway.") % who,
                error_messages={"required": _("%(person)s is looking at this. Tick this to decide anyway.") % who},
            )

    def scan_fields(self, data: dict) -> Scan:
        """Return the findings in the form. The moderator may explain only findings in the author's text.

        A finding in text that the moderator adds must be removed, because nobody reviews that text; so must a finding
        in the reason, because the audit log stores the reason.
        """
        authors_text = f"{self.text}\n{self.post.source}\n{self.post.topic.title}"
        return (
            super()
            .scan_fields(data)
            .requiring_removal(lambda passage: passage.field == "reason" or passage.found not in authors_text)
        )

    def clean(self) -> dict:
        data = super().clean()
        data.pop("despite", None)
        title = data.get("title", self.post.topic.title)
        if (data.get("body"), title) == (self.text, self.post.topic.title):
            self.add_error("body", _("Change the text, or approve it as it is"))
        return data


class RevealForm(LoggedTextForm):
    reason = CharField(
        label=_("Why you need to know"),
        max_length=Reveal._meta.get_field("reason").max_length,
        help_text=_(
            "The author of the post reads your reason, and sees that a moderator of the "
            "board looked up who wrote it. We save your reason in the audit log."
        ),
        widget=Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why you need to know")},
    )
    submission = UUIDField(widget=HiddenInput)


class AskForm(Form):
    text = CharField(
        label=_("Your question"),
        max_length=ModeratorQuestion._meta.get_field("text").max_length,
        help_text=_("Only the author and the moderators of the board can ever read your question."),
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your question first")},
    )


class AnswerForm(Form):
    answer = CharField(
        label=_("Your answer"),
        max_length=ModeratorQuestion._meta.get_field("answer").max_length,
        help_text=_("Only the moderators of the board can ever read your answer."),
        widget=Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your answer first")},
    )
