"""Pages of suggestions. Members see the form and their own ones, curators the list and a page for each suggestion."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from library.actions.suggest_resource import answer_known, decline, suggest_resource, take_up, withdraw_suggestion
from library.enums import SuggestionState
from library.forms.suggestions import AnswerForm, SuggestionForm
from library.models import Resource, ResourceVersion, Suggestion
from library.queries.case_learning import case_texts
from library.queries.due_checks import curating_counts
from library.queries.duplicates import duplicates_of
from library.queries.similar_resources import hashes_of, same_content, similar_titles
from library.rules.resources import can_open_curating
from library.rules.suggestions import can_answer_suggestion, can_suggest, has_too_many_suggestions
from library.views.page import with_content
from ratsite.files.forms import sent_with_files
from ratsite.lib.paging.pager import page_of

SENT = gettext_lazy(
    "Thank you. A curator from another agency will read your suggestion. You will find the answer on this page."
)
WITHDRAWN = gettext_lazy("Your suggestion has been withdrawn, and its file has been deleted.")
TAKEN = gettext_lazy("The suggestion is now your draft. Complete the description, then publish it.")
TAKEN_CASE = gettext_lazy(
    "The suggestion is now your draft. Complete the description and confirm the answers, then send it to review. Two "
    "people must approve it."
)
ANSWERED = gettext_lazy("Your answer has been sent to the person who made the suggestion.")
TOO_LATE = gettext_lazy("Nothing has changed, because the suggestion was already answered or withdrawn.")
TOO_MANY = gettext_lazy(
    "10 of your suggestions are waiting for a curator. Withdraw one, or wait until one is answered."
)
STATES = {
    AnswerForm.TAKE: SuggestionState.TAKEN,
    AnswerForm.KNOWN: SuggestionState.KNOWN,
    AnswerForm.DECLINE: SuggestionState.DECLINED,
}
SHOWN_AT_ONCE = 50


def suggest(request: HttpRequest) -> HttpResponse:
    """Show a member their own suggestions, with the form to send a new one.

    If the library has similar resources, the first POST only lists them, and the second one sends the suggestion.
    """
    mine = Suggestion.objects.filter(suggested_by=request.user).select_related("resource")[:SHOWN_AT_ONCE]
    may = can_suggest(request.user)
    if request.method == "POST" and not may:
        raise PermissionDenied
    first = {"title": request.GET.get("title", "")[:160]}
    form = SuggestionForm(**sent_with_files(request), initial=first)
    matches, shown = similar_titles(request.user, first["title"]) if may else [], request.POST.get("shown", "")
    is_stopped = False
    if request.method == "POST" and form.is_valid():
        matches = _matches(request, form)
        is_stopped = not {str(one.pk) for one in matches} <= set(shown.split(","))
        if is_stopped:
            form.save_files()
    if request.method == "POST" and form.is_valid() and not is_stopped:
        if not has_too_many_suggestions(request.user):
            suggest_resource(member=request.user, is_from_form=True, **form.suggestion())
            messages.success(request, SENT)
            return redirect("library:suggest")
        form.add_error(None, TOO_MANY)
    numbers = [one.resource_id for one in mine]
    readable = Resource.objects.visible_to(request.user).published().filter(pk__in=numbers).values_list("pk", flat=True)
    context = {"form": form if may else None, "mine": mine, "readable": set(readable)}
    context |= {
        "matches": matches,
        "is_stopped": is_stopped,
        "shown": ",".join(str(one.pk) for one in matches) or shown,
    }
    return render(request, "library/suggest.html", context)


@require_POST
def suggestion_withdraw(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    suggestion = get_object_or_404(Suggestion.objects.filter(suggested_by=request.user), pk=suggestion_id)
    was_open = withdraw_suggestion(suggestion_id=suggestion.pk, member=request.user)
    messages.success(request, WITHDRAWN if was_open else TOO_LATE)
    return redirect("library:suggest")


@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    if not can_open_curating(request.user):
        raise PermissionDenied
    waiting = Suggestion.objects.visible_to(request.user).waiting().order_by("suggested_at", "pk")
    asked = request.GET.get("page")
    suggestions, pager = page_of(waiting.select_related("suggested_by", "agency", "resource"), asked, SHOWN_AT_ONCE)
    rows = [
        {"suggestion": suggestion, "may_answer": can_answer_suggestion(request.user, suggestion)}
        for suggestion in suggestions
    ]
    context = {"here": "suggestions", "rows": rows, "pager": pager, "counts": curating_counts(request.user)}
    return render(request, "library/suggestion_list.html", context)


def suggestion(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    if not can_open_curating(request.user):
        raise PermissionDenied
    shown = Suggestion.objects.visible_to(request.user).select_related("suggested_by", "agency", "resource")
    suggestion = get_object_or_404(shown, pk=suggestion_id)
    may = can_answer_suggestion(request.user, suggestion)
    if request.method == "POST" and not may:
        raise PermissionDenied
    if request.method == "POST" and not suggestion.is_waiting:
        return _answered_before(request, suggestion)
    may = may and suggestion.is_waiting
    form = AnswerForm(request.POST or None, suggestion=suggestion) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        return _answer(request, suggestion, form)
    versions = with_content(ResourceVersion.objects.filter(resource=suggestion.resource_id), request.user)
    version = versions.first() if suggestion.is_waiting else None
    uses = suggestion.resource.uses.select_related("remit") if suggestion.is_waiting and suggestion.resource else ()
    context = {
        "suggestion": suggestion,
        "form": form,
        "version": version,
        "resource": suggestion.resource,
        "uses": uses,
        "texts": case_texts(version) if version else [],
        "matches": _known(request, suggestion, version) if may else [],
    }
    return render(request, "library/suggestion.html", context)


def _matches(request: HttpRequest, form: SuggestionForm) -> list[Resource]:
    """Return the resources that the library has with the form's file or link, or with a similar title."""
    sent = form.cleaned_data
    same = same_content(request.user, urls=[sent["url"]] if sent["url"] else [], hashes=hashes_of(sent["files"]))
    return list(dict.fromkeys([*same, *similar_titles(request.user, sent["title"])]))


