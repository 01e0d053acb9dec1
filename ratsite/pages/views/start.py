from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.permissions import page_permission_policy

from ratsite.pages.models import EventIndexPage, NewsIndexPage
from ratsite.pages.queries.due import numbers_due
from ratsite.pages.queries.editors_start import MOST_DUE, editors_start
from ratsite.web.cms import menu_for


@require_safe
@require_admin_access
def start(request: HttpRequest) -> HttpResponse:
    """Show the front page of the CMS.

    Coordinators, who edit no pages, see the phone numbers to check and the lists that they maintain.
    """
    context = {"menu": menu_for(request), "most_due": MOST_DUE}
    if page_permission_policy.user_has_any_permission(request.user, ["add", "change", "publish"]):
        context |= {
            "start": editors_start(request.user),
            "news_id": NewsIndexPage.objects.values_list("pk", flat=True).first(),
            "events_id": EventIndexPage.objects.values_list("pk", flat=True).first(),
        }
    else:
        context["due"] = numbers_due()
    return render(request, "cms/start.html", context)
