from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.lib.numbers import whole_number
from ratsite.lib.paging.pager import page_of
from ratsite.pages.models import ContactMessage
from ratsite.records.actions.record_complaint import answer_complaint, enter_complaint
from ratsite.records.enums import Channel
from ratsite.records.forms import AnswerForm, ComplaintForm
from ratsite.records.models import Complaint
from ratsite.records.rules import can_answer_complaint
from ratsite.records.waiting import complaints_from_the_form

ROWS = 50


def complaint_list(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    complaints, pager = page_of(_entered(request), request.GET.get("page"), ROWS)
    return render(request, "records/complaint_list.html", {"complaints": complaints, "pager": pager})


def complaint_add(request: HttpRequest) -> HttpResponse:
    """Enter a complaint in the register.

    `?message=` is the number of a message from the contact page; its date and channel prefill the form.
    """
    only_coordinators(request)
    message = _message(request)
    initial = {"received_at": timezone.localtime(message.received_at), "channel": Channel.FORM} if message else {}
    form = ComplaintForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        entered = enter_complaint(coordinator=request.user, message=message, **form.cleaned_data)
        if entered is None:
            messages.warning(request, _("Another coordinator has entered this message already."))
            return redirect("records:registers")
        facts = {"complaint": entered, "day": date_format(timezone.localtime(entered.due_at), "j F Y")}
        messages.success(request, _("%(complaint)s is in the register. The answer is due on %(day)s.") % facts)
        return redirect(entered if can_answer_complaint(request.user, entered) else "records:registers")
    return render(request, "records/complaint_add.html", {"form": form, "message": message})


def complaint(request: HttpRequest, complaint_id: int) -> HttpResponse:
    only_coordinators(request)
    complaint = get_object_or_404(
        _entered(request).select_related("entered_by", "message", "concerns"), pk=complaint_id
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not answer_complaint(complaint_id=complaint.pk, coordinator=request.user, **form.cleaned_data):
            messages.warning(request, _("Another coordinator recorded the answer first. Nothing was changed."))
        return redirect(complaint)
    return render(request, "records/complaint.html", {"complaint": complaint, "form": form})


def _entered(request: HttpRequest) -> QuerySet[Complaint]:
    return Complaint.objects.visible_to(request.user)


def _message(request: HttpRequest) -> ContactMessage | None:
    number = whole_number(request.GET.get("message", ""))
    return get_object_or_404(complaints_from_the_form(request.user), pk=number) if number else None
