"""What the forms for writing share: their draft, the text of a lost session, and one post for one submission."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property

from forum.actions.post import sent_before
from forum.actions.save_draft import is_too_long, keep_lost, save_draft
from forum.forms.post import ReplyForm, TextForm
from forum.forms.topic import TopicForm
from forum.models import Draft
from forum.text import identifier_check
from forum.text.quotes import is_text_of
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.lib import kept_text
from ratsite.lib.numbers import whole_number
from ratsite.lib.typed import sent_fields

STALE = "This was changed in another tab or on another device. Your text here is not lost, and not saved over it."
TOO_LONG = "This is longer than a draft can be, so it is not saved. Your text here is not lost: make it shorter."
POSTED = "What you sent before you signed in again had arrived already: it is not sent twice."
NOT_TYPED = {
    "csrfmiddlewaretoken", "submission", "draft_sequence", "preview", "redact", "save", "files", "remove", "spoken_for",
    kept_text.FIELD,
}  # fmt: skip


@dataclass
class Desk:
    """Where one person writes in one place: what was typed there before, and what is kept of it now."""

    request: HttpRequest
    place: str
    where: dict  # topic=…, or board=… and kind=…
    has_no_draft: bool = False  # the caller has asked

    def __post_init__(self):
        self.unsaved = ""  # why nothing was kept of what was sent
        posted = self.request.POST.get("submission", "")
        self.submission = _uuid(posted) or uuid.uuid4()

    @cached_property
    def draft(self) -> Draft | None:
        if self.has_no_draft:
            return None
        return Draft.objects.current().filter(person=self.request.user, place=self.place).first()

    @cached_property
    def sequence(self) -> int:
        return self.draft.sequence if self.draft else 0

    def initial(self, form_class: type[ReplyForm | TopicForm]) -> dict:
        """What the form starts with: the text that a lost session left, else the draft. Nothing where it was sent."""
        if self.request.method == "POST":
            return {}
        came = sent_fields(self.request)
        first = sent_before(self.request.user, _uuid(came.get("submission", "")))
        if first and is_text_of(first, came.get("body", "")):  # other words may have been typed there since
            messages.info(self.request, POSTED)
        elif words := came_back(self.request, form_class):
            # It was sent by a page that knew of this one: a draft of another device may be newer.
            self.sequence = _sequence(kept_text.kept_text(self.request))
            return words
        return self.draft.initial(form_class) if self.draft else {}

    def keep(self) -> bool:
        """Keep what was sent; False where it was not kept, and `unsaved` says why."""
        sent = sent_fields(self.request)
        sequence = _sequence(dict(sent.lists()))
        fields = {name: values for name, values in sent.lists() if name not in NOT_TYPED}
        saved = save_draft(person=self.request.user, place=self.place, fields=fields, sequence=sequence, **self.where)
        if saved is None:
            self.unsaved = TOO_LONG if is_too_long(fields) else STALE
        self.sequence = sequence if saved is None else saved
        return saved is not None


def lost(request: HttpRequest) -> HttpResponse:
    """The 404 of a place that is not there for this person, whether or not there is one. Their words are kept."""
    fields = sent_fields(request)
    submission = _uuid(fields.get("submission", "")) or uuid.uuid4()
    if keep_lost(person=request.user, submission=submission, fields=dict(fields.lists())):
        return render(request, "404.html", {"is_kept": True}, status=404)
    raise Http404


def keeps(field: str) -> Callable:
    """A decorator: what was typed there becomes a draft of whoever the view, or the action, lets do it no more."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (PermissionDenied, Http404):
                typed = {"body": request.POST.getlist(field)}
                if not keep_lost(person=request.user, submission=uuid.uuid4(), fields=typed):
                    raise
                return render(request, "404.html", {"is_kept": True}, status=404)

        return kept

    return decorate


def ask_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What an action refused under its lock is asked of the view once more: it finds what has changed, and says so.

    Also where it is the writer who has changed: the request knows them as they were when it came in.
    """

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if request.method != "POST":
                raise
            request.user = as_now(request.user)
            return view(request, *args, **kwargs)

    return asked


def close(form: Form, why: str) -> None:
    """The form comes back with what was typed in it, and with this sentence."""
    form.full_clean()
    form.add_error(None, why)


def came_back(request: HttpRequest, form_class: type[TextForm]) -> dict:
    """What a lost session left, as a form of this class starts with it."""
    return Draft(fields=kept_text.kept_text(request)).initial(form_class)


def sent(request: HttpRequest, closed: str = "") -> tuple:
    """What a form is bound to: words and files, or nothing before anything was sent.

    Where the writer asks for it, what may identify somebody is taken out first, also of the draft. closed: why the
    form takes nothing; it is then bound to what a lost session left too, and must be closed with that.
    """
    if request.method != "POST":
        return (sent_fields(request) or None) if closed else None, None
    if "redact" in request.POST:
        request.POST = identifier_check.without(request.POST)
    return request.POST, request.FILES


def wants_a_look(request: HttpRequest) -> bool:
    """Before anything is published: a preview, or the text with what may identify somebody taken out."""
    return "preview" in request.POST or "redact" in request.POST


def was_cut_off(request: HttpRequest) -> bool:
    """The upload handler stopped reading (files.uploads); reading POST first makes sure that it has run."""
    _ = request.POST
    return getattr(request, "upload_too_large", False)


def _sequence(fields: Mapping[str, list[str]]) -> int:
    """Of the draft that the page which sent this knew; 0 for none."""
    return whole_number("".join(fields.get("draft_sequence", [])[-1:])) or 0


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
