from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.accounts.access import only_coordinators
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage
from ratsite.records.actions.record_complaint import (
    answer_complaint,
    edit_complaint,
    enter_complaint,
)
from ratsite.records.enums import Channel
from ratsite.records.forms import AnswerForm, ComplaintForm
from ratsite.records.models import Complaint
from ratsite.records.queries import messages_for, named_in
from ratsite.records.rules import can_answer_complaint
from ratsite.records.views.breaches import CHANGED

ROWS = 50
ENTERED = gettext_lazy("Someone else has already entered this message in the register.")
TOO_LATE = gettext_lazy("Someone else recorded the answer first. What you typed is below, and is not saved.")


def complaint_list(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    complaints, pager = page_of(_entered(request), request.GET.get("page"), ROWS)
    return render(request, "records/complaint_list.html", {"complaints": complaints, "pager": pager})


def complaint_add(request: HttpRequest) -> HttpResponse:
    """Enter a complaint in the register.

    `?message=` is the ID of a message from the contact page. Its date and channel prefill the form, and so does the
    coordinator whom it may be about (named_in), if there is only one.
    """
    only_coordinators(request)
    message = _message(request)
    if request.method != "POST" and message and Complaint.objects.filter(message=message).exists():
        messages.warning(request, ENTERED)
        return redirect("records:registers")
    form = ComplaintForm(request.POST or None, initial=_facts_of(request, message) if message else {})
    if request.method == "POST" and form.is_valid():
        entered = enter_complaint(coordinator=request.user, message=message, **form.facts)
        if entered is None:
            messages.warning(request, ENTERED)
            return render(request, "records/complaint_add.html", {"form": form, "message": message}, status=409)
        facts = {"complaint": entered, "day": date_format(timezone.localtime(entered.due_at), "j F Y")}
        messages.success(request, _("%(complaint)s is in the register. The answer is due on %(day)s.") % facts)
        return redirect(entered if can_answer_complaint(request.user, entered) else "records:registers")
    names_reader = message is not None and request.user in named_in(message, request.user).people
    context = {"form": form, "message": message, "names_reader": names_reader}
    return render(request, "records/complaint_add.html", context)


def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    only_coordinators(request)
    complaint = _fetch(request, complaint_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if answer_complaint(complaint_id=complaint.pk, coordinator=request.user, **form.cleaned_data):
            return redirect(complaint)
        return _too_late(request, _fetch(request, complaint_id))
    if request.method == "POST" and not complaint.is_open:
        return _too_late(request, complaint)
    return render(request, "records/complaint.html", {"complaint": complaint, "form": form})


def complaint_edit(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Change an open complaint in the register."""
    only_coordinators(request)
    complaint = _fetch(request, complaint_id)
    if not complaint.is_open:
        return _too_late(request, complaint) if request.method == "POST" else redirect(complaint)
    initial = {**{name: getattr(complaint, name) for name in Complaint.FACTS}, "shown_hash": complaint.facts_hash}
    form, status = ComplaintForm(request.POST or None, initial=initial, concerns=complaint.concerns), 200
    if request.method == "POST" and form.is_valid():
        shown = form.cleaned_data["shown_hash"]
        try:
            is_saved = edit_complaint(
                complaint_id=complaint.pk, coordinator=request.user, shown_hash=shown, **form.facts
            )
        except Stale:
            complaint = _fetch(request, complaint_id)
            sent = {**request.POST.dict(), "shown_hash": complaint.facts_hash}
            form = ComplaintForm(sent, concerns=complaint.concerns)
            form.add_error(None, CHANGED)
            status = 409
        else:
            if not is_saved:
                return _too_late(request, _fetch(request, complaint_id))
            is_about_them = form.cleaned_data["concerns"] == request.user
            return redirect("records:registers" if is_about_them else complaint)
    context = {"form": form, "complaint": complaint, "is_stale": status == 409}
    return render(request, "records/complaint_add.html", context, status=status)


def _fetch(request: HttpRequest, complaint_id: int) -> Complaint:
    complaints = _entered(request).select_related("entered_by", "message", "concerns")
    return get_object_or_404(complaints, pk=complaint_id)


def _too_late(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    messages.warning(request, TOO_LATE)
    return render(request, "records/complaint.html", {"complaint": complaint, "is_too_late": True}, status=409)


def _entered(request: HttpRequest) -> QuerySet[Complaint]:
    return Complaint.objects.visible_to(request.user)


def _facts_of(request: HttpRequest, message: ContactMessage) -> dict:
    facts = {"received_at": timezone.localtime(message.received_at), "channel": Channel.FORM}
    hidden_from = named_in(message, request.user).hidden_from
    return facts | {"concerns": hidden_from[0] if len(hidden_from) == 1 else None}


def _message(request: HttpRequest) -> ContactMessage | None:
    message_id = whole_number(request.GET.get("message", ""))
    complaints = messages_for(request.user).filter(kind=MessageKind.COMPLAINT)
    return get_object_or_404(complaints, pk=message_id) if message_id else None
