"""The page on which a coordinator reads one application and decides. Mounted under /review/applications/."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.access import only_coordinators
from ratsite.accounts.actions import decide_application as actions
from ratsite.accounts.enums import APPLICATIONS
from ratsite.accounts.forms.application import TEXTS, AdmissionForm, Decision
from ratsite.accounts.hooks import first_approval_of
from ratsite.accounts.models import Application
from ratsite.accounts.queries.decisions import decisions_on
from ratsite.accounts.rules import earlier_account, why_not_theirs
from ratsite.accounts.views.approval_confirmation import Confirmation
from ratsite.lib.identifiers import Allow
from ratsite.lib.identifiers.passages import passages_html, scan
from ratsite.lib.optimistic_lock import Stale
from ratsite.network.models import Agency

CHANGED = _(
    "The application changed after you opened this page, so your decision was not saved. This is the newest version."
)
FIRST_OF_TWO = _(
    "You have approved them. They become a member once a coordinator with another main remit approves them too. We "
    "show your text to that coordinator, and not to the applicant."
)
DONE = {
    Decision.APPROVE: _("Approved. We have told them how to sign in."),
    Decision.ASK: _("We have sent them your question."),
    Decision.REJECT: _("Not approved. We have told them why."),
}


def application(request: HttpRequest, application_id: int) -> HttpResponse:
    only_coordinators(request)
    application = _find(request, application_id)
    if request.method == "POST" and application.is_open and why_not_theirs(request.user, application):
        raise PermissionDenied
    if request.method == "POST" and not application.is_open:
        return _too_late(request)
    matches = Agency.objects.of_domain(application.email)
    initial = {"agency": matches[0] if len(matches) == 1 else None, "kind": application.agency_kind}
    form = AdmissionForm(request.POST or None, application=application, initial=initial)
    shown_hash = (
        request.POST.get("shown_hash", "") if request.method == "POST" else actions.application_hash(application)
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _decide(request, application, form)
        except Stale:
            return _show_again(request, application_id, form)
    return _show(request, application, form, shown_hash)


def _show(
    request: HttpRequest, application: Application, form: AdmissionForm, shown_hash: str, *, status: int = 200
) -> HttpResponse:
    context = {
        "application": application,
        "form": form,
        "shown_hash": shown_hash,
        "matches": Agency.objects.of_domain(application.email),
        "why_not": why_not_theirs(request.user, application),
        "identifying": _identifying(application),
        "earlier": earlier_account(application) if application.is_open else None,
        "decisions": decisions_on(application),
        "first": first_approval_of(APPLICATIONS, application.pk) if application.is_open else None,
    }
    return render(request, "accounts/application_review.html", context, status=status)


def _show_again(request: HttpRequest, application_id: int, form: AdmissionForm) -> HttpResponse:
    """Show an application's page as it is now, with the text that the coordinator typed but no decision chosen."""
    application = _find(request, application_id)
    messages.warning(request, CHANGED)
    values = {name: value for name, value in form.cleaned_data.items() if name != "choice"}
    form = AdmissionForm(application=application, initial=values)
    return _show(request, application, form, actions.application_hash(application), status=409)


def _decide(request: HttpRequest, application: Application, form: AdmissionForm) -> HttpResponse:
    choice, message = Decision(form.cleaned_data["choice"]), form.cleaned_data["message"]
    about = {
        "application_id": application.pk,
        "coordinator": request.user,
        "shown_hash": request.POST.get("shown_hash", ""),
    }
    confirmation = None
    if choice == Decision.APPROVE:
        agency = form.chosen_agency()
        confirmation = Confirmation(request, actions.joiner_of(application, agency))
        if not confirmation.is_given and about["shown_hash"] == actions.application_hash(application):
            return confirmation.page(form, reverse("applications:application", args=[application.pk]))
        about["joining_hash"] = confirmation.joining.shown_hash
        done = actions.approve_application(
            agency=agency, message=message, is_same_person=form.is_same_person(), **about
        )
    elif choice == Decision.ASK:
        done = actions.ask_applicant(question=message, **about)
    else:
        done = actions.reject_application(reason=message, **about)
    if not done and confirmation is not None and confirmation.joining.is_first:
        messages.success(request, FIRST_OF_TWO)
        return redirect("review:queue")
    if not done:
        return _too_late(request)
    messages.success(request, DONE[choice])
    return redirect("review:queue")


def _too_late(request: HttpRequest) -> HttpResponse:
    """Say that another coordinator has already decided, and show the text that this coordinator typed."""
    return render(request, "review/item_gone.html", status=409)


def _identifying(application: Application) -> SafeString | str:
    """Return HTML with the passages that may identify people and that the applicant explained; "" if there are none."""
    if not application.explanation:
        return ""
    texts = [(name, label, getattr(application, name)) for name, label in TEXTS.items()]
    texts += [("", _("their answer"), question.answer) for question in application.questions.all()]
    texts.append(("", _("their appeal"), application.appeal))
    return passages_html(scan(texts, lambda: Allow([application.email])).unresolved)


def _find(request: HttpRequest, application_id: int) -> Application:
    related = ("remit", "terms", "invitation__inviter__agency", "decided_by", "person")
    rows = Application.objects.visible_to(request.user).select_related(*related).prefetch_related("questions")
    return get_object_or_404(rows, pk=application_id)
