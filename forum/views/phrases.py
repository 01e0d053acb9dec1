"""The pages of the list of phrases that sound like blame: read it, propose a phrase, decide on a phrase."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.edit_phrases import decide_phrase, propose_phrase
from forum.forms.phrase import ALREADY_PROPOSED, PhraseDecisionForm, PhraseForm
from forum.models import BlamingPhrase
from forum.rules.phrases import can_decide_phrase, can_manage_phrases, can_propose_phrase
from ratsite.lib.optimistic_lock import Stale

SAVED = gettext_lazy("Your decision is saved. All forms will use the new list within a minute.")


def phrase_list(request: HttpRequest) -> HttpResponse:
    may = can_propose_phrase(request.user)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = PhraseForm(request.POST or None) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        is_new = propose_phrase(member=request.user, **form.cleaned_data) is not None
        if is_new or _is_own_proposal(request, form.cleaned_data["phrase"]):
            messages.success(request, _("Thank you. A moderator will read your proposal."))
            return redirect("phrases:phrase_list")
        form.add_error("phrase", ALREADY_PROPOSED)
    seen = BlamingPhrase.objects.visible_to(request.user)
    context = {
        "accepted": seen.accepted(),
        "proposed": seen.proposed(),
        "form": form,
        "may_decide": can_manage_phrases(request.user),
    }
    return render(request, "forum/phrase_list.html", context)


def phrase(request: HttpRequest, phrase_id: int) -> HttpResponse:
    """Let a moderator accept a proposed phrase, decline it, or remove a phrase from the list."""
    proposal = BlamingPhrase.objects.visible_to(request.user).filter(pk=phrase_id).first()
    if proposal is None:
        return _already_removed(request, phrase_id)
    if not can_decide_phrase(request.user, proposal):
        raise PermissionDenied
    form = PhraseDecisionForm(request.POST.copy() or None, initial={"shown": proposal.state})
    if request.method == "POST" and form.is_valid():
        is_accepted = "accept" in request.POST
        try:
            decide_phrase(phrase_id=proposal.pk, moderator=request.user, is_accepted=is_accepted, **form.cleaned_data)
        except Stale:
            proposal = BlamingPhrase.objects.visible_to(request.user).filter(pk=phrase_id).first()
            if proposal is None:
                return _already_removed(request, phrase_id)
            form.data["shown"] = proposal.state
            form.add_error(
                None,
                _("Someone else decided on this phrase after you opened this page. Read their decision, then decide."),
            )
        else:
            messages.success(request, SAVED)
            return redirect("phrases:phrase_list")
    return render(request, "forum/phrase.html", {"phrase": proposal, "form": form})


def _already_removed(request: HttpRequest, phrase_id: int) -> HttpResponse:
    if request.method != "POST" or not can_manage_phrases(request.user):
        raise Http404
    if BlamingPhrase.objects.filter(pk=phrase_id, decided_by=request.user).exists():  # the button was pressed twice
        messages.success(request, SAVED)
    else:
        messages.warning(request, _("Nothing was saved: another moderator has declined this phrase or removed it."))
    return redirect("phrases:phrase_list")


def _is_own_proposal(request: HttpRequest, phrase: str) -> bool:
    """True if this member has already proposed the phrase, for example because they pressed the button twice."""
    proposed = BlamingPhrase.objects.visible_to(request.user).proposed()
    return proposed.filter(phrase__iexact=phrase, proposed_by=request.user).exists()
