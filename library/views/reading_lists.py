"""Pages of reading lists: all lists that a member can see, one list to read and print, and its owner's forms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from library.actions.edit_list import (
    ListFull,
    change_list,
    delete_list,
    make_list,
    move_up,
    put_on_list,
    take_off_list,
)
from library.actions.report_list import report_list
from library.forms.reading_lists import ListReportForm, PutOnListForm, ReadingListForm
from library.models import ReadingList, ReadingListItem, ReadingListReport, Resource
from library.rules.reading_lists import can_delete_list, can_edit_list, can_make_lists, can_put_on_list, can_report_list
from library.views.page import find_resource
from ratsite.lib.numbers import whole_number
from ratsite.lib.paging.pager import page_of

LISTS_A_PAGE = 50
MOST_REPORTS = 20  # on the page of lists: the newest of the user's own reports
MADE = gettext_lazy("The list has been created. To add a resource to it, open the resource.")
MADE_WITH = gettext_lazy("The list has been created, with “%(title)s” on it.")
CHANGED = gettext_lazy("Your changes are saved.")
DELETED = gettext_lazy("The list has been deleted.")
REPORTED = gettext_lazy(
    "Thank you. A moderator or curator will look at the list, and we will notify you of the decision."
)
PUT = gettext_lazy("The resource has been added to the list.")
FULL = gettext_lazy("This list is full. Remove a resource from it, or make another list.")


@require_safe
def reading_lists(request: HttpRequest) -> HttpResponse:
    rows = ReadingList.objects.visible_to(request.user).select_related("owner", "circle")
    lists, pager = page_of(rows, request.GET.get("page"), LISTS_A_PAGE)
    reports = ReadingListReport.objects.visible_to(request.user).select_related("reading_list")
    reports = list(reports.order_by("-pk")[:MOST_REPORTS])
    seen = ReadingList.objects.visible_to(request.user).in_bulk([report.reading_list_id for report in reports])
    context = {"lists": lists, "pager": pager, "reports": reports, "seen": seen}
    return render(request, "library/reading_lists.html", context)


@require_safe
def reading_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show a list with those resources that this reader may read. Members print the page as papers for a meeting."""
    reading_list = _find(request, list_id)
    items = ReadingListItem.objects.visible_to(request.user).filter(reading_list=reading_list)
    resources = Resource.objects.with_freshness().select_related("current", "circle", "agency")
    items = items.prefetch_related(Prefetch("resource", queryset=resources))
    context = {
        "list": reading_list,
        "items": items,
        "is_partial": reading_list.items.exclude(pk__in=items.values("pk")).exists(),
        "can_edit": can_edit_list(request.user, reading_list),
        "can_delete": can_delete_list(request.user, reading_list),
        "can_report": can_report_list(request.user, reading_list),
    }
    return render(request, "library/reading_list.html", context)


def reading_list_add(request: HttpRequest) -> HttpResponse:
    """Make a list. The resource whose slug is in the parameter `resource`, if there is one, is put on it."""
    if not can_make_lists(request.user):
        raise PermissionDenied
    slug = request.GET.get("resource", "")
    resource = find_resource(request, slug) if slug else None
    if resource is not None and not can_put_on_list(request.user, resource):
        raise PermissionDenied
    form = ReadingListForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        made = make_list(owner=request.user, **form.cleaned_data)
        _put_first(request, made, resource)
        return redirect(made)
    return render(request, "library/reading_list_form.html", {"form": form, "resource": resource})


def _put_first(request: HttpRequest, made: ReadingList, resource: Resource | None) -> None:
    """Put the resource on a new list. Add a message that says so or, without a resource, how to add one."""
    if resource is None:
        messages.success(request, MADE)
        return
    try:
        put_on_list(list_id=made.pk, owner=request.user, resource_id=resource.pk)
    except ListFull:  # the member had an identical list
        messages.warning(request, FULL)
    else:
        messages.success(request, MADE_WITH % {"title": resource.title})


def reading_list_edit(request: HttpRequest, list_id: int) -> HttpResponse:
    reading_list = _editable(request, list_id)
    form = ReadingListForm(request.POST or None, instance=reading_list, owner=request.user)
    if request.method == "POST" and form.is_valid():
        changed = change_list(list_id=reading_list.pk, owner=request.user, **form.cleaned_data)
        messages.success(request, CHANGED)
        return redirect(changed)
    return render(request, "library/reading_list_form.html", {"form": form, "list": reading_list})


@require_POST
def reading_list_items(request: HttpRequest, list_id: int) -> HttpResponse:
    """Move one item up, or take it off the list, as the pressed button says."""
    reading_list = _editable(request, list_id)
    for name, act in (("up", move_up), ("off", take_off_list)):
        number = whole_number(request.POST.get(name, ""))
        if number is not None:
            act(list_id=reading_list.pk, owner=request.user, item_id=number)
    return redirect(reading_list)


@require_POST
def reading_list_delete(request: HttpRequest, list_id: int) -> HttpResponse:
    reading_list = _find(request, list_id)
    if not can_delete_list(request.user, reading_list):
        raise PermissionDenied
    delete_list(list_id=reading_list.pk, owner=request.user)
    messages.success(request, DELETED)
    return redirect("library:reading_lists")


def reading_list_report(request: HttpRequest, list_id: int) -> HttpResponse:
    reading_list = _find(request, list_id)
    if not can_report_list(request.user, reading_list):
        raise PermissionDenied
    before = ReadingListReport.objects.visible_to(request.user).open().filter(reading_list=reading_list).first()
    initial = {"reason": before.reason, "text": before.text} if before else {}
    form = ListReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        report_list(list_id=reading_list.pk, reporter=request.user, **form.cleaned_data)
        messages.success(request, REPORTED)
        return redirect(reading_list)
    return render(request, "library/reading_list_report.html", {"form": form, "list": reading_list, "before": before})


def reading_list_put(request: HttpRequest, resource_slug: str) -> HttpResponse:
    """Put a resource on one of the member's own lists."""
    resource = find_resource(request, resource_slug)
    if not can_put_on_list(request.user, resource):
        raise PermissionDenied
    form = PutOnListForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["reading_list"]
        try:
            put_on_list(list_id=chosen.pk, owner=request.user, resource_id=resource.pk, note=form.cleaned_data["note"])
        except ListFull:
            form.add_error("reading_list", FULL)
        else:
            messages.success(request, PUT)
            return redirect(chosen)
    has_lists = form.fields["reading_list"].queryset.exists()
    context = {"form": form, "resource": resource, "has_lists": has_lists}
    return render(request, "library/reading_list_put.html", context)


def _find(request: HttpRequest, list_id: int) -> ReadingList:
    lists = ReadingList.objects.visible_to(request.user).select_related("owner__agency", "circle")
    return get_object_or_404(lists, pk=list_id)


def _editable(request: HttpRequest, list_id: int) -> ReadingList:
    reading_list = _find(request, list_id)
    if not can_edit_list(request.user, reading_list):
        raise PermissionDenied
    return reading_list
