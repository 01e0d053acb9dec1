"""Pages for the terms of reference: public to read, and for each member to accept."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.actions.publish_terms import accept_terms
from ratsite.accounts.forms.terms import AcceptForm
from ratsite.accounts.models import Acceptance, TermsOfReference, User

NEWER = _("There is a newer version than the one you read. Read it below, then tick the box again.")


def terms(request: HttpRequest) -> HttpResponse:
    """Show the version of the terms in force, and mention a newer one that is not in force yet."""
    current, newest = TermsOfReference.objects.current(), TermsOfReference.objects.newest()
    if current is None:
        raise Http404
    return _shown(request, current, coming=newest if newest != current else None)


def terms_version(request: HttpRequest, version: int) -> HttpResponse:
    """Show any version of the terms, including old ones and one that is not in force yet."""
    return _shown(request, get_object_or_404(TermsOfReference, version=version))


def terms_accept(request: HttpRequest) -> HttpResponse:
    """Show the changes since the version of the terms that this member accepted, and take the new acceptance."""
    newest = TermsOfReference.objects.newest()
    if newest is None:
        raise Http404
    accepted = _last_accepted(request.user)
    form, status = AcceptForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        if version == newest.version:
            if accept_terms(person=request.user, version=version):
                messages.success(request, _("Thank you. You have accepted %(terms)s.") % {"terms": newest})
            return redirect("me:terms_accept")
        form, status = AcceptForm(), 409
        messages.warning(request, NEWER)
    context = {
        "form": form,
        "terms": newest,
        "accepted": accepted,
        "is_accepted": accepted is not None and accepted.terms_id == newest.pk,
        "changes": newest.changes_since(accepted.terms) if accepted else [],
    }
    return render(request, "accounts/terms_accept.html", context, status=status)


def _shown(request: HttpRequest, shown: TermsOfReference, coming: TermsOfReference | None = None) -> HttpResponse:
    context = {
        "terms": shown,
        "coming": coming,
        "is_current": shown == TermsOfReference.objects.current(),
        "before": TermsOfReference.objects.filter(version__lt=shown.version).first(),
    }
    return render(request, "accounts/terms.html", context)


def _last_accepted(person: User) -> Acceptance | None:
    return person.acceptances.select_related("terms").first()
