"""Shared parts of the forms for writing: drafts, text restored after a lost session, no double posts."""

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
class Composer:
    """A person's draft at one place, such as the reply to a topic: loads it, saves it and fills the form from it."""

    request: HttpRequest
    place: str
    where: dict  # topic=…, or board=… and kind=…
    has_no_draft: bool = False  # the caller has checked

    def __post_init__(self):
        self.unsaved = ""  # why the sent text was not saved
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
        """Return initial data: the text restored after a lost session, else the draft. Empty if the form was sent."""
        if self.request.method == "POST":
            return {}
        came = sent_fields(self.request)
        first = sent_before(self.request.user, _uuid(came.get("submission", "")))
        if first and is_text_of(first, came.get("body", "")):  # the text may have been changed since that post
            messages.info(self.request, POSTED)
        elif words := restored(self.request, form_class):
            # It keeps the sequence that its page knew: a draft from another device may be newer.
            self.sequence = _sequence(kept_text.kept_text(self.request))
            return words
        return self.draft.initial(form_class) if self.draft else {}

    def keep(self) -> bool:
        """Save the sent text as a draft; return False if it was not saved, and set `unsaved` to the reason."""
        bind = sent_fields(self.request)
        sequence = _sequence(dict(bind.lists()))
        fields = {name: values for name, values in bind.lists() if name not in NOT_TYPED}
        saved = save_draft(person=self.request.user, place=self.place, fields=fields, sequence=sequence, **self.where)
        if saved is None:
            self.unsaved = TOO_LONG if is_too_long(fields) else STALE
        self.sequence = sequence if saved is None else saved
        return saved is not None


def lost(request: HttpRequest) -> HttpResponse:
    """Return the 404 for a place that does not exist or that this person may not see.

    The text sent is saved as a draft.
    """
    fields = sent_fields(request)
    submission = _uuid(fields.get("submission", "")) or uuid.uuid4()
    if keep_lost(person=request.user, submission=submission, fields=dict(fields.lists())):
        return render(request, "404.html", {"is_kept": True}, status=404)
    raise Http404


def keeps_text(field: str) -> Callable:
    """Decorate a view: if it refuses the user, the text of this field is saved as their draft."""

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
    """Decorate a view: if the action refuses under its lock, run the view again, so that it explains what has changed.

    The second run reads the user again: it may be the user who has changed.
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
    """Validate the form and add this message, so that it is shown again with the text typed."""
    form.full_clean()
    form.add_error(None, why)


def restored(request: HttpRequest, form_class: type[TextForm]) -> dict:
    """Return the text restored after a lost session, as initial data for this form class."""
    return Draft(fields=kept_text.kept_text(request)).initial(form_class)


def bind(request: HttpRequest, closed: str = "") -> tuple:
    """Return the (data, files) to which a form is bound; (None, None) before anything was sent.

    With "redact", identifiers are removed first, also from the draft. closed: why the form accepts nothing; it is then
    also bound to the text restored after a lost session, and the caller must call `close`.
    """
    if request.method != "POST":
        return (sent_fields(request) or None) if closed else None, None
    if "redact" in request.POST:
        request.POST = identifier_check.without(request.POST)
    return request.POST, request.FILES


def wants_preview(request: HttpRequest) -> bool:
    """True if the user asked for a preview, or for the text with identifiers removed, before publishing."""
    return "preview" in request.POST or "redact" in request.POST


def was_cut_off(request: HttpRequest) -> bool:
    """True if the upload handler stopped reading (ratsite.files.uploads).

    Reading POST first makes sure that it has run.
    """
    _ = request.POST
    return getattr(request, "upload_too_large", False)


def _sequence(fields: Mapping[str, list[str]]) -> int:
    """Return the draft's sequence that the sending page knew; 0 for none."""
    return whole_number("".join(fields.get("draft_sequence", [])[-1:])) or 0


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
