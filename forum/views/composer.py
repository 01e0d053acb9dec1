"""Shared code of the forms for posts: it saves drafts, even after a session has ended, and prevents double posts."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from forum.actions.discard_draft import discard_draft
from forum.actions.post import sent_before
from forum.actions.save_draft import Seen, is_empty, is_too_long, save_signed_out, save_typed, was_posted
from forum.actions.save_draft_files import remove_file, save_files
from forum.forms.text import SHOWN_BLAME, SHOWN_REFER_FIRST, TextForm
from forum.models import Draft, DraftFile, Post
from forum.queries.quotes import drafts_as_read
from forum.queries.sent_form import is_sent_as
from forum.text import identifier_check
from forum.text.quotes import is_text_of
from ratsite.accounts.models import User
from ratsite.files.fields import refusal
from ratsite.files.uploads import upload_refusal
from ratsite.lib.numbers import uuid_of, whole_number
from ratsite.lib.rate_limits import is_over_limit

OTHER = _(
    "This draft was changed in another tab or on another device. Both versions are saved. Yours is "
    "another version of the draft."
)
SEE_BOTH = _("See both versions")
NO_ROOM = _("This draft has too many versions, so your text below is not saved. Delete one of the others first.")
ARRIVED = _("You have already posted this text, so we did not save it again.")
TOO_LONG = _("Your text is too long to save as a draft. Make it shorter.")
POSTED = _("Your post had already arrived before you signed in again. We did not post it twice.")

SALT = "forum.composer"
SIGNATURE_LASTS = dt.timedelta(days=14)  # so long a form stays valid: a tab may stay open over a holiday
MOST_AN_HOUR = 20  # forms an hour that are saved for one person without their session: enough for every open tab
# The fields of a sent form that are not saved in its draft.
NOT_TYPED = {
    *("csrfmiddlewaretoken", "submission", "draft_version", "draft_sequence", "signature", "preview", "redact", "save"),
    *("files", "remove_file", "explanation", "about_child", SHOWN_BLAME, SHOWN_REFER_FIRST, "topic_page"),
}


@dataclass
class Composer:
    """A person's draft in one place, such as the reply to a topic: loads it, saves it and fills the form from it."""

    request: HttpRequest
    place: str
    where: dict[str, str | int]  # the fields of Draft that name the place: topic_id, or board_id and kind, or post_id
    has_no_draft: bool = False  # True: the caller knows that there is no draft, which saves a query

    def __post_init__(self):
        self.unsaved = ""  # the reason why the sent text was not saved; "" if it was
        self.has_unsaved_files = False  # True: files were sent with that text
        self.left_out: list[str] = []  # names of the sent files for which the draft has no room
        self.is_other = False  # True: the sent text was saved as another version of the draft
        sent = self.request.POST
        self.submission = uuid_of(sent.get("submission", "")) or uuid.uuid4()
        version = uuid_of(sent.get("draft_version", ""))
        self.seen = Seen(str(version) if version else "", whole_number(sent.get("draft_sequence", "")) or 0)

    @cached_property
    def versions(self) -> list[Draft]:
        """All versions of this person's draft in this place, the latest first; quotes they cannot read are hidden."""
        if self.has_no_draft:
            return []
        drafts = Draft.objects.current().filter(person=self.request.user).at(self.place, **self.where)
        return drafts_as_read(drafts.prefetch_related("files__stored_file"), self.request.user)

    @cached_property
    def draft(self) -> Draft | None:
        """The version of the draft that the form shows; None without a draft.

        If the form was sent, this is the version that the form showed, or None if that version has changed since.
        """
        if self.request.method != "POST":
            draft_id = whole_number(self.request.GET.get("draft", ""))
            drafts = {draft.pk if draft.version else None: draft for draft in self.versions}
            return drafts.get(draft_id) or drafts.get(None)
        if not self.seen.sequence:
            return None  # needs no query
        place = self.seen.place(self.place)
        same = (draft for draft in self.versions if (draft.place, draft.sequence) == (place, self.seen.sequence))
        return next(same, None)

    @property
    def others(self) -> list[Draft]:
        return [draft for draft in self.versions if self.draft is None or draft.pk != self.draft.pk]

    @property
    def opens_empty(self) -> bool:
        """True if the form opens without a draft, even if other versions of a draft are left in this place."""
        return self.request.method != "POST" and self.draft is None

    @property
    def returns_unposted(self) -> bool:
        """True if the form opens with a text that was sent, but not posted, because the sender was signed out."""
        return self.request.method != "POST" and self.draft is not None and self.draft.submission is not None

    @property
    def files(self) -> list[DraftFile]:
        """The files saved with the version of the draft that the form shows."""
        return list(self.draft.files.all()) if self.draft else []

    @property
    def sequence(self) -> int:
        """The draft's count of saves, for a hidden field (optimistic lock)."""
        return self.draft.sequence if self.draft else self.seen.sequence

    @property
    def version(self) -> str:
        """The key of the draft's version that the form shows, for a hidden field; see Seen."""
        return self.draft.version if self.draft else self.seen.version

    @property
    def url(self) -> str:
        """The address of the form, filled with the version of the draft that it shows."""
        return self.draft.get_absolute_url() if self.draft else self.request.get_full_path()

    @property
    def signature(self) -> str:
        """Return a signature of the person and of the place for which the form was opened."""
        return signing.dumps([self.request.user.pk, self.place, self.where, str(self.submission)], salt=SALT)

    @property
    def has_text(self) -> bool:
        """True if this request sends the form, or if the person has a draft for the form."""
        return bool(self.request.POST) if self.request.method == "POST" else self.draft is not None

    def initial(self, form_class: type[TextForm], **values) -> dict:
        """Return the draft as initial data for the form; {} if the form was sent or there is no draft.

        If the draft was already posted unchanged, it is deleted. values: further arguments of the form, such as
        `topic`.
        """
        if self.request.method == "POST" or self.draft is None:
            return {}
        post = sent_before(self.request.user, self.draft.submission)
        if post and self._is_posted_as(post, form_class, values):
            messages.info(self.request, POSTED)
            discard_draft(self.draft)
            self._clear_cache()
            return {}
        return self.draft.initial(form_class)

    def _is_posted_as(self, post: Post, form_class: type[TextForm], values: dict) -> bool:
        """True if this post already has everything that is in the draft that the form shows."""
        if self.draft is None or self.files or not is_text_of(post, "".join(self.draft.fields.get("body", []))):
            return False
        form = form_class(MultiValueDict(self.draft.fields), writer=self.request.user, **values)
        form.full_clean()
        return is_sent_as(post, form.cleaned_data)

    def form(self, form_class: type[TextForm], closed: str, **values) -> TextForm:
        """Return the form, filled with the sent data.

        closed: the reason why the form cannot be used here, or "". A closed form shows this reason and, if no data was
        sent, the draft.
        """
        data, files = bind(self.request)
        if closed and data is None and self.draft:
            data = MultiValueDict(self.draft.fields)
        form = form_class(
            data,
            files,
            writer=self.request.user,
            upload_refusal=upload_refusal(self.request),
            draft_files=self.files,
            was_posted=self.was_posted,
            **values,
        )
        if closed:
            form.full_clean()
            form.add_error(None, closed)
        return form

    def was_posted(self) -> bool:
        """True if the sent form was posted before, or if its text was posted with another form."""
        typed = {"fields": _typed(self.request), "form": self.submission}
        return was_posted(person=self.request.user, place=self.place, seen=self.seen, **typed, **self.where)

    def save(self, *, is_changed: bool = False) -> bool:
        """Save the sent text and files as a draft. Return False if they were not saved; `unsaved` then says why.

        If another device has changed the draft since the form showed it, the sent text does not replace it: it is saved
        as a second version of the draft. is_changed: the form was posted before, and its text was changed since.
        """
        person, fields, uploads = self.request.user, _typed(self.request), sent_files(self.request)
        if is_too_long(fields):
            self.unsaved, self.has_unsaved_files = TOO_LONG, bool(uploads)
            return False
        saved = save_typed(
            person=person,
            place=self.place,
            seen=self.seen,
            fields=fields,
            form=None if is_changed else self.submission,
            has_files=bool(uploads),
            **self.where,
        )
        if saved.is_posted or saved.has_no_room:
            self.unsaved = ARRIVED if saved.is_posted else NO_ROOM
            self.has_unsaved_files = bool(uploads) and not saved.is_posted
            return False
        self._clear_cache()
        self.is_other = saved.is_other
        if saved.draft is not None:
            self.left_out = save_files(draft_id=saved.draft.pk, person=person, uploads=uploads)
            self.draft = next((draft for draft in self.versions if draft.pk == saved.draft.pk), None)
        return True

    @property
    def compare_url(self) -> str:
        """The address of the page that shows all versions of the draft side by side."""
        return reverse("drafts:draft_versions", args=[self.draft.pk]) if self.draft else reverse("drafts:draft_list")

    def remove_file(self) -> HttpResponse | None:
        """Save the sent form and remove the file that it asks to remove; return the redirect to the form.

        Returns None if the text could not be saved; the form is then shown again with the reason.
        """
        is_saved, file_id = self.save(), uuid_of(self.request.POST.get("remove_file", ""))
        if file_id and remove_file(file_id=file_id, person=self.request.user):
            messages.success(self.request, _("The file has been removed. Your text is saved."))
        return redirect(self.url) if is_saved else None

    def _clear_cache(self) -> None:
        """Clear the cached draft and its versions, so that they are read again: the draft has changed."""
        vars(self).pop("versions", None)
        self.draft = None


