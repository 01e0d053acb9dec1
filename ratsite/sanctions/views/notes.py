"""Pages for notes about a person and messages to that person, and the person's own list of messages."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.identifiers.checked_form import CheckedForm
from ratsite.lib.numbers import whole_number
from ratsite.lib.prefetches import is_really_read
from ratsite.notifications.actions.notify import read_group
from ratsite.pages.contacts import published_contacts
from ratsite.sanctions.actions.write_note import note_about, send_message
from ratsite.sanctions.enums import MESSAGES
from ratsite.sanctions.models import Note
from ratsite.sanctions.rules import can_note_about, can_send_message
from ratsite.sanctions.views.sanctions import fetch_person

NOTES_A_PAGE = 50


class NoteForm(CheckedForm):
    checked_fields = ("text",)
    allowed = staticmethod(published_contacts)

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Note"),
        max_length=Note._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What other moderators should know. You cannot change or delete it later."),
    )


class MessageForm(NoteForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext("Message")
        self.fields["text"].help_text = gettext("It comes from “the moderators”. You cannot change or delete it later.")


def notes(request: HttpRequest, person_id: int) -> HttpResponse:
    person = fetch_person(request, person_id)
    may_note = can_note_about(request.user, person)
    if request.method == "POST" and not may_note:
        raise PermissionDenied
    form = NoteForm(request.POST or None, initial={"submission": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        note_about(person_id=person.pk, author=request.user, **form.cleaned_data)
        messages.success(request, gettext("Note saved. Moderators and coordinators can read it."))
        return redirect("sanctions:notes", person_id=person.pk)
    notes = Note.objects.filter(person=person).select_related("author")
    before = whole_number(request.GET.get("before", ""))
    rows = list((notes if before is None else notes.filter(pk__lt=before))[: NOTES_A_PAGE + 1])
    older = rows[NOTES_A_PAGE - 1].pk if len(rows) > NOTES_A_PAGE else None
    context = {"person": person, "form": form, "may_note": may_note, "notes": rows[:NOTES_A_PAGE], "older": older}
    context["may_write_to"] = can_send_message(request.user, person)
    return render(request, "sanctions/notes.html", context)


def message(request: HttpRequest, person_id: int) -> HttpResponse:
    person = fetch_person(request, person_id)
    if not can_send_message(request.user, person):
        raise PermissionDenied
    form = MessageForm(request.POST or None, initial={"submission": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        send_message(person_id=person.pk, author=request.user, **form.cleaned_data)
        notice = gettext(
            "Message sent. They will get a notification, and an email that only says that there is a message."
        )
        messages.success(request, notice)
        return redirect("sanctions:notes", person_id=person.pk)
    return render(request, "sanctions/message.html", {"person": person, "form": form})


def message_list(request: HttpRequest) -> HttpResponse:
    if is_really_read(request) and request.user.unread_groups:  # so that the next message is emailed too
        with unless_disk_is_full():
            read_group(person=request.user, group=MESSAGES)
    notes = Note.objects.visible_to(request.user)[:NOTES_A_PAGE]
    return render(request, "sanctions/message_list.html", {"found": notes})
