"""Coordinators' pages: erasures, and legal holds that forbid them. Mounted under /review/people/."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ratsite.accounts.access import only_coordinators
from ratsite.accounts.models import Application, User
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.personal_data import cautions_of
from ratsite.privacy.actions.erase import begin_erasure, end_erasure, erase_address, erase_by_letter
from ratsite.privacy.actions.place_hold import end_hold, place_hold, record_answer
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.forms import AddressForm, EndHoldForm, LegalHoldForm, LetterForm
from ratsite.privacy.models import Erasure, LegalHold
from ratsite.privacy.queries.preview import preview_of
from ratsite.privacy.rules import can_erase, can_hold, held_people, why_not_erasable

BEGUN = gettext_lazy(
    "The deletion has begun. Their access has been closed. We will delete their data once our last "
    "email to them has been sent."
)
NOT_BEGUN = gettext_lazy("Nothing was deleted, because something has changed. This page shows how things are now.")


def erasures(request: HttpRequest) -> HttpResponse:
    """List all people who have requested erasure and are not erased yet; they are so few that one page is enough."""
    only_coordinators(request)
    waiting = Erasure.objects.open().select_related("person")
    others = held_people().exclude(pk=request.user.pk).filter(erasures__in=waiting)
    held = set(others.values_list("pk", flat=True))
    return render(request, "privacy/staff/erasures.html", {"erasures": waiting, "held": held})


def address_erase(request: HttpRequest) -> HttpResponse:
    """Erase everything that is stored under an email address without an account.

    `application`: the number of an application with that address, to prefill the form. The address itself is never in a
    URL.
    """
    only_coordinators(request)
    application_id = whole_number(request.GET.get("application", ""))
    application = Application.objects.visible_to(request.user).filter(pk=application_id).first()
    form = AddressForm(request.POST or None, initial={"address": application.email if application else ""})
    if request.method == "POST" and form.is_valid():
        if erase_address(coordinator=request.user, **form.cleaned_data):
            messages.success(request, _("Deleted. We hold nothing under that address any more."))
        else:
            messages.warning(request, _("Nothing was deleted: someone has an account with that address now."))
        return redirect("staff_erasures:erasures")
    return render(request, "privacy/staff/address_erase.html", {"form": form})


def person_erase(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show what prevents the erasure of a person, and begin it.

    The first POST request shows a confirmation page. Only a second one with the hash of that page begins the erasure.
    """
    person = _person(request, person_id)
    erasure = Erasure.objects.open().filter(person=person).first()
    form = LetterForm(request.POST if request.method == "POST" and erasure is None else None, person=person)
    if request.method == "POST" and not can_erase(request.user, person):
        raise PermissionDenied
    typed = ""
    if "stays" in request.POST:
        if end_erasure(person_id=person.pk, coordinator=request.user):
            messages.success(
                request, _("The deletion is cancelled. We cannot bring back what we have already deleted.")
            )
        return redirect("staff_erasures:person_erase", person_id=person.pk)
    if request.method == "POST" and (erasure is not None or form.is_valid()):
        if _can_begin(request, person, erasure) and not request.POST.get("shown_hash"):
            return _confirmation(request, person, erasure, form)
        try:
            has_begun = _begin(request, person, erasure, form)
        except Stale:
            person.refresh_from_db()
            return _confirmation(request, person, erasure, form, is_stale=True)
        if has_begun:
            messages.success(request, BEGUN)
            return redirect("staff_erasures:person_erase", person_id=person.pk)
        messages.warning(request, NOT_BEGUN)
        typed, form = request.POST.get("reason", ""), LetterForm(person=person)
        person.refresh_from_db()
        erasure = Erasure.objects.open().filter(person=person).first()
    context = {
        "person": person,
        "erasure": erasure,
        "done": Erasure.objects.filter(person=person, done_at__isnull=False).first(),
        "form": form,
        "can_erase": can_erase(request.user, person),
        "typed": typed,
    }
    if can_hold(request.user, person) and not person.is_erased:
        context |= _obstacles(person)
    return render(request, "privacy/staff/person_erase.html", context, status=409 if typed else 200)


