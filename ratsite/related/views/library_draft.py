"""Pages on which members suggest resources to the library: from results of a ground check, and as case learning."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum.actions.save_draft import LOST
from forum.models import Draft, GroundCheck
from forum.models.draft import CASE_LEARNING
from forum.queries.ground_check import draft_text, result_of
from forum.queries.quotes import drafts_as_read
from forum.views.composer import Composer, signed_form
from library.models import CASE_ANSWERS, Suggestion
from library.rules.suggestions import can_suggest
from library.views.suggestions import TOO_MANY
from ratsite.lib.numbers import whole_number
from ratsite.related.actions.suggest_to_library import draft_from_ground, suggest_case_learning
from ratsite.related.forms.library_draft import CHECKS, CaseLearningForm, LibraryDraftForm
from ratsite.related.queries import latest_draft
from ratsite.related.rules import can_make_library_draft


def library_draft(request: HttpRequest, check_id: int) -> HttpResponse:
    checks = GroundCheck.objects.visible_to(request.user).select_related("topic__board__circle")
    check = get_object_or_404(checks, pk=check_id)
    if not can_make_library_draft(request.user, check, latest_draft(check)):
        raise PermissionDenied
    result = result_of(check)
    form = LibraryDraftForm(request.POST or None, initial={"title": check.topic.title, "text": draft_text(result)})
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name not in CHECKS}
        made = draft_from_ground(check_id=check.pk, person=request.user, **fields)
        if made is None:
            messages.info(request, _("This common ground already has a library draft."))
        else:
            messages.success(
                request,
                _(
                    "We have sent the draft to the curators. You will find their answer under “Suggest a resource”. "
                    "A copy of the text is in your drafts."
                ),
            )
        return redirect(check)
    context = {"check": check, "topic": check.topic, "form": form}
    return render(request, "related/library_draft.html", context)


@signed_form
def case_learning(request: HttpRequest) -> HttpResponse:
    """Show the form for case learning, and send it to the library as a suggestion.

    ?draft= is the ID of the forum draft from which the form is filled. If the member's session has ended when they send
    the form, its text is saved as one of their drafts, and the empty form links to it.
    """
    if not can_suggest(request.user):
        raise PermissionDenied
    composer = Composer(request, "", {"kind": CASE_LEARNING}, has_no_draft=True)
    composer.place = f"{LOST}{composer.submission}"
    draft_id = whole_number(request.GET.get("draft", ""))
    drafts = Draft.objects.current().filter(person=request.user, pk=draft_id) if draft_id else ()
    draft = next(iter(drafts_as_read(drafts, request.user)), None)
    form = CaseLearningForm(request.POST or None, initial=draft.initial(CaseLearningForm) if draft else {})
    if request.method == "POST" and form.is_valid():
        if _suggest(request, form, draft):
            messages.success(
                request,
                _(
                    "We have sent your case learning to the curators. You will find their answer on this page. A "
                    "copy of your text is in your drafts."
                ),
            )
            return redirect("library:suggest")
        form.add_error(None, TOO_MANY)
    saved = Draft.objects.current().filter(person=request.user, kind=CASE_LEARNING, board=None)
    context = {
        "form": form,
        "composer": composer,
        "draft": draft,
        "saved": [] if draft or form.is_bound else list(saved),
        "sequence": request.POST.get("sequence") or (draft.sequence if draft else 0),
    }
    return render(request, "related/case_learning.html", context)


def _suggest(request: HttpRequest, form: CaseLearningForm, draft: Draft | None) -> Suggestion | None:
    data = form.cleaned_data
    return suggest_case_learning(
        member=request.user,
        case_answers={name: data[name] for name in CASE_ANSWERS},
        draft=draft,
        sequence=whole_number(request.POST.get("sequence", "")) or 0,
        **{name: data[name] for name in ("title", "why", "body", "remits")},
    )
