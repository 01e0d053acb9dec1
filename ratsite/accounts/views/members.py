"""Pages on which coordinators add people, approve them and end memberships. Mounted under /review/people/."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.access import only_coordinators
from ratsite.accounts.actions.change_membership import Refused, create_person, decide_about_person
from ratsite.accounts.enums import MemberState, Role
from ratsite.accounts.models import Application, User
from ratsite.lib.identifiers.reason_form import ReasonForm
from ratsite.lib.identifiers.refusal import refuse_identifiers
from ratsite.lib.paging.pager import page_of
from ratsite.network.models import Agency

PEOPLE_A_PAGE = 50
DECIDED = [state for state in MemberState if state != MemberState.LAPSED]  # the states that a coordinator may set


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "agency", "job_title", "is_agency_lead"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(is_active=True)
        for name in ("first_name", "last_name", "agency"):
            self.fields[name].required = True

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("A person with this address is here already"))
        return email

    def clean(self):
        cleaned = super().clean()
        refuse_identifiers(self, ["first_name", "last_name", "job_title"])
        agency, email = cleaned.get("agency"), cleaned.get("email")
        if agency and email and agency.domains() and email.rpartition("@")[2] not in agency.domains():
            names = {"agency": agency, "domains": ", ".join(agency.domains())}
            self.add_error("email", _("Enter their work email address: %(agency)s uses %(domains)s") % names)
        return cleaned


class StateForm(ReasonForm):
    state = forms.ChoiceField(label=_("Membership"), choices=MemberState, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person may ask for it, and the audit log keeps it."),
        max_length=300,
        error_messages={"required": _("Give a reason: the person may ask for it later")},
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each role needs a second step at sign-in. A person who leaves loses their roles."),
    )

    def __init__(self, *args, before: str, **kwargs):
        """Offer the membership states that a coordinator may set, and `before`, the person's state now.

        LAPSED is set by the calendar, so it is offered only if it is the state now.
        """
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [choice for choice in MemberState.choices if choice[0] in (*DECIDED, before)]


def people(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    query = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    people = User.objects.select_related("agency").order_by("-pk")
    if query:
        people = people.filter(
            Q(first_name__icontains=query)
            | Q(last_name__icontains=query)
            | Q(email__icontains=query)
            | Q(agency__name__icontains=query)
        )
    listed, pager = page_of(people, request.GET.get("page"), PEOPLE_A_PAGE)
    context = {"people": listed, "query": query, "pager": pager}
    return render(request, "accounts/people.html", context)


def person_add(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = create_person(coordinator=request.user, **form.cleaned_data)
        messages.success(request, _("%(person)s is added. You can approve them below.") % {"person": added})
        return redirect("staff_people:person", person_id=added.pk)
    return render(request, "accounts/person_add.html", {"form": form})


def person(request: HttpRequest, person_id: int) -> HttpResponse:
    only_coordinators(request)
    person = get_object_or_404(User.objects.select_related("agency"), pk=person_id)
    form = StateForm(
        request.POST or None,
        before=person.state,
        initial={"state": person.state, "roles": [role.value for role in Role if role.value in person.role_names]},
    )
    if request.method == "POST" and (person.pk == request.user.pk or person.is_erased):
        raise PermissionDenied  # nobody decides about themselves, nor about an erased person
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, person, form)
        except Refused as why:
            form.add_error("state", str(why))
        else:
            return redirect("staff_people:person", person_id=person.pk)
    context = {
        "person": person,
        "form": form,
        "accepted": person.acceptances.select_related("terms").first(),
        "application": Application.objects.let_in().filter(person=person).first(),
        "invited": Application.objects.let_in().filter(invitation__inviter=person)[:PEOPLE_A_PAGE],
    }
    return render(request, "accounts/person.html", context)


def invited(request: HttpRequest) -> HttpResponse:
    only_coordinators(request)
    brought = Application.objects.let_in().exclude(invitation__inviter=None)
    listed, pager = page_of(brought.order_by("invitation__inviter_id", "pk"), request.GET.get("page"), PEOPLE_A_PAGE)
    context = {"brought": listed, "pager": pager}
    return render(request, "accounts/invited.html", context)


def _decide(request: HttpRequest, person: User, form: StateForm) -> None:
    state = MemberState(form.cleaned_data["state"])
    roles = {Role(value) for value in form.cleaned_data["roles"]}
    changed = decide_about_person(
        person_id=person.pk, state=state, roles=roles, coordinator=request.user, reason=form.cleaned_data["reason"]
    )
    messages.success(request, _("Saved.") if changed else _("You made no changes."))
