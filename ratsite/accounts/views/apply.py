"""Pages to apply to join: you, your agency, why; then the answers are checked and sent. No account is needed.

Answers are stored in the visitor's session for a day, or until the address is proved, so that a person who entered a
wrong address need not type the rest again. The site does not look up an address before the answers are sent. The owner
of the address learns by email whether the site knows it (ratsite.accounts.actions.apply).
"""

import datetime as dt
import uuid

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.actions import apply as actions
from ratsite.accounts.actions.invite import invited_address
from ratsite.accounts.enums import ApplicationState
from ratsite.accounts.forms.apply import PAGES, ApplicationPage, SendForm
from ratsite.accounts.models import Application, TermsOfReference
from ratsite.accounts.rules import mailbox_of
from ratsite.lib.identifiers.refusal import REDACT
from ratsite.lib.markup.markdown import render as render_markup
from ratsite.lib.rate_limits import is_over_limit, visitor_is_over_limit

ANSWERS, SENT = "application_answers", "application"  # session keys; SENT: the id of the application that was sent
ANSWERS_EXPIRE_AFTER = dt.timedelta(days=1)  # long enough for a break over night, not longer on a shared computer
MOST_TYPED = 20_000  # characters of one page, errors included; the longest valid page has 5,000
APPLICATIONS_AN_HOUR = 10  # from one IP address or network: a team may apply together
BEGUN_AN_HOUR = 60  # from one IP address or network: the first page that is sent stores a session
MAILS_AN_HOUR = 4  # to one email address, from anywhere
TOO_MANY = _("You have sent too many forms in the last hour. Your answers are still here, so you can send them later.")
VIEWS = {"you": "joining:apply", "agency": "joining:apply_agency", "why": "joining:apply_why"}


def apply(request: HttpRequest, page: str = "you") -> HttpResponse:
    """Show one page of the application; once it is filled in, redirect to the next page or to the check of all answers.

    Answers with errors are stored too, and the browser is redirected to the page that shows the errors. So "Back" in
    the browser works: a browser can go back to a page that it fetched, but not to the response to a form. The "Change"
    links on the check of all answers lead here too.
    """
    if TermsOfReference.objects.current() is None:
        raise Http404
    token = request.GET.get("invitation", "")[:100]
    answers = request.session.get(ANSWERS, {})
    request.has_token = bool(token or answers)
    status = 200
    if request.method == "POST" and not answers and visitor_is_over_limit(request, "accounts.begin", BEGUN_AN_HOUR):
        form, status = _form(page, answers, request.POST), 429
        form.add_error(None, TOO_MANY)
    elif request.method == "POST":
        form = _form(page, answers, request.POST)
        is_saved = form.is_valid() or REDACT not in request.POST
        is_saved = is_saved and _store_typed(request, page, form)
        if is_saved and "back" in request.POST:
            return redirect(VIEWS[_before(page)])
        if is_saved:
            return redirect(_next(request.session[ANSWERS]) if form.is_valid() else VIEWS[page])
    else:
        first = _first_open(answers)
        if first and list(PAGES).index(first) < list(PAGES).index(page):
            return redirect(VIEWS[first])
        form = (
            _form(page, answers, answers.get(page)) if page in answers else _form(page, answers, None, _invited(token))
        )
    number = list(PAGES).index(page) + 1
    context = {"form": form, "page": page, "number": number, "count": len(PAGES), "is_first": number == 1}
    context["is_dead_invitation"] = bool(token) and not invited_address(token)
    return render(request, "accounts/apply.html", context, status=status)


def check(request: HttpRequest) -> HttpResponse:
    """Show the answers of all pages, and send them once the terms are accepted."""
    terms = TermsOfReference.objects.current()
    if terms is None:
        raise Http404
    request.has_token = True
    answers = request.session.get(ANSWERS, {})
    if not answers:
        return after_sending(request)
    if first := _first_open(answers):
        return redirect(VIEWS[first])
    pages = {page: _form(page, answers, answers[page]) for page in PAGES}
    sent = unproved(request)
    is_sent = sent is not None and str(sent.key) == answers["key"]  # unchanged answers: the code still works
    if request.method == "POST" and is_sent:
        return redirect("joining:prove")
    form, status = SendForm(request.POST or None, terms=terms), 200
    if request.method == "POST" and form.is_valid():
        if not is_over_limits(request, pages["you"]["email"].value()):
            return _send(request, pages, terms)
        form.add_error(None, TOO_MANY)
        status = 429
    context = {"form": form, "terms": terms, "terms_html": render_markup(terms.text), "is_sent": is_sent}
    context["pages"] = [(one.title, VIEWS[page], _shown(one)) for page, one in pages.items()]
    return render(request, "accounts/apply_check.html", context, status=status)


