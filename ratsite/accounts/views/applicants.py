"""Pages to apply without an account: the form, the code that proves an address, the applicant's page.

No page tells whether an address is known here; its owner learns it by email (ratsite.accounts.actions.apply).
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ratsite.accounts.actions import apply as actions
from ratsite.accounts.actions.invite import invited_address
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.forms.application import AnswerForm, AppealForm, ApplicationForm, CodeForm
from ratsite.accounts.models import Application, TermsOfReference
from ratsite.accounts.rules import mailbox_of
from ratsite.lib.markup.markdown import render as render_markup
from ratsite.lib.rate_limits import is_over_limit, visitor_is_over_limit

PENDING = "application"  # session key: the application that waits for its code
APPLICATIONS_AN_HOUR = 10  # from one IP address or network: a team may apply together
CODES_TRIED_AN_HOUR = 40  # from one IP address or network
MAILS_AN_HOUR = 4  # to one email address, from anywhere
TOO_MANY = _("You have sent too many forms in one hour. Your text is still here: send it later")
WRONG_CODE = _("Enter the code from our newest email. This code is wrong, too old or was tried too often")


def apply(request: HttpRequest) -> HttpResponse:
    terms = TermsOfReference.objects.current()
    if terms is None:
        raise Http404
    token = request.GET.get("invitation", "")[:100]
    request.has_token = bool(token)
    form = ApplicationForm(request.POST or None, terms=terms, initial=_invited(token))
    status = 200
    if request.method == "POST" and form.is_valid():
        if not _is_too_much(request, form.cleaned_data["email"]):
            return _keep(request, form)
        form.add_error(None, TOO_MANY)
        status = 429
    context = {"form": form, "terms": terms, "terms_html": render_markup(terms.text)}
    return render(request, "accounts/apply.html", context, status=status)


def prove(request: HttpRequest) -> HttpResponse:
    request.has_token = True
    application = _pending(request)
    if application is None:
        return redirect("joining:apply")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if visitor_is_over_limit(request, "accounts.prove", CODES_TRIED_AN_HOUR):
            form.add_error(None, TOO_MANY)
            status = 429
        elif proved := actions.prove_address(application_id=application.pk, code=form.cleaned_data["code"]):
            del request.session[PENDING]
            messages.success(request, _("Thank you. Your address is confirmed, and we have your application."))
            return redirect(proved)
        else:
            form.add_error("code", WRONG_CODE)
    return render(request, "accounts/prove.html", {"form": form, "application": application}, status=status)


@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    application = _pending(request)
    if application is None:
        return redirect("joining:apply")
    if _is_too_much(request, application.email) or not actions.send_new_code(application_id=application.pk):
        messages.warning(request, _("We cannot send any more emails to this address. Write to the coordinator."))
    else:
        messages.success(request, _("We have sent a new email. Earlier codes no longer work."))
    return redirect("joining:prove")


def application(request: HttpRequest, token: str) -> HttpResponse:
    """Show an applicant the state of the application. The page names no other person."""
    found = _own(request, token)
    form = _form_for(found, request.POST)
    if request.method == "POST" and form is not None and form.is_valid():
        if isinstance(form, AnswerForm):
            done = actions.answer_question(application_id=found.pk, **form.cleaned_data)
        else:
            data = form.cleaned_data
            done = actions.appeal(application_id=found.pk, words=data["appeal"], spoken_for=data["spoken_for"])
        if done:
            messages.success(request, _("Thank you. A coordinator will read it."))
            return redirect(found)
        found = Application.objects.filter(pk=found.pk).first() or found
        form = _form_for(found, {})
    is_late = request.method == "POST" and not (form is not None and form.is_bound)
    typed = request.POST.get("answer") or request.POST.get("appeal", "") if is_late else ""
    context = {"application": found, "form": form, "states": ApplicationState, "question": found.questions.last()}
    context |= {"token": token, "typed": typed}
    return render(request, "accounts/application.html", context, status=409 if typed else 200)


@require_POST
def application_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    found = _own(request, token)
    if not actions.withdraw(application_id=found.pk):
        return redirect(found)
    return render(request, "accounts/application_withdrawn.html")


def _keep(request: HttpRequest, form: ApplicationForm) -> HttpResponse:
    kept = actions.apply_to_join(
        details=form.details(), terms=form.current_terms, token=form.cleaned_data["invitation_token"]
    )
    if kept.proved_at is not None:
        messages.success(request, _("Thank you. We have your application."))
        return redirect(kept)
    request.session[PENDING] = kept.pk
    return redirect("joining:prove")


def _invited(token: str) -> dict[str, str]:
    address = invited_address(token) if token else ""
    return {"email": address, "invitation_token": token} if address else {}


def _is_too_much(request: HttpRequest, email: str) -> bool:
    """Count applications by IP address and emails by recipient; return True if either limit is exceeded.

    Both are always counted. Addresses that differ only after a plus count as one.
    """
    by_line = visitor_is_over_limit(request, "accounts.apply", APPLICATIONS_AN_HOUR)
    by_box = is_over_limit("accounts.apply.box", mailbox_of(email), MAILS_AN_HOUR)
    return by_line or by_box


def _pending(request: HttpRequest) -> Application | None:
    unproved = Application.objects.filter(state=ApplicationState.UNPROVED)
    return unproved.filter(pk=request.session.get(PENDING)).first()


def _own(request: HttpRequest, token: str) -> Application:
    request.has_token = True  # for ratsite.web.headers: the answer must not be cached
    found = Application.objects.behind(token)
    if found is None:
        raise Http404
    return found


def _form_for(found: Application, posted: Mapping) -> AnswerForm | AppealForm | None:
    """Return the form to answer a question or to appeal, whichever the applicant may use now, or None."""
    if found.state == ApplicationState.ASKED:
        return AnswerForm(posted if "answer" in posted else None, email=found.email)
    return AppealForm(posted if "appeal" in posted else None, email=found.email) if found.may_appeal else None
