"""The base form of every form with which a post is written, and fields that several of these forms have."""

from collections.abc import Callable, Sequence

from django.core.exceptions import ValidationError
from django.forms import (
    CharField,
    Form,
    Textarea,
    TextInput,
)
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forum.actions.save_draft_files import PostedFile
from forum.enums import Voice
from forum.forms.child_question import YES, ChildQuestionForm
from forum.forms.voice import choices_of
from forum.models import MOST_FILES, Board, DraftFile, Post
from forum.models.byline import Byline, byline_today
from forum.queries import quotes
from forum.text import identifier_check
from forum.text.blame_check import advice_for
from forum.text.draft_quotes import hidden_keys
from forum.text.line_ends import with_plain_line_ends
from forum.text.mentions import mentionable_names
from forum.text.quotes import Stored, as_stored
from ratsite.accounts.models import User
from ratsite.files.enums import FileState
from ratsite.files.fields import PrivateFilesField
from ratsite.lib.blame import Advice
from ratsite.lib.identifiers.passages import Scan
from ratsite.lib.identifiers.refusal import SHORTEST_EXPLANATION, TOO_SHORT
from ratsite.lib.markup import markdown
from ratsite.network.models import Area

TOO_MANY = gettext_lazy("A post can have at most %(most)d files. Remove some first.")
HIDDEN_QUOTE = gettext_lazy(
    "A quote in your draft cannot be shown now, so you cannot post it. Delete the line that says so."
)
ASK_ABOUT_CHILD = gettext_lazy("Say whether this is about someone under 18. You wrote “%(sign)s”.")
REFER_FIRST = gettext_lazy("Read what to do first for a child, then post. We will not ask again.")
# Hidden fields that say what the page of the sent form showed: advice on these phrases that sound like blame, and what
# to do first for a child.
SHOWN_BLAME = "blame"
SHOWN_REFER_FIRST = "refer_first"


class LinesField(CharField):
    """A field for several lines of text. Each line end is stored as one character; browsers send two."""

    def to_python(self, value: str | None) -> str:
        return with_plain_line_ends(super().to_python(value))


def body_field(label: str) -> LinesField:
    return LinesField(
        label=label,
        help_text=gettext_lazy(
            "Leave out names, number plates, addresses and reference numbers. Leave a line blank for a new paragraph. "
            "Use - for a list, > for a quote, **two stars** for bold. Type @ to mention someone."
        ),
        widget=Textarea(attrs={"rows": 9}),
        max_length=markdown.MAX_SOURCE,
        error_messages={"required": gettext_lazy("Write something first")},
    )


def note_field(**options) -> CharField:
    return CharField(
        label=gettext_lazy("Content note"),
        max_length=Post._meta.get_field("content_note").max_length,
        required=False,
        help_text=gettext_lazy(
            "If your post may be hard to read, say why, for example “describes violence”, “describes self-harm” or "
            "“about a child”. The post will stay folded until a reader opens it."
        ),
        widget=TextInput(attrs={"autocomplete": "off"}),
        **options,
    )


def files_field() -> PrivateFilesField:
    return PrivateFilesField(
        label=gettext_lazy("Files"),
        most=MOST_FILES,
        help_text=format_lazy(
            gettext_lazy(
                "At most {most} documents or pictures. They are saved with your draft. Others can see them once "
                "they have been checked. We remove place and camera data from pictures."
            ),
            most=MOST_FILES,
        ),
    )


class ExplanationForm(Form):
    """Form for the writer's reason why an identifier finding is not about a person. It is shown inside another form."""

    explanation = CharField(
        label=gettext_lazy("Why this does not identify anyone"),
        max_length=Post._meta.get_field("explanation").max_length,
        required=False,
        min_length=SHORTEST_EXPLANATION,
        error_messages={"min_length": TOO_SHORT},
        help_text=gettext_lazy("A moderator reads this and looks at your text before others see it."),
    )


def never_posted() -> bool:
    return False


