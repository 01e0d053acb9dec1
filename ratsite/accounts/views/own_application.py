"""Pages of applicants, who have no account: the code that proves an address, and the application's own page.

No page tells whether the site knows an address; its owner learns it by email (ratsite.accounts.actions.apply).
"""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ratsite.accounts.actions import apply as actions
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.forms.application import AnswerForm, AppealForm, CodeForm
from ratsite.accounts.models import Application
from ratsite.accounts.views.apply import after_sending, delete_answers, has_sent, is_over_limits, unproved
from ratsite.lib.rate_limits import visitor_is_over_limit

CODES_TRIED_AN_HOUR = 40  # from one IP address or network
TOO_MANY = _("You have tried too many codes in the last hour. Try again later.")
WRONG_CODE = _(
    "Enter the code from our latest email. The code you entered is wrong, too old or has been tried too often."
)


def prove(request: HttpRequest) -> HttpResponse:
    request.has_token = True
    application = unproved(request)
    if application is None and not has_sent(request):
        return render(request, "accounts/prove_elsewhere.html")
    if application is None:
        return after_sending(request)
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        if visitor_is_over_limit(request, "accounts.prove", CODES_TRIED_AN_HOUR):
            form.add_error(None, TOO_MANY)
            status = 429
        elif proved := actions.prove_address(application_id=application.pk, code=form.cleaned_data["code"]):
            delete_answers(request)
            messages.success(request, _("Thank you. Your address is confirmed, and we have your application."))
            return redirect(proved)
        else:
            form.add_error("code", WRONG_CODE)
    return render(request, "accounts/prove.html", {"form": form, "application": application}, status=status)


@require_POST
def new_code(request: HttpRequest) -> HttpResponse:
    application = unproved(request)
    if application is None:
        return redirect("joining:apply")
    if is_over_limits(request, application.email) or not actions.send_new_code(application_id=application.pk):
        messages.warning(request, _("We cannot send any more emails to this address. Write to the coordinator."))
    else:
        messages.success(request, _("We have sent a new email. Earlier codes no longer work."))
    return redirect("joining:prove")


def application(request: HttpRequest, token: str) -> HttpResponse:
    """Show an applicant the state of the application. The page names no other person."""
    if Application.objects.is_deleted_behind(token):
        return render(request, "accounts/application_deleted.html", {"typed": _typed(request)}, status=410)
    application = _own(request, token)
    form = _form_for(application, request.POST)
    if request.method == "POST" and form is not None and form.is_valid():
        if isinstance(form, AnswerForm):
            thanks = _("Thank you. A coordinator will read your answer.")
            done = actions.answer_question(application_id=application.pk, **form.cleaned_data)
        else:
            thanks, data = _("Thank you. A coordinator will read your appeal."), form.cleaned_data
            done = actions.appeal(application_id=application.pk, text=data["appeal"], explanation=data["explanation"])
        if done:
            messages.success(request, thanks)
            return redirect(application)
        application = Application.objects.filter(pk=application.pk).first() or application
        form = _form_for(application, {})
    is_late = request.method == "POST" and not (form is not None and form.is_bound)
    typed = _typed(request) if is_late else ""
    context = {
        "application": application,
        "form": form,
        "states": ApplicationState,
        "question": application.questions.last(),
        "is_member": application.person is not None and application.person.is_member,
    }
    context |= {"token": token, "typed": typed}
    return render(request, "accounts/application.html", context, status=409 if typed else 200)


@require_POST
def application_withdraw(request: HttpRequest, token: str) -> HttpResponse:
    application = _own(request, token)
    if not actions.withdraw(application_id=application.pk):
        return redirect(application)
    return render(request, "accounts/application_withdrawn.html")


def _typed(request: HttpRequest) -> str:
    return request.POST.get("answer") or request.POST.get("appeal", "")


def _own(request: HttpRequest, token: str) -> Application:
    application = Application.objects.by_token(token)
    if application is None:
        raise Http404
    return application


def _form_for(application: Application, posted: Mapping) -> AnswerForm | AppealForm | None:
    """Return the form that the applicant may use now: to answer a question, or to appeal. None if neither."""
    if application.state == ApplicationState.ASKED:
        return AnswerForm(posted if "answer" in posted else None, email=application.email)
    return (
        AppealForm(posted if "appeal" in posted else None, email=application.email) if application.may_appeal else None
    )
