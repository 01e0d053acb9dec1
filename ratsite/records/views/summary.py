"""The front page of the registers: open entries in the order of their deadlines."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ratsite.accounts.access import only_coordinators
from ratsite.records.models import ANSWER_WITHIN, Breach, Complaint, RiskAssessment
from ratsite.records.queries import complaints_from_the_form, questions_unanswered


def registers(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    context = {
        "complaints": Complaint.objects.visible_to(request.user).open().order_by("received_at"),
        "breaches": Breach.objects.visible_to(request.user).open().order_by("known_at"),
        "messages_waiting": [
            (message, message.received_at + ANSWER_WITHIN) for message in complaints_from_the_form(request.user)
        ],
        "questions": questions_unanswered(request.user),
        "assessment": RiskAssessment.objects.visible_to(request.user).first(),
    }
    return render(request, "records/registers.html", context)
