"""The glossary for members, and the page on which they write what a word means to their remit."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ratsite.search.actions.edit_synonyms import explain_entry
from ratsite.search.forms.synonyms import MeaningsForm
from ratsite.search.models import SynonymSet
from ratsite.search.queries.glossary import entries, remits_explained_by
from ratsite.search.rules import can_edit_synonyms


def entry_list(request: HttpRequest) -> HttpResponse:
    context = {
        "entries": entries(),
        "may_explain": bool(remits_explained_by(request.user)),
        "can_edit_synonyms": can_edit_synonyms(request.user),
    }
    return render(request, "search/glossary.html", context)


def entry_explain(request: HttpRequest, entry_id: int) -> HttpResponse:
    entry = get_object_or_404(SynonymSet, pk=entry_id)
    remits = remits_explained_by(request.user)
    if not remits:
        raise PermissionDenied
    form = MeaningsForm(request.POST or None, entry=entry, remits=remits)
    if request.method == "POST" and form.is_valid():
        if explain_entry(actor=request.user, entry_id=entry.pk, texts=form.texts):
            messages.success(request, _("Saved. The glossary shows your change now."))
        else:
            messages.info(request, _("You changed nothing, so nothing was saved."))
        return redirect("glossary:entry_list")
    return render(request, "search/glossary_explain.html", {"name": entry.names[0], "form": form})
