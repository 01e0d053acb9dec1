"""Field notes: the list for a resource's page, the form to write one, and the withdrawal of a note."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from library.actions.write_note import delete_note, write_note
from library.forms.field_notes import FieldNoteForm
from library.models import FieldNote, Resource
from library.rules.field_notes import can_write_note
from library.views.page import find_resource

SENT = gettext_lazy("Your note has been sent. Others can read it once a curator or moderator has approved it.")
WITHDRAWN = gettext_lazy("Your note has been withdrawn.")
MOST_NOTES = 50  # on the page of a resource: the newest ones


def notes_of(request: HttpRequest, resource: Resource) -> list[FieldNote]:
    """Return the newest published notes on the resource, and the user's own notes that are not published."""
    notes = FieldNote.objects.visible_to(request.user).filter(resource=resource)
    mine = notes.filter(asked_by=request.user) if request.user.is_authenticated else notes.none()
    shown = (notes.published() | mine).select_related("agency__main_remit")
    return list(shown.order_by("-pk")[:MOST_NOTES])


def note_add(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not can_write_note(request.user, resource):
        raise PermissionDenied
    form = FieldNoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        write_note(resource_id=resource.pk, author=request.user, **form.cleaned_data)
        messages.success(request, SENT)
        return redirect(resource)
    return render(request, "library/note_add.html", {"form": form, "resource": resource})


@require_POST
def note_withdraw(request: HttpRequest, resource_slug: str, note_id: int) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    mine = FieldNote.objects.visible_to(request.user).filter(resource=resource, asked_by=request.user)
    note = get_object_or_404(mine, pk=note_id)
    delete_note(note_id=note.pk, author=request.user)
    messages.success(request, WITHDRAWN)
    return redirect(resource)