def _obstacles(person: User) -> dict:
    """Return the template context about what forbids an erasure: legal holds and other obstacles.

    Never show it to the person.
    """
    return {
        "hold": LegalHold.objects.in_force().filter(person=person).select_related("placed_by").first(),
        "is_held": held_people().filter(pk=person.pk).exists(),
        # The page has another field for a reason; the prefix avoids duplicate ids.
        "hold_form": LegalHoldForm(auto_id="hold_%s"),
        "obstacle": why_not_erasable(person),
        "cautions": cautions_of(person),
    }


def _can_begin(request: HttpRequest, person: User, erasure: Erasure | None) -> bool:
    if why_not_erasable(person):
        return False
    return erasure.can_begin and "reason" not in request.POST if erasure else not person.is_erased


def _confirmation(
    request: HttpRequest, person: User, erasure: Erasure | None, form: LetterForm, *, is_stale: bool = False
) -> HttpResponse:
    """Return the page that asks whether to begin the erasure. is_stale: it has changed since the page was shown."""
    posts = PostsAfterErasure.KEEP if erasure else PostsAfterErasure(form.cleaned_data["posts"])
    context = {
        "preview": preview_of(person, erasure, posts),
        "form": None if erasure else form,
        "is_stale": is_stale,
    }
    return render(request, "privacy/staff/person_erase_confirm.html", context, status=409 if is_stale else 200)


def _begin(request: HttpRequest, person: User, erasure: Erasure | None, form: LetterForm) -> bool:
    """Begin a requested erasure or, if `erasure` is None, one that a coordinator enters from a person's letter.

    Returns False if it cannot begin, for example if the person requested it on the site while the coordinator filled in
    the form; raises Stale if something has changed since the coordinator confirmed it.
    """
    about = {"person_id": person.pk, "coordinator": request.user, "shown_hash": request.POST.get("shown_hash", "")}
    if erasure is not None:
        return "reason" not in request.POST and begin_erasure(**about)
    posts, reason = PostsAfterErasure(form.cleaned_data["posts"]), form.cleaned_data["reason"]
    return erase_by_letter(**about, posts=posts, reason=reason)


@require_POST
def person_hold(request: HttpRequest, person_id: int) -> HttpResponse:
    """Place a person's legal hold, or record that a coordinator has written to the person about the hold."""
    person = _person(request, person_id)
    if not can_hold(request.user, person):
        raise PermissionDenied
    if "answered" in request.POST:
        if record_answer(person_id=person.pk, coordinator=request.user):
            messages.success(request, _("Saved. The request will be out of the queue until the legal hold ends."))
        return redirect("staff_erasures:person_erase", person_id=person.pk)
    form = LegalHoldForm(request.POST)
    if not form.is_valid():
        return render(request, "privacy/staff/person_hold.html", {"person": person, "form": form})
    if not place_hold(person_id=person.pk, coordinator=request.user, **form.cleaned_data):
        form.add_error(None, _("Their data is already under a legal hold. End that hold first."))
        return render(request, "privacy/staff/person_hold.html", {"person": person, "form": form}, status=409)
    messages.success(request, _("Legal hold placed. Their data will not be deleted."))
    return redirect("staff_erasures:person_erase", person_id=person.pk)


def hold_end(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say what follows if a person's legal hold ends, and ask for the reason. A POST request ends it."""
    person = _person(request, person_id)
    if not can_hold(request.user, person):
        raise PermissionDenied
    hold = LegalHold.objects.in_force().filter(person=person).select_related("placed_by").first()
    form = EndHoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if end_hold(person_id=person.pk, coordinator=request.user, **form.cleaned_data):
            messages.success(request, _("The legal hold has ended."))
        return redirect("staff_erasures:person_erase", person_id=person.pk)
    erasure = Erasure.objects.open().filter(person=person).first()
    goes_on = erasure is not None and not erasure.is_asked and not erasure.is_stalled
    context = {"person": person, "hold": hold, "form": form, "has_asked": erasure is not None, "goes_on": goes_on}
    return render(request, "privacy/staff/hold_end.html", context)


def _person(request: HttpRequest, person_id: int) -> User:
    only_coordinators(request)
    return get_object_or_404(User.objects.select_related("agency"), pk=person_id)