class TextForm(Form):
    """Base form for a text that is posted on a board.

    The text may not quote posts that were written for fewer people or have a stricter marking. Text that may identify a
    person must be removed or, if that is allowed, explained. After validation, `scan` has the findings, and
    cleaned_data["explanation"] has the explanation; it is empty if none was needed.
    """

    changed: Post | None = None  # the post that is being edited; None for a new text

    def __init__(
        self,
        *args,
        writer: User,
        board: Board,
        upload_refusal: str = "",
        draft_files: Sequence[DraftFile] = (),
        was_posted: Callable[[], bool] = never_posted,
        **kwargs,
    ):
        """Set up the form for this writer and board.

        - upload_refusal: why the upload handler refused files; "" if it took all.
        - draft_files: the files that were saved with the draft; they are posted with the text.
        - was_posted: returns True if the form or its text was posted before. It is called only if a limit forbids
          posting now. If it returns True, the form stays valid, and the action then returns the first post.
        """
        super().__init__(*args, **kwargs)
        self.was_posted = was_posted
        self.writer, self.board, self.upload_refusal, self.draft_files = writer, board, upload_refusal, draft_files
        if "voice" in self.fields:
            self.fields["voice"].choices = choices_of(writer, board)
        self.scan = Scan()
        self.explanation_form = ExplanationForm(self.data if self.is_bound else None)
        self.child_question = ChildQuestionForm(self.data if self.is_bound else None)
        self.blame: list[Advice] = []  # advice on phrases that sound like blame; the form stays valid
        self.child_signs: list[str] = []  # words in the text that make the form ask the child question

    def marking_of_text(self) -> str:
        """Return the marking that the text will have. Each subclass must define it."""
        raise NotImplementedError

    def clean_files(self) -> list[PostedFile]:
        if self.upload_refusal:
            raise ValidationError(self.upload_refusal)
        files = [*self.draft_files, *self.cleaned_data["files"]]
        if len(files) > MOST_FILES:
            raise ValidationError(TOO_MANY % {"most": MOST_FILES})
        refused = [file.name for file in self.draft_files if file.stored_file.state == FileState.REFUSED]
        if refused:
            raise ValidationError([_("Remove %(file)s: it cannot be shared") % {"file": name} for name in refused])
        return files

    def can_be_previewed(self) -> bool:
        """True if the text can be shown as others would read it, even if other fields of the form have errors."""
        needed = {"body", "voice"} & self.fields.keys()
        refused = self.errors.keys()  # reading `errors` validates the form
        return refused.isdisjoint(needed) and bool(self.marking_of_text())

    def preview(self) -> str:
        """Return the text as others would read it, if `can_be_previewed`."""
        stored = self._stored(self.cleaned_data["body"])
        html = markdown.render(stored.source, mentionable_names(stored.source, self.board, self.writer))
        shown = quotes.quotes_shown_to(stored.quotations, self.writer, self.board, self.marking_of_text())
        return quotes.fill_quotes(html, shown)

    def _stored(self, body: str) -> Stored:
        """Return the text as the post would store it. Its `refusal` says if a quote in it is refused."""
        marking = self.marking_of_text()
        return as_stored(body, writer=self.writer, board=self.board, marking=marking, post=self.changed)

    def _why_no_quote(self, body: str) -> str:
        """Return why a quote in the text is refused, or why a hidden one cannot be posted; "" if all are allowed."""
        if (why := self._stored(body).refusal) or not (unknown := hidden_keys(body)):
            return why
        if self.changed:  # an edit may contain the placeholders of quotes that the post has and its author may not see
            sources = [self.changed.source, *self.changed.revisions.values_list("source", flat=True)]
            unknown -= {key for source in sources for key in markdown.slots(source)}
        return HIDDEN_QUOTE if unknown else ""

    def clean_voice(self) -> str:
        return self.cleaned_data["voice"] or Voice.NAME

    def byline(self) -> Byline:
        """Return the byline that readers would see, if `can_be_previewed`."""
        return byline_today(self.cleaned_data["voice"], self.writer, self.board)

    @property
    def is_protected(self) -> bool:
        """True if the chosen voice hides the writer's name. Also works if the form is unbound."""
        return "voice" in self.fields and self["voice"].value() not in ("", None, Voice.NAME)

    def clean(self) -> dict:
        data = super().clean()
        body = data.get("body")
        if body and self.marking_of_text() and (why := self._why_no_quote(body)):
            self.add_error("body", why)
        self.blame = advice_for(text for _field, text in identifier_check.as_texts(data) if text)
        self._ask_about_children(data)
        return {**data, "explanation": self._resolve_identifiers(data)}

    @property
    def new_blame(self) -> list[Advice]:
        """The advice that the page of the sent form did not show."""
        shown = {_folded(found) for found in self.data.getlist(SHOWN_BLAME)}
        return [advice for advice in self.blame if _folded(advice.found) not in shown]

    def is_about_children(self) -> bool:
        """True if the board or topic is about children, or if the writer answers that this text is about a child."""
        return self.is_place_about_children() or (bool(self.child_signs) and self.child_question.answer == YES)

    def is_place_about_children(self) -> bool:
        """True if the board or topic is about children. Each subclass must define it."""
        raise NotImplementedError

    def says_at_once_to_refer_first(self) -> bool:
        """True if the page already says, before the writer begins, what to do first for a child.

        Each subclass must define it.
        """
        raise NotImplementedError

    @property
    def must_say_to_refer_first(self) -> bool:
        """True if the page must say what to do first for a child: the submitted text is about a child, or may be."""
        return self.is_bound and (bool(self.child_signs) or self.is_about_children())

    def _ask_about_children(self, data: dict) -> None:
        """Refuse the form once if its text is or may be about a child, so that the writer reads what to do first.

        If only words in the text suggest a child, the writer must also say whether it is about one.
        """
        if self.is_place_about_children():
            if not self.says_at_once_to_refer_first() and SHOWN_REFER_FIRST not in self.data:
                self.add_error(None, ValidationError(REFER_FIRST, code="child"))
            return
        self.child_signs = identifier_check.signs_of_a_child(identifier_check.as_texts(data))
        if self.child_signs and not self.child_question.answer:
            self.add_error(None, ValidationError(ASK_ABOUT_CHILD % {"sign": self.child_signs[0]}, code="child"))

    def is_in_file_names(self) -> bool:
        """True if the name of an uploaded file may identify a person.

        Only the writer can rename the file, so the site cannot remove this identifier.
        """
        return self.scan.is_in(identifier_check.FILES)

    def can_be_redacted(self) -> bool:
        """True if the site can remove an identifier that it found: it is in the text, and not only in a file's name."""
        return any(passage.field != identifier_check.FILES for passage in self.scan.unresolved)

    def front_doors(self) -> list[Area]:
        """Return the areas with a contact for referring a child (front door) that this page shows to the writer."""
        return identifier_check.front_doors(self.writer)

    def scan_fields(self, data: dict) -> Scan:
        """Return the identifier findings in the form's texts and file names."""
        scan = identifier_check.scan_texts(identifier_check.as_texts(data))
        return scan.about_children() if scan.unresolved and self.is_about_children() else scan

    def _resolve_identifiers(self, data: dict) -> str:
        """Return the writer's explanation of why the identifier findings are not about a person; "" without findings.

        If the explanation is missing or refused, adds an error to each field that has findings, and returns "".
        """
        self.scan = self.scan_fields(data)
        can_explain = self.scan.can_be_explained
        explanation = self.explanation_form.cleaned_data["explanation"] if self.explanation_form.is_valid() else ""
        if not self.scan.unresolved or (can_explain and explanation):
            return explanation if self.scan.unresolved else ""
        for field in dict.fromkeys(passage.field for passage in self.scan.unresolved):
            names = self.scan.names_in(field)
            message = _to_rename(names) if field == identifier_check.FILES else _unresolved(names, can_explain)
            self.add_error(field, ValidationError(message, code="identifies"))
        return ""


def _folded(phrase: str) -> str:
    """Return the phrase without its case and its spaces and lines, which a browser may change."""
    return " ".join(phrase.casefold().split())


def _to_rename(names: list[str]) -> str:
    """Return the error message for files whose names may identify a person. names: the kinds of identifiers found."""
    message = _("The name of a file may identify someone: %(what)s. Rename the file, then choose it again.")
    return message % {"what": ", ".join(names)}


def _unresolved(names: list[str], can_explain: bool) -> str:
    """Return the error message for a field whose text may identify a person. names: the kinds of identifiers found.

    can_explain: the writer may explain the identifiers instead of removing them.
    """
    if can_explain:
        message = ngettext(
            "This may identify someone: %(what)s. Remove it, or tell us why it does not identify anyone.",
            "This may identify someone: %(what)s. Remove them, or tell us why they do not identify anyone.",
            len(names),
        )
    else:
        message = ngettext(
            "This may identify someone: %(what)s. Remove it.",
            "This may identify someone: %(what)s. Remove them.",
            len(names),
        )
    return message % {"what": ", ".join(str(name) for name in names)}
