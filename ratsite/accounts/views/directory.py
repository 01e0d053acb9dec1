"""The directory: agencies, with what they can and cannot do, and people, as each chooses to be listed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from ratsite.accounts.models import User
from ratsite.accounts.queries.application_figures import figures_by_kind
from ratsite.accounts.rules import can_lead
from ratsite.lib.paging.pager import page_of
from ratsite.network.figures import policy_outside
from ratsite.network.models import Agency, Area, Remit

PEOPLE_A_PAGE = 50


def agency_list(request: HttpRequest) -> HttpResponse:
    """List all agencies on one page; a region has only some dozens."""
    remits, areas = Remit.objects.all(), Area.objects.all()
    remit = _chosen(remits, request.GET.get("remit", ""))
    area = _chosen(areas, request.GET.get("area", ""))
    agencies = Agency.objects.visible_to(request.user).select_related("main_remit").prefetch_related("areas", "remits")
    if remit:
        agencies = agencies.filter(pk__in=remit.agencies.values("pk"))
    if area:
        agencies = agencies.filter(pk__in=area.agencies.values("pk"))
    context = {"agencies": agencies, "remits": remits, "areas": areas, "remit": remit, "area": area}
    return render(request, "accounts/agency_list.html", context)


def agency(request: HttpRequest, slug: str) -> HttpResponse:
    agencies = Agency.objects.visible_to(request.user).select_related("main_remit").prefetch_related("areas", "remits")
    agency = get_object_or_404(agencies, slug=slug)
    people = User.objects.visible_to(request.user).filter(agency=agency).in_listed_order()
    context = {
        "agency": agency,
        "people": people,
        "can_lead": can_lead(request.user, agency),
        "is_own": request.user.agency_id == agency.pk,
    }
    return render(request, "accounts/agency.html", context)


def joining(request: HttpRequest) -> HttpResponse:
    context = {"kinds": figures_by_kind(), "fewest": policy_outside().threshold}
    return render(request, "accounts/joining.html", context)


def person_list(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    people = User.objects.visible_to(request.user)
    if query:
        people = people.matching(query)
    people = people.select_related("agency__main_remit").in_listed_order()
    listed, pager = page_of(people, request.GET.get("page"), PEOPLE_A_PAGE)
    context = {"people": listed, "query": query, "pager": pager}
    return render(request, "accounts/person_list.html", context)


def _chosen(terms, slug: str):
    return next((term for term in terms if term.slug == slug), None)
