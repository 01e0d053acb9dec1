"""Shared code of the forms for posts: it saves drafts, also after a session has ended, and prevents double posts."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forum.actions.post import sent_before
from forum.actions.save_draft import discard_draft, is_empty, is_too_long, keep_lost, save_draft, save_signed_out
from forum.forms.post import TextForm
from forum.models import Draft
from forum.text import identifier_check
from forum.text.quotes import is_text_of
from ratsite.accounts.actions.lock_rows import as_now
from ratsite.accounts.models import User
from ratsite.lib.numbers import whole_number
from ratsite.lib.rate_limits import is_over_limit

STALE = _("This draft was changed in another tab or on another device. Your text below is not saved.")
TOO_LONG = _("Your text is too long to save as a draft. Make it shorter.")
POSTED = _("Your post had already arrived before you signed in again. We did not post it twice.")

SALT = "forum.composer"
SIGNATURE_LASTS = dt.timedelta(days=14)  # a tab may stay open over a holiday
MOST_AN_HOUR = 20  # forms of one person that are sent without their session: enough for every tab that they have open
NOT_TYPED = {
    *("csrfmiddlewaretoken", "submission", "draft_sequence", "signature", "preview", "redact", "save", "files"),
    "spoken_for",
}


@dataclass
class Composer:
    """A person's draft at one place, such as the reply to a topic: loads it, saves it and fills the form from it."""

    request: HttpRequest
    place: str
    where: dict[str, str | int]  # topic_id=…, or board_id=… and kind=…, or post_id=…
    has_no_draft: bool = False  # the caller has checked

    def __post_init__(self):
        self.unsaved = ""  # why the sent text was not saved
        self.submission = _uuid(self.request.POST.get("submission", "")) or uuid.uuid4()

    @cached_property
    def draft(self) -> Draft | None:
        if self.has_no_draft:
            return None
        return Draft.objects.current().filter(person=self.request.user, place=self.place).first()

    @cached_property
    def sequence(self) -> int:
        return self.draft.sequence if self.draft else 0

    @property
    def signature(self) -> str:
        """Return a signature of the person and the place that the form was opened for."""
        return signing.dumps([self.request.user.pk, self.place, self.where, str(self.submission)], salt=SALT)

    @property
    def has_text(self) -> bool:
        """True if this request sends the form, or if the person has a draft for it."""
        return bool(self.request.POST) if self.request.method == "POST" else self.draft is not None

    def initial(self, form_class: type[TextForm]) -> dict:
        """Return the draft as initial data for the form; {} if the form was sent or there is no draft.

        A draft whose text was posted already is deleted.
        """
        if self.request.method == "POST" or self.draft is None:
            return {}
        post = sent_before(self.request.user, self.draft.submission)
        if post and is_text_of(post, "".join(self.draft.fields.get("body", []))):  # not if the text has changed since
            messages.info(self.request, POSTED)
            discard_draft(person=self.request.user, place=self.place)
            self.draft = None
            return {}
        return self.draft.initial(form_class)

    def form(self, form_class: type[TextForm], closed: str, **values) -> TextForm:
        """Return the form, filled with the data that was sent.

        closed: why the form accepts nothing, or "". A closed form shows this reason, and the draft if no data was sent.
        """
        data, files = bind(self.request)
        if closed and data is None and self.draft:
            data = MultiValueDict(self.draft.fields)
        form = form_class(data, files, writer=self.request.user, was_cut_off=was_cut_off(self.request), **values)
        if closed:
            form.full_clean()
            form.add_error(None, closed)
        return form

    def keep(self) -> bool:
        """Save the sent text as a draft; return False if it was not saved, and set `unsaved` to the reason."""
        fields, sequence = _typed(self.request), whole_number(self.request.POST.get("draft_sequence", "")) or 0
        saved = save_draft(person=self.request.user, place=self.place, fields=fields, sequence=sequence, **self.where)
        if saved is None:
            self.unsaved = TOO_LONG if is_too_long(fields) else STALE
        self.sequence = sequence if saved is None else saved
        return saved is not None


