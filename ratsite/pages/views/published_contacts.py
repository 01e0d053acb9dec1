"""The pages where curators and coordinators maintain the contacts of public bodies that texts are allowed to name."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.network.forms import OVERTAKEN
from ratsite.pages.actions.publish_contact import add_contact, check_contact, remove_contact, shown_hash_of_contact
from ratsite.pages.forms.published_contacts import ContactCheckForm, ContactRemovalForm, PublishedContactForm
from ratsite.pages.models import PublishedContact
from ratsite.pages.rules import can_change_published_contacts, can_see_published_contacts

CONTACTS_A_PAGE = 50


def contact_list(request: HttpRequest) -> HttpResponse:
    _require_reader(request)
    contacts, pager = page_of(
        PublishedContact.objects.select_related("checked_by"), request.GET.get("page"), CONTACTS_A_PAGE
    )
    context = {"contacts": contacts, "pager": pager, "can_change": can_change_published_contacts(request.user)}
    return render(request, "pages/contact_list.html", context)


def contact_add(request: HttpRequest) -> HttpResponse:
    _require_writer(request)
    form = PublishedContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = add_contact(steward=request.user, **form.cleaned_data)
        messages.success(request, _("%(contact)s is in the list. Texts may contain it.") % {"contact": added})
        return redirect("staff_contacts:contact_list")
    return render(request, "pages/contact_add.html", {"form": form})


def contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show a published contact, with a form for a steward who has checked it again today."""
    _require_reader(request)
    contact = get_object_or_404(PublishedContact.objects.select_related("checked_by"), pk=contact_id)
    may_change = can_change_published_contacts(request.user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied
    shown_hash = shown_hash_of_contact(contact)
    initial = {"body": contact.body, "source_url": contact.source_url, "shown_hash": shown_hash}
    form, status = ContactCheckForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        try:
            check_contact(contact_id=contact.pk, steward=request.user, **form.cleaned_data)
        except Stale:
            form = ContactCheckForm({**request.POST.dict(), "shown_hash": shown_hash})
            form.add_error(None, OVERTAKEN)
            status = 409
        else:
            messages.success(request, _("Saved. The list says that you checked it today."))
            return redirect("staff_contacts:contact_list")
    context = {"contact": contact, "form": form if may_change else None}
    return render(request, "pages/contact.html", context, status=status)


def contact_remove(request: HttpRequest, contact_id: int) -> HttpResponse:
    _require_writer(request)
    contact = get_object_or_404(PublishedContact, pk=contact_id)
    form = ContactRemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove_contact(contact_id=contact.pk, steward=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Removed. If a new text contains this contact, we will ask its writer about it."))
        return redirect("staff_contacts:contact_list")
    return render(request, "pages/contact_remove.html", {"contact": contact, "form": form})


def _require_reader(request: HttpRequest) -> None:
    if not can_see_published_contacts(request.user):
        raise PermissionDenied


def _require_writer(request: HttpRequest) -> None:
    if not can_change_published_contacts(request.user):
        raise PermissionDenied
