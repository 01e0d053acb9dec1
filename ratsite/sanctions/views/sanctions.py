"""Pages on sanctions: for moderators and coordinators about one person, and for the sanctioned person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.accounts.models import User
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.prefetches import is_really_read
from ratsite.notifications.actions.notify import read_source
from ratsite.sanctions.actions.appeal import appeal
from ratsite.sanctions.actions.sanction import impose, lift
from ratsite.sanctions.appeal_links import appeal_path, sanction_from_token
from ratsite.sanctions.enums import SANCTIONS, SanctionKind
from ratsite.sanctions.forms import AppealForm, LiftForm, SanctionForm
from ratsite.sanctions.models import Sanction
from ratsite.sanctions.rules import can_lift, can_sanction, is_on_the_team, kinds_for, people_open_to

MOST_SHOWN = 30  # of the newest sanctions of one person


def sanctions(request: HttpRequest, person_id: int) -> HttpResponse:
    person = fetch_person(request, person_id)
    may_decide = can_sanction(request.user, person)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    form, status = SanctionForm(request.POST or None, kinds=kinds_for(request.user)), 200
    if request.method == "POST" and form.is_valid():
        if _impose(request, person, form):
            return redirect("sanctions:sanctions", person_id=person.pk)
        form.add_error(None, _("This sanction is already in force. To change how long it lasts, lift it first."))
        status = 409
    newest = list(Sanction.objects.filter(person=person).select_related("imposed_by", "closed_by")[:MOST_SHOWN])
    liftable = kinds_for(request.user) if may_decide else []
    context = {"person": person, "form": form, "may_decide": may_decide, "sanctions": newest, "liftable": liftable}
    return render(request, "sanctions/sanctions.html", context, status=status)


def _impose(request: HttpRequest, person: User, form: SanctionForm) -> bool:
    made = impose(
        person_id=person.pk,
        kind=SanctionKind(form.cleaned_data["kind"]),
        ends_at=form.ends_at(),
        reason=form.cleaned_data["reason"],
        steward=request.user,
    )
    if made:
        messages.success(request, _("Sanction imposed. We have emailed the person your reason and how to appeal."))
    return bool(made)


def sanction_lift(request: HttpRequest, person_id: int, sanction_id: int) -> HttpResponse:
    person = fetch_person(request, person_id)
    sanction = get_object_or_404(Sanction, person=person, pk=sanction_id)
    sanction.person = person
    if not can_lift(request.user, sanction):
        raise PermissionDenied
    form = LiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if lift(sanction_id=sanction.pk, steward=request.user, **form.cleaned_data):
            messages.success(request, _("Sanction lifted. We have emailed the person."))
            return redirect("sanctions:sanctions", person_id=person.pk)
        sanction.refresh_from_db(fields=["closed_at"])
    if not sanction.is_open:
        typed = request.POST.get("reason", "")
        context = {"person": person, "typed": typed}
        return render(request, "sanctions/sanction_over.html", context, status=409 if typed else 404)
    return render(request, "sanctions/sanction_lift.html", {"person": person, "sanction": sanction, "form": form})


def own_sanctions(request: HttpRequest) -> HttpResponse:
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_source(person=request.user, source=SANCTIONS)
    sanctions = list(Sanction.objects.visible_to(request.user)[:MOST_SHOWN])
    for sanction in sanctions:
        sanction.appeal_path = appeal_path(sanction)
    return render(request, "sanctions/own_sanctions.html", {"sanctions": sanctions})


def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show a sanction by the link in the email about it, with the form for the person's one appeal.

    It works without a sign-in: an excluded person cannot sign in.
    """
    sanction = sanction_from_token(token)
    if sanction is None:
        raise Http404
    form = AppealForm(request.POST or None)
    may_appeal = sanction.is_open and not sanction.appealed_at
    if request.method == "POST" and may_appeal and form.is_valid():
        if appeal(sanction_id=sanction.pk, text=form.cleaned_data["text"]):
            messages.success(request, _("Appeal sent. We will email you when it has been decided."))
            return redirect(request.path)
        sanction.refresh_from_db()
        may_appeal = False
    typed = request.POST.get("text", "") if not may_appeal else ""
    context = {"sanction": sanction, "form": form, "may_appeal": may_appeal, "typed": typed}
    return render(request, "sanctions/appeal.html", context, status=409 if typed else 200)


def fetch_person(request: HttpRequest, person_id: int) -> User:
    """Return a person whose pages the user may open.

    Raises PermissionDenied if the user may open no person's pages, and Http404 if the user may open others but not this
    person's.
    """
    if not is_on_the_team(request.user):
        raise PermissionDenied
    return get_object_or_404(people_open_to(request.user).select_related("agency"), pk=person_id)
