"""Pages on which coordinators add people, approve them and end memberships. Mounted under /review/people/."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.access import only_coordinators
from ratsite.accounts.actions.change_details import change_details, details_hash
from ratsite.accounts.actions.change_membership import (
    Refused,
    create_person,
    decide_about_person,
    joiner_of,
    membership_hash,
)
from ratsite.accounts.actions.reset_second_step import reset_second_step
from ratsite.accounts.enums import PEOPLE_TO_APPROVE, MemberState, Role
from ratsite.accounts.forms.person import DetailsForm, NewPersonForm, SecondStepForm, StateForm
from ratsite.accounts.hooks import first_approval_of
from ratsite.accounts.models import Application, User
from ratsite.accounts.rules import can_change_details, can_decide_about, why_not_let_in
from ratsite.accounts.views.approval_confirmation import Confirmation
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import page_of

PEOPLE_A_PAGE = 50
FIRST_OF_TWO = _(
    "You have approved them. They cannot read anything until a coordinator with another main remit approves them too."
)
ROLES_SAVED = _("The roles are saved, and count once they are a member.")
ROLES_NOT_SAVED = _("The roles are not saved. The coordinator who gives the second approval must tick them.")
FIRST_OF_TWO_AGENCY = _(
    "Their agency has not changed yet. A coordinator with another main remit must choose the same agency for them on "
    "the page of their details. We have saved your other changes, but not whether they lead the agency."
)


def people(request: HttpRequest) -> HttpResponse:
    """List all accounts, those that a search finds, or with `?confirm=1` those who still have to confirm."""
    only_coordinators(request)
    must_confirm = request.GET.get("confirm") == "1"
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    people = User.objects.select_related("agency").order_by("-pk")
    if must_confirm:
        people = people.asked_to_confirm()
    elif query:
        people = people.filter(
            Q(first_name__icontains=query)
            | Q(last_name__icontains=query)
            | Q(email__icontains=query)
            | Q(agency__name__icontains=query)
        )
    listed, pager = page_of(people, request.GET.get("page"), PEOPLE_A_PAGE)
    context = {"people": listed, "query": query, "pager": pager, "must_confirm": must_confirm}
    return render(request, "accounts/people.html", context)


def person_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = create_person(coordinator=request.user, **form.cleaned_data)
        messages.success(request, _("%(person)s is added. You can approve them below.") % {"person": added})
        return redirect("staff_people:person", person_id=added.pk)
    return render(request, "accounts/person_add.html", {"form": form})


def person(request: HttpRequest, person_id: int) -> HttpResponse:
    only_coordinators(request)
    person = get_object_or_404(User.objects.select_related("agency"), pk=person_id)
    form, status = StateForm(request.POST or None, person=person), 200
    if request.method == "POST" and (person.pk == request.user.pk or person.is_erased):
        raise PermissionDenied  # nobody decides on their own membership, nor on an erased person's
    if request.method == "POST" and form.is_valid():
        confirmation = _confirmation(request, person, form)
        if confirmation is not None and not confirmation.is_given:
            return confirmation.page(form, reverse("staff_people:person", args=[person.pk]))
        try:
            _decide(request, person, form, confirmation)
        except Refused as why:
            form.add_error("state", str(why))
        except Stale:
            person = get_object_or_404(User.objects.select_related("agency"), pk=person_id)
            form, status = StateForm.shown_again(person, form.cleaned_data["reason"]), 409
        else:
            return redirect("staff_people:person", person_id=person.pk)
    context = {
        "person": person,
        "form": form,
        "first": None if person.pk == request.user.pk else first_approval_of(PEOPLE_TO_APPROVE, person.pk),
        "can_change": can_change_details(request.user, person),
        "is_address_of_agency": person.agency is None or person.agency.allows_email(person.email),
        "accepted": person.acceptances.select_related("terms").first(),
        "application": Application.objects.let_in().filter(person=person).first(),
        "invited": Application.objects.let_in().filter(invitation__inviter=person)[:PEOPLE_A_PAGE],
    }
    return render(request, "accounts/person.html", context, status=status)


def person_details(request: HttpRequest, person_id: int) -> HttpResponse:
    only_coordinators(request)
    person = get_object_or_404(User.objects.select_related("agency"), pk=person_id)
    if not can_change_details(request.user, person):
        raise PermissionDenied
    is_own = person.pk == request.user.pk
    form = DetailsForm(request.POST or None, person=person, is_own=is_own)
    if request.method == "POST" and form.is_valid():
        confirmation = _new_agency(request, person, form)
        if confirmation is not None and not confirmation.is_given:
            return confirmation.page(form, reverse("staff_people:person_details", args=[person.pk]))
        joining_hash = confirmation.joining.shown_hash if confirmation else None
        try:
            changed = change_details(
                coordinator=request.user, person_id=person.pk, joining_hash=joining_hash, **form.cleaned_data
            )
        except Stale:
            person.refresh_from_db()
            now = request.POST.copy()
            now["shown_hash"] = details_hash(person)
            form = DetailsForm(now, person=person, is_own=is_own)
            form.add_error(
                None, _("Someone else changed this after you opened this page. Compare the details, then save.")
            )
            context = {"person": person, "form": form, "is_own": is_own, "is_stale": True}
            return render(request, "accounts/person_details.html", context, status=409)
        else:
            is_first = confirmation is not None and confirmation.joining.is_first
            saved = _("Saved.") if changed else _("You made no changes.")
            messages.success(request, FIRST_OF_TWO_AGENCY if is_first else saved)
            return redirect("staff_people:person", person_id=person.pk)
    first = None if is_own else first_approval_of(PEOPLE_TO_APPROVE, person.pk)
    context = {"person": person, "form": form, "is_own": is_own, "first": first}
    return render(request, "accounts/person_details.html", context)


def second_step(request: HttpRequest, person_id: int) -> HttpResponse:
    only_coordinators(request)
    person = get_object_or_404(User, pk=person_id)
    if not can_decide_about(request.user, person):
        raise PermissionDenied
    form = SecondStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        removed = reset_second_step(person_id=person.pk, coordinator=request.user, **form.cleaned_data)
        messages.success(
            request, _("Their second step has been removed.") if removed else _("They have no second step.")
        )
        return redirect("staff_people:person", person_id=person.pk)
    return render(request, "accounts/second_step_reset.html", {"person": person, "form": form})


def invited(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    brought = Application.objects.let_in().exclude(invitation__inviter=None)
    listed, pager = page_of(brought.order_by("invitation__inviter_id", "pk"), request.GET.get("page"), PEOPLE_A_PAGE)
    context = {"brought": listed, "pager": pager}
    return render(request, "accounts/invited.html", context)


def _confirmation(request: HttpRequest, person: User, form: StateForm) -> Confirmation | None:
    """Return what the coordinator must confirm if the form makes this person a member; None if it does not."""
    is_let_in = form.cleaned_data["state"] == MemberState.APPROVED != person.state and not why_not_let_in(person)
    is_seen = form.cleaned_data["shown_hash"] == membership_hash(person)
    return Confirmation(request, joiner_of(person, person.agency)) if is_let_in and is_seen else None


def _new_agency(request: HttpRequest, person: User, form: DetailsForm) -> Confirmation | None:
    """Return what the coordinator must confirm if the form gives this member another agency; None if it does not."""
    agency = form.cleaned_data.get("agency", person.agency)
    if agency == person.agency or person.state != MemberState.APPROVED:
        return None
    return Confirmation(request, joiner_of(person, agency))


def _decide(request: HttpRequest, person: User, form: StateForm, confirmation: Confirmation | None) -> None:
    state = MemberState(form.cleaned_data["state"])
    roles = {Role(value) for value in form.cleaned_data["roles"]}
    given = {name: form.cleaned_data[name] for name in ("reason", "shown_hash")}
    given["joining_hash"] = confirmation.joining.shown_hash if confirmation else None
    is_let_in = state == MemberState.APPROVED and person.state != state
    changed = decide_about_person(person_id=person.pk, state=state, roles=roles, coordinator=request.user, **given)
    if confirmation is not None and confirmation.joining.is_first:
        messages.success(request, FIRST_OF_TWO)
        if roles:
            messages.info(request, ROLES_NOT_SAVED if person.state == MemberState.LEFT else ROLES_SAVED)
        return
    saved = _("Saved.")
    if is_let_in and person.state != MemberState.PENDING:
        saved = _("They are a member again. We have emailed them your reason.")
    elif is_let_in:
        saved = _("Approved. We have emailed them how to sign in.")
    messages.success(request, saved if changed else _("This had already been saved."))
