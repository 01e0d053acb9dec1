"""Pages under /review/circles/, on which coordinators open, rename and delete circles and see what each can read."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.accounts.access import only_coordinators
from ratsite.circles.actions.delete_unused import InUse, delete_unused, why_in_use
from ratsite.circles.actions.manage_circles import open_circle, rename_circle, shown_hash_of_circle
from ratsite.circles.forms.circle import CircleForm, DeleteForm
from ratsite.circles.queries.circles import changes_of, circle_rows, joins_of, summary_of
from ratsite.circles.queries.uses import uses_of
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Circle


def circles(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    return render(request, "circles/circles.html", {"rows": circle_rows()})


def circle_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = CircleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_circle(coordinator=request.user, **form.cleaned_data)
        except Stale:
            form.add_error("name", _("Choose a name that no other circle has"))
        else:
            messages.success(request, _("The circle is open. Nobody is in it yet, so add its people now."))
            return redirect("staff_circles:circle_members", circle_id=opened.pk)
    return render(request, "circles/circle_add.html", {"form": form})


def circle(request: HttpRequest, circle_id: int) -> HttpResponse:
    circle = _fetch(request, circle_id)
    context = {
        "circle": circle,
        "summary": summary_of(circle),
        "changes": changes_of(circle),
        "joins": joins_of(circle),
    }
    return render(request, "circles/circle.html", context)


def circle_name(request: HttpRequest, circle_id: int) -> HttpResponse:
    circle = _fetch(request, circle_id)
    form = CircleForm(request.POST or None, circle=circle)
    is_stale = False
    if request.method == "POST" and form.is_valid():
        shown_hash = request.POST.get("shown_hash", "")
        try:
            changed = rename_circle(circle=circle, coordinator=request.user, shown_hash=shown_hash, **form.cleaned_data)
        except ObjectDoesNotExist:  # the circle has been deleted since
            raise Http404 from None
        except Stale:
            is_stale = True
            circle.refresh_from_db()
        else:
            if changed:
                messages.success(request, _("Saved."))
            else:
                messages.info(request, _("You changed nothing, so nothing was saved."))
            return redirect("staff_circles:circle", circle_id=circle.pk)
    context = {"circle": circle, "form": form, "is_stale": is_stale, "shown_hash": shown_hash_of_circle(circle)}
    if form.is_bound and not is_stale:
        context["shown_hash"] = request.POST.get("shown_hash", "")
    return render(request, "circles/circle_name.html", context)


def circle_delete(request: HttpRequest, circle_id: int) -> HttpResponse:
    circle = _fetch(request, circle_id)
    form, uses = DeleteForm(request.POST or None), uses_of(circle)
    in_use = why_in_use(uses) if uses else ""
    if request.method == "POST" and form.is_valid():
        try:
            delete_unused(row=circle, coordinator=request.user, **form.cleaned_data)
        except InUse as why:
            in_use = str(why)
        else:
            messages.success(request, _("The circle has been deleted."))
            return redirect("staff_circles:circles")
    return render(request, "circles/circle_delete.html", {"circle": circle, "form": form, "in_use": in_use})


def _fetch(request: HttpRequest, circle_id: int) -> Circle:
    only_coordinators(request)
    return get_object_or_404(Circle, pk=circle_id)
