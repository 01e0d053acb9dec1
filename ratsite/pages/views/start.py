from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.permissions import page_permission_policy

from ratsite.accounts.models import User
from ratsite.pages.models import EventIndexPage, NewsIndexPage
from ratsite.pages.queries.due import all_due, first_due, numbers_due
from ratsite.pages.queries.editors_start import editors_start
from ratsite.web.cms import menu_for

MOST_DUE = 6  # rows of what is due on the front page: half of them phone numbers


@require_safe
@require_admin_access
def start(request: HttpRequest) -> HttpResponse:
    """Show the front page of the CMS.

    Coordinators who edit no pages see only the phone numbers to check and the lists that they maintain.
    """
    context = {"menu": menu_for(request)}
    if _edits_pages(request.user):
        shown = editors_start(request.user)
        context |= {
            "start": shown,
            "due": shown.due,
            "news_id": NewsIndexPage.objects.values_list("pk", flat=True).first(),
            "events_id": EventIndexPage.objects.values_list("pk", flat=True).first(),
        }
    else:
        context["due"] = numbers_due()
    context["first_due"] = first_due(context["due"], MOST_DUE)
    return render(request, "cms/start.html", context)


@require_safe
@require_admin_access
def due_list(request: HttpRequest) -> HttpResponse:
    """List everything that is due for a check. Coordinators who edit no pages see only the phone numbers."""
    due = all_due() if _edits_pages(request.user) else numbers_due()
    return render(request, "cms/due_list.html", {"menu": menu_for(request), "due": due})


def _edits_pages(user: User) -> bool:
    return page_permission_policy.user_has_any_permission(user, ["add", "change", "publish"])
