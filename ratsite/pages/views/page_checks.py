"""Editors' pages about one public page: confirm that it is right, plan its next check, publish a correction."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import Page

from ratsite.lib.optimistic_lock import Stale
from ratsite.network.forms import OVERTAKEN
from ratsite.pages.actions.check_page import confirm_page, plan_check, shown_hash_of_plan
from ratsite.pages.actions.correct_page import correct_page, delete_earlier_version, draft_hash
from ratsite.pages.forms.page_checks import CloseEarlierVersionForm, CorrectionForm, PlanForm
from ratsite.pages.models import Correction, PageReview
from ratsite.pages.models.public import HOME_DEPTH
from ratsite.pages.rules import can_check, can_correct, why_not_correctable
from ratsite.web.cms import menu_for


def page_check(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the checks and corrections of a page, with the form for who looks after it and when to check it again."""
    page = _page(request, page_id)
    review = PageReview.objects.filter(page=page).first()
    initial = {"owner": review.owner, "due_on": review.due_on} if review else {}
    initial["shown_hash"] = shown_hash_of_plan(review)
    form, status = PlanForm(request.POST or None, initial=initial), 200
    if request.method == "POST" and form.is_valid():
        try:
            plan_check(page_id=page.pk, editor=request.user, **form.cleaned_data)
        except Stale:
            form = PlanForm({**request.POST.dict(), "shown_hash": initial["shown_hash"]}, initial=initial)
            form.add_error(None, OVERTAKEN)
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("page_checks:page_check", page.pk)
    corrections = Correction.objects.filter(page=page).select_related("earlier")
    context = {"review": review, "corrections": corrections, "form": form}
    context["can_correct"] = page.live and can_correct(request.user, page)
    return _show(request, "cms/page_check.html", status=status, page=page, **context)


@require_POST
def page_confirm(request: HttpRequest, page_id: int) -> HttpResponse:
    page = _page(request, page_id)
    if confirm_page(page_id=page.pk, editor=request.user):
        messages.success(
            request,
            _("We have recorded that “%(title)s” is still right. We will ask again in a year.") % {"title": page},
        )
    else:
        messages.info(request, _("“%(title)s” has already been recorded as still right today.") % {"title": page})
    return redirect("page_checks:page_check", page.pk)


def page_correct(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish a correction of a page: its newest draft, if it has one, and a notice that tells readers what changed."""
    page = _page(request, page_id)
    if not can_correct(request.user, page):
        raise PermissionDenied
    initial = {"shown_hash": draft_hash(page)}
    form = CorrectionForm(request.POST or None, has_draft=page.has_unpublished_changes, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            correct_page(page_id=page.pk, editor=request.user, **form.cleaned_data)
        except Stale:
            page = _page(request, page_id)
            data = request.POST.copy()
            data["shown_hash"] = draft_hash(page)
            form = CorrectionForm(data, has_draft=page.has_unpublished_changes)
            changed = _("The page has changed since you opened this form. Look at the draft again.")
            form.add_error(None, why_not_correctable(page.specific) or changed)
        else:
            messages.success(request, _("Published, with your notice at the foot of the page."))
            return redirect("page_checks:page_check", page.pk)
    why_not = why_not_correctable(page.specific)
    return _show(request, "cms/page_correct.html", page=page, form=form, why_not=why_not)


def correction_close(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Delete the earlier version of a corrected page. The notice of the correction stays."""
    correction = get_object_or_404(Correction.objects.select_related("page"), pk=correction_id, earlier__isnull=False)
    if not can_check(request.user, correction.page):
        raise PermissionDenied
    form = CloseEarlierVersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        delete_earlier_version(correction_id=correction.pk, editor=request.user, **form.cleaned_data)
        messages.success(request, _("The earlier version has been deleted. The notice stays."))
        return redirect("page_checks:page_check", correction.page_id)
    return _show(request, "cms/correction_close.html", page=correction.page, correction=correction, form=form)


def _page(request: HttpRequest, page_id: int) -> Page:
    page = get_object_or_404(Page.objects.filter(depth__gte=HOME_DEPTH), pk=page_id)
    if not can_check(request.user, page):
        raise PermissionDenied
    return page


def _show(request: HttpRequest, template: str, status: int = 200, **context) -> HttpResponse:
    return render(request, template, {"menu": menu_for(request), **context}, status=status)