def signed_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose form contains Composer.signature: only the person who opened the form can send it.

    A person who sends a form that another person opened is asked to go back, and nothing is saved: the text may be the
    sender's own. A form that is sent without a session is saved as a draft of the person who opened it:
    ratsite.web.access then calls `save_for_writer` instead of the view.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        opened = _opened(request)
        if opened is None or opened[0] == request.user.pk:
            return view(request, *args, **kwargs)
        return render(request, "403_csrf.html", status=403)

    checked.save_for_writer = save_for_writer
    return checked


def save_for_writer(request: HttpRequest) -> HttpResponse | None:
    """Save a signed form that was sent without a session, as a draft of the member who opened the form.

    Returns a page that asks the sender to go back if the text is too long or the form too old to be saved, otherwise
    None. Nothing in the response depends on the member.
    """
    opened, fields = _opened(request), _typed(request)
    if opened is None or is_empty(fields):
        return None
    if request.user.is_authenticated and request.user.pk != opened[0]:  # the text may be theirs
        return None
    if is_too_long(fields) or _opened(request, max_age=SIGNATURE_LASTS) is None:
        return render(request, "403_csrf.html", status=403)
    person_id, place, where, number = opened
    person, submission = User.objects.approved().filter(pk=person_id).first(), uuid.UUID(number)
    is_again = Draft.objects.filter(person=person, submission=submission).exists()  # then it only replaces that draft
    if person and (is_again or not is_over_limit("signed-out-draft", str(person.pk), MOST_AN_HOUR)):
        save_signed_out(person=person, place=place, fields=fields, submission=submission, **where)
    return None


def _opened(request: HttpRequest, max_age: dt.timedelta | None = None) -> list | None:
    """Return the data in the sent form's signature; None if the signature is invalid or older than `max_age`.

    The data are the id of the person who opened the form, the place, the fields of Draft for it and the form's id.
    """
    try:
        return signing.loads(request.POST.get("signature", ""), salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return None


def lost(request: HttpRequest, **where: str | int) -> HttpResponse:
    """Return the 404 response for a place that does not exist or that this person may not see.

    If a form was sent, its text is saved as a draft without a place. where: a filter on Draft for the place; if the
    person has a draft for it, the page mentions the draft.
    """
    if request.method == "POST":
        number = _uuid(request.POST.get("submission", "")) or uuid.uuid4()
        is_saved = keep_lost(person=request.user, submission=number, fields=dict(request.POST.lists()))
    else:
        is_saved = Draft.objects.current().filter(person=request.user, **where).exists()
    if is_saved:
        return render(request, "404.html", {"is_kept": True}, status=404)
    raise Http404


def keeps_text(field: str) -> Callable:
    """Decorate a view: if it refuses the user's form, the text in the form's `field` is saved as the user's draft."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def kept(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except (PermissionDenied, Http404):
                sent = {"body": request.POST.getlist(field)}
                if not keep_lost(person=request.user, submission=uuid.uuid4(), fields=sent):
                    raise
                return render(request, "404.html", {"is_kept": True}, status=404)

        return kept

    return decorate


def ask_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view: if its action raises PermissionDenied for a sent form, run the view again.

    The second run explains to the user what has changed. It reads the user again, because the user's own rights may
    have changed.
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


def bind(request: HttpRequest) -> tuple:
    """Return the sent data and files, to which a form is then bound; (None, None) if nothing was sent.

    If the user asked to remove identifiers ("redact"), they are removed from the data first, and so also from the draft
    that is then saved.
    """
    if request.method != "POST":
        return None, None
    if "redact" in request.POST:
        request.POST = identifier_check.without(request.POST)
    return request.POST, request.FILES


def wants_preview(request: HttpRequest) -> bool:
    """True if the user asked for a preview, or for the text with identifiers removed, before publishing."""
    return "preview" in request.POST or "redact" in request.POST


def was_cut_off(request: HttpRequest) -> bool:
    """True if the upload handler stopped reading because the upload was too large (ratsite.files.uploads).

    Reading request.POST first makes sure that the upload handler has run.
    """
    _sent = request.POST
    return getattr(request, "upload_too_large", False)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
