"""The page on which a reader reports that a resource looks out of date."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from library.actions.report_outdated import report_outdated
from library.forms.outdated import OutdatedForm
from library.models import OutdatedReport, Resource
from library.views.page import base_of, find_resource
from ratsite.lib.rate_limits import is_over_limit, visitor_is_over_limit

THANKS = gettext_lazy("Thank you. A curator will check this resource, and we will notify you of the answer.")
BEFORE = gettext_lazy("You reported this resource on %(day)s. A curator will answer you.")
NOT_SENT = gettext_lazy(
    "You reported this resource on %(day)s, and a curator will answer you. We have not sent your new text to "
    "the curator. You can report the resource again after that answer."
)
TOO_OFTEN = gettext_lazy("You have reported too many resources in the last hour. Try again later.")
REPORTS_AN_HOUR = 10  # for one member or one internet address; repeated reports of one resource count once


def resource_outdated(request: HttpRequest, resource_slug: str) -> HttpResponse:
    resource = find_resource(request, resource_slug)
    if not resource.is_published:
        raise Http404
    is_member = request.user.is_authenticated
    if is_member and (own := _open_report(request, resource)):
        return _reported_before(request, resource, own)
    form = OutdatedForm(request.POST if request.method == "POST" else None, is_member=is_member)
    if request.method == "POST" and form.is_valid():
        if _is_too_often(request):
            form.add_error(None, TOO_OFTEN)
        elif is_member:
            report = report_outdated(resource_id=resource.pk, reader=request.user, **form.cleaned_data)
            if report is None and (own := _open_report(request, resource)):  # sent from another tab at the same moment
                return _reported_before(request, resource, own)
            messages.success(request, THANKS)
            return redirect(resource)
        else:
            # A second report of the same resource from the same internet address is not stored.
            if not visitor_is_over_limit(request, f"library.outdated.{resource.pk}", 1):
                report_outdated(resource_id=resource.pk, reader=None)
            context = {"library_base": base_of(request), "resource": resource}
            return render(request, "library/outdated_thanks.html", context)
    context = {"library_base": base_of(request), "resource": resource, "form": form}
    return render(request, "library/resource_outdated.html", context)


def _open_report(request: HttpRequest, resource: Resource) -> OutdatedReport | None:
    return OutdatedReport.objects.open().filter(resource=resource, person=request.user.pk).first()


def _reported_before(request: HttpRequest, resource: Resource, own: OutdatedReport) -> HttpResponse:
    """Answer that the reader has an open report of the resource already. If they typed another text, show it again."""
    day = date_format(timezone.localtime(own.created_at), "j F Y")
    if request.POST.get("text", "").strip() in ("", own.text):
        messages.info(request, BEFORE % {"day": day})
        return redirect(resource)
    context = {"library_base": base_of(request), "resource": resource, "not_sent": NOT_SENT % {"day": day}}
    return render(request, "library/resource_outdated.html", context, status=409)


def _is_too_often(request: HttpRequest) -> bool:
    if request.user.is_authenticated:
        return is_over_limit("library.outdated", str(request.user.pk), REPORTS_AN_HOUR)
    return visitor_is_over_limit(request, "library.outdated", REPORTS_AN_HOUR)