def signed_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose form contains Composer.signature, so that only the person who opened the form can send it.

    If another person sends the form, for example on a shared computer, they are asked to go back and nothing is saved,
    because the text may be theirs. If the form is sent without a session, ratsite.web.access calls `save_for_writer` in
    place of the view, and the text becomes a draft of the person who opened the form.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        opened = _signed_data(request)
        if opened is None or opened[0] == request.user.pk:
            return view(request, *args, **kwargs)
        return render(request, "403_csrf.html", status=403)

    checked.save_for_writer = save_for_writer
    return checked


def sent_files(request: HttpRequest) -> list[UploadedFile]:
    """Return the sent files of an allowed type and size. The form has errors for the other files."""
    return [upload for upload in request.FILES.getlist("files") if upload.size and not refusal(upload)]


def save_for_writer(request: HttpRequest) -> HttpResponse | None:
    """Save a signed form that was sent without a session, with its files, as a draft of the member who opened it.

    Returns a page that asks the sender to go back if the text is too long, if the form is too old, or if more than
    MOST_AN_HOUR forms of this member were sent within an hour. Returns None if the form's signature is invalid, if the
    form is empty, or if another person is signed in. In all other cases it returns a redirect to the sign-in page,
    which says that the text is saved, even if nothing was saved, so that the sender learns nothing about the member.
    """
    opened, fields, uploads = _signed_data(request), _typed(request), sent_files(request)
    if opened is None or (is_empty(fields) and not uploads):
        return None
    if request.user.is_authenticated and request.user.pk != opened[0]:  # the text may be the sender's, not the member's
        return None
    person_id, place, where, form_id = opened
    is_over = is_too_long(fields) or _signed_data(request, max_age=SIGNATURE_LASTS) is None
    if is_over or is_over_limit("signed-out-draft", str(person_id), MOST_AN_HOUR, thing=form_id):
        return render(request, "403_csrf.html", status=403)
    person = User.objects.approved().filter(pk=person_id).first()
    to_sign_in = redirect_to_login(request.get_full_path(), reverse("account_login", query={"draft": "1"}))
    if person is None:
        return to_sign_in
    form = {"fields": fields, "submission": uuid.UUID(form_id), "has_files": bool(uploads)}
    draft = save_signed_out(person=person, place=place, **form, **where)
    if draft is not None:
        save_files(draft_id=draft.pk, person=person, uploads=uploads)
    return to_sign_in


def _signed_data(request: HttpRequest, max_age: dt.timedelta | None = None) -> list | None:
    """Return the data in the sent form's signature; None if the signature is invalid or older than `max_age`.

    The data is a list: the id of the person who opened the form, the place where they write, the fields of Draft that
    name the place, and the form's id.
    """
    try:
        return signing.loads(request.POST.get("signature", ""), salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return None


def bind(request: HttpRequest) -> tuple:
    """Return the sent data and files to bind a form to; (None, None) if nothing was sent.

    If the user pressed "redact", identifiers are first removed from the data, and so from the draft that is then saved.
    """
    if request.method != "POST":
        return None, None
    if "redact" in request.POST:
        request.POST = identifier_check.without_identifiers(request.POST)
    return request.POST, request.FILES


def wants_preview(request: HttpRequest) -> bool:
    """True if the user asked for a preview, or to have identifiers removed, before publishing."""
    return "preview" in request.POST or "redact" in request.POST


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    """Return the sent fields that a draft stores."""
    return {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
