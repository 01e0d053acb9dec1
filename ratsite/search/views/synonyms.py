"""Pages on which curators and editors change the synonyms and the chosen results of the search."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ratsite.lib.optimistic_lock import Stale
from ratsite.search.actions.choose_result import choose_result, drop_result
from ratsite.search.actions.edit_synonyms import delete_synonyms, save_synonyms
from ratsite.search.forms.synonyms import ChosenForm, SynonymForm
from ratsite.search.models import ChosenResult, SynonymSet
from ratsite.search.rules import can_edit_synonyms

OVERTAKEN = gettext_lazy(
    "Someone else changed these words after you opened this page. They are “%(words)s” now. Save yours again to "
    "replace them."
)


def synonym_list(request: HttpRequest) -> HttpResponse:
    _require_editor(request)
    context = {
        "sets": SynonymSet.objects.select_related("changed_by"),
        "chosen": ChosenResult.objects.visible_to(request.user).select_related("resource", "page", "changed_by"),
    }
    return render(request, "search/synonym_list.html", context)


def synonyms_add(request: HttpRequest) -> HttpResponse:
    _require_editor(request)
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_synonyms(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The words are saved. Every search will use them within a minute."))
        return redirect("search:synonym_list")
    return render(request, "search/synonym_form.html", {"form": form})


def synonyms_edit(request: HttpRequest, set_id: int) -> HttpResponse:
    """Change a set of synonyms, or delete it if the button "delete" was pressed."""
    _require_editor(request)
    synonym_set = get_object_or_404(SynonymSet, pk=set_id)
    if request.method == "POST" and "delete" in request.POST:
        delete_synonyms(actor=request.user, set_id=synonym_set.pk)
        messages.success(request, _("The words have been deleted."))
        return redirect("search:synonym_list")
    initial = {"words": synonym_set.words, "shown": synonym_set.words}
    form = SynonymForm(request.POST or None, editing=synonym_set, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_synonyms(actor=request.user, set_id=synonym_set.pk, **form.cleaned_data)
        except Stale:
            synonym_set = get_object_or_404(SynonymSet, pk=set_id)
            form = SynonymForm({**request.POST.dict(), "shown": synonym_set.words}, editing=synonym_set)
            form.add_error("words", OVERTAKEN % {"words": synonym_set.words})
        else:
            messages.success(request, _("The words are saved. Every search will use them within a minute."))
            return redirect("search:synonym_list")
    return render(request, "search/synonym_form.html", {"form": form, "found": synonym_set})


def chosen_add(request: HttpRequest) -> HttpResponse:
    _require_editor(request)
    form = ChosenForm(request.POST or None, editor=request.user, initial={"words": request.GET.get("words", "")[:120]})
    if request.method == "POST" and form.is_valid():
        choose_result(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The chosen result is saved. People who can read it will see it first."))
        return redirect("search:synonym_list")
    return render(request, "search/chosen_form.html", {"form": form})


def chosen_delete(request: HttpRequest, chosen_id: int) -> HttpResponse:
    _require_editor(request)
    chosen_result = get_object_or_404(ChosenResult.objects.visible_to(request.user), pk=chosen_id)
    if request.method == "POST":
        drop_result(actor=request.user, chosen_id=chosen_result.pk)
        messages.success(request, _("This result will no longer be shown first."))
        return redirect("search:synonym_list")
    return render(request, "search/chosen_delete.html", {"found": chosen_result})


def _require_editor(request: HttpRequest) -> None:
    if not can_edit_synonyms(request.user):
        raise PermissionDenied