def _known(request: HttpRequest, suggestion: Suggestion, version: ResourceVersion | None) -> list[Resource]:
    """Return resources with the same file or link as a suggestion, or with a similar text or title."""
    if version is None:
        return []
    hashes = [file.stored_file.sha256 for file in version.readable_files]
    same = same_content(request.user, urls=[link.url for link in version.links.all()], hashes=hashes)
    alike = [one.resource.pk for found in duplicates_of(request.user, version.readable_files).values() for one in found]
    by_text = Resource.objects.visible_to(request.user).published().with_freshness().filter(pk__in=alike)
    return list(dict.fromkeys([*same, *by_text, *similar_titles(request.user, suggestion.title)]))


def _answer(request: HttpRequest, suggestion: Suggestion, form: AnswerForm) -> HttpResponse:
    data, about = form.cleaned_data, {"suggestion_id": suggestion.pk, "curator": request.user}
    if data["answer"] == form.TAKE:
        draft = take_up(**about, reason=data["reason"])
        if draft is not None:
            messages.success(request, TAKEN_CASE if draft.is_case else TAKEN)
            return redirect(draft)
        was_open = False
    elif data["answer"] == form.KNOWN:
        was_open = answer_known(**about, existing=data["existing"], reason=data["reason"])
    else:
        was_open = decline(**about, reason=data["reason"])
    if not was_open:
        suggestion.refresh_from_db()
        return _answered_before(request, suggestion)
    messages.success(request, ANSWERED)
    return redirect("library:suggestion_list")


def _answered_before(request: HttpRequest, suggestion: Suggestion) -> HttpResponse:
    """Show how the suggestion was answered before, and what the curator typed. After a double click, only redirect."""
    is_own = suggestion.answered_by == request.user
    if is_own and _is_same_answer(AnswerForm(request.POST, suggestion=suggestion), suggestion):  # a double click
        return redirect("library:suggestion_list")
    context = {"suggestion": suggestion, "is_own": is_own}
    return render(request, "library/suggestion_over.html", context, status=409)


def _is_same_answer(form: AnswerForm, suggestion: Suggestion) -> bool:
    """True if the suggestion already has this answer, with the same reason and the same resource (for KNOWN)."""
    if not form.is_valid():
        return False
    sent = form.cleaned_data
    is_same_resource = sent["answer"] != form.KNOWN or sent["existing"] == suggestion.resource
    return is_same_resource and (STATES[sent["answer"]], sent["reason"]) == (suggestion.state, suggestion.answer)