def is_over_limits(request: HttpRequest, email: str) -> bool:
    """Count applications by IP address and emails by recipient; return True if either limit is exceeded.

    Both are counted in every case. Addresses that differ only after a plus count as one recipient.
    """
    by_connection = visitor_is_over_limit(request, "accounts.apply", APPLICATIONS_AN_HOUR)
    by_mailbox = is_over_limit("accounts.apply.box", mailbox_of(email), MAILS_AN_HOUR)
    return by_connection or by_mailbox


def delete_answers(request: HttpRequest) -> None:
    request.session.pop(ANSWERS, None)


def has_sent(request: HttpRequest) -> bool:
    """True if this visitor has sent an application in this browser, whether or not it still waits for its code."""
    return SENT in request.session


def unproved(request: HttpRequest) -> Application | None:
    """Return the application that this visitor has sent and that waits for its code, or None."""
    return Application.objects.filter(state=ApplicationState.UNPROVED, pk=request.session.get(SENT)).first()


def _send(request: HttpRequest, pages: dict[str, ApplicationPage], terms: TermsOfReference) -> HttpResponse:
    valid = {}
    for form in pages.values():
        form.is_valid()
        spoken = [valid.get("explanation"), form.cleaned_data["explanation"]]
        valid |= {**form.cleaned_data, "explanation": "\n".join(filter(None, spoken))}
    token = valid.pop("invitation_token")
    key = uuid.UUID(request.session[ANSWERS]["key"])
    sent = actions.apply_to_join(details=valid, terms=terms, token=token, key=key)
    request.session[SENT] = sent.pk
    if sent.proved_at is None:
        return redirect("joining:prove")
    delete_answers(request)
    messages.success(request, _("Thank you. We have your application."))
    return redirect(sent)


def after_sending(request: HttpRequest) -> HttpResponse:
    """Redirect to the page for the code if the address is not proved yet, otherwise to a new application's first page.

    Once the address is proved, nothing leads from this browser to the application, because another person may use the
    browser next. Safe to submit twice: an applicant who sends the last page or the code again is told that it arrived.
    """
    if unproved(request):
        return redirect("joining:prove")
    if has_sent(request):
        messages.info(request, _("Your application was sent. To see it, open the link in our email."))
    return redirect("joining:apply")


def _form(page: str, answers: dict, data, initial: dict | None = None) -> ApplicationPage:
    own_email = answers.get("you", {}).get("email", "").strip().lower()
    return PAGES[page](data, initial=initial, own_email=own_email)


def _store_typed(request: HttpRequest, page: str, form: ApplicationPage) -> bool:
    """Store what was typed on one page in the session; return False if it is too long.

    Changed answers get a new key, so that sending them is not taken for a double click (`apply_to_join`).
    """
    typed, answers = form.typed(), request.session.get(ANSWERS, {})
    if sum(map(len, typed.values())) > MOST_TYPED:
        return False
    if typed != answers.get(page):
        answers = {**answers, page: typed, "key": str(uuid.uuid4())}
    request.session[ANSWERS] = answers
    if not request.user.is_authenticated:  # a member's session must end when the member chose at sign-in
        request.session.set_expiry(ANSWERS_EXPIRE_AFTER)
    return True


def _first_open(answers: dict) -> str | None:
    """Return the first page that is not filled in or has errors now; None if the answers can be sent."""
    return next((page for page in PAGES if not _form(page, answers, answers.get(page, {})).is_valid()), None)


def _next(answers: dict) -> str:
    first = _first_open(answers)
    return VIEWS[first] if first else "joining:apply_check"


def _before(page: str) -> str:
    pages = list(PAGES)
    return pages[max(pages.index(page) - 1, 0)]


def _shown(form: ApplicationPage) -> list[tuple[BoundField, str]]:
    """Return a pair of the field and the answer in words for each answer on a page."""
    form.is_valid()
    shown = []
    for field in form:
        value = form.cleaned_data.get(field.name)
        if value and field.name != "invitation_token":
            choices = {} if field.name == "remit" else dict(getattr(field.field, "choices", ()))
            shown.append((field, str(choices.get(value, value))))
    return shown


def _invited(token: str) -> dict[str, str]:
    address = invited_address(token) if token else ""
    return {"email": address, "invitation_token": token} if address else {}
