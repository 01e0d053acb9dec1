"""Messages that visitors sent through the contact page."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.lib.paging.pager import page_of
from ratsite.pages.enums import MessageKind
from ratsite.records.actions.mark_answered import mark_answered
from ratsite.records.actions.remove_message import remove_message
from ratsite.records.forms import RemovalForm
from ratsite.records.models import ANSWER_WITHIN, Complaint
from ratsite.records.queries import messages_for, named_in
from ratsite.records.rules import can_mark_answered, can_remove_message

ROWS = 50


def message_list(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    contact_messages, pager = page_of(messages_for(request.user), request.GET.get("page"), ROWS)
    return render(request, "records/message_list.html", {"found": contact_messages, "pager": pager})


def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """Show a message. A POST request marks it as answered; a complaint is answered in the register instead."""
    only_coordinators(request)
    visible = messages_for(request.user).select_related("answered_by", "removed_by")
    contact_message = get_object_or_404(visible, pk=message_id)
    may_mark = can_mark_answered(request.user, contact_message)
    if request.method == "POST" and may_mark:
        if mark_answered(message_id=contact_message.pk, coordinator=request.user):
            messages.success(request, _("The message is marked as answered."))
        return redirect("records:message", message_id=contact_message.pk)
    complaint = Complaint.objects.visible_to(request.user).filter(message=contact_message).first()
    is_new = contact_message.kind == MessageKind.COMPLAINT and complaint is None
    context = {
        "found": contact_message,
        "may_mark": may_mark and contact_message.answered_at is None,
        "may_remove": can_remove_message(request.user, contact_message),
        "complaint": complaint,
        "names_reader": is_new and request.user in named_in(contact_message, request.user).people,
        "due_at": contact_message.received_at + ANSWER_WITHIN,
    }
    return render(request, "records/message.html", context)


def message_remove(request: HttpRequest, message_id: int) -> HttpResponse:
    """Say what goes and what stays, and ask for the reason. A POST request deletes the text."""
    only_coordinators(request)
    contact_message = get_object_or_404(messages_for(request.user), pk=message_id)
    if not can_remove_message(request.user, contact_message):
        return redirect("records:message", message_id=contact_message.pk)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if remove_message(message_id=contact_message.pk, coordinator=request.user, **form.cleaned_data):
            messages.success(request, _("We have deleted the text of the message."))
        return redirect("records:message", message_id=contact_message.pk)
    context = {"found": contact_message, "form": form, "backup_days": settings.BACKUP_KEEP_DAYS}
    return render(request, "records/message_remove.html", context)
