"""The page that ends a first approval of a person or an application: one's own or another coordinator's."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.accounts.enums import APPLICATIONS, PEOPLE_TO_APPROVE
from ratsite.circles.actions.approve_joining import end_first_approval
from ratsite.circles.forms.access import EndApprovalForm
from ratsite.circles.queries.joiner_access import approved_of
from ratsite.circles.rules import can_end_first_approval, is_still_coordinator
from ratsite.moderation.models import FirstApproval


def first_approval(request: HttpRequest, approval_id: int) -> HttpResponse:
    only_coordinators(request)
    approvals = FirstApproval.objects.filter(queue__in=(PEOPLE_TO_APPROVE, APPLICATIONS))
    first = get_object_or_404(approvals.select_related("person__agency", "agency"), pk=approval_id)
    if not can_end_first_approval(request.user, first):
        raise PermissionDenied
    is_own = first.person_id == request.user.pk
    form = EndApprovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not end_first_approval(approval_id=first.pk, coordinator=request.user, **form.cleaned_data):
            messages.info(request, _("This approval had already ended."))
        elif is_own:
            messages.success(request, _("You have withdrawn your approval."))
        else:
            messages.success(request, _("You have refused the first approval."))
        return redirect(_page_of(first))
    context = {
        "first": first,
        "form": form,
        "is_own": is_own,
        "notifies_first": not is_own and is_still_coordinator(first.person_id),
        "target": approved_of(first),
        "back": _page_of(first),
    }
    return render(request, "circles/first_approval.html", context)


def _page_of(first: FirstApproval) -> str:
    page = "applications:application" if first.queue == APPLICATIONS else "staff_people:person"
    return reverse(page, args=[first.item_id])
