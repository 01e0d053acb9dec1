"""What comes of a topic: a draft for the library."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum.models import GroundCheck
from forum.queries.ground_check import draft_text, result_of
from forum.rules.ground_checks import can_draft_from_ground
from ratsite.outcomes.actions import draft_from_ground
from ratsite.outcomes.forms import CHECKS, LibraryDraftForm


def library_draft(request: HttpRequest, check_id: int) -> HttpResponse:
    checks = GroundCheck.objects.visible_to(request.user).select_related("topic__board__circle")
    check = get_object_or_404(checks, pk=check_id)
    if not can_draft_from_ground(request.user, check):
        raise PermissionDenied
    result = result_of(check)
    form = LibraryDraftForm(request.POST or None, initial={"title": check.topic.title, "text": draft_text(result)})
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name not in CHECKS}
        made = draft_from_ground(check_id=check.pk, person=request.user, **fields)
        if made is None:
            messages.info(request, _("A library draft was made of this already."))
        else:
            messages.success(
                request, _("The draft is with the curators. You see its state under “Suggest a resource”.")
            )
        return redirect(check)
    context = {"check": check, "topic": check.topic, "form": form}
    return render(request, "outcomes/library_draft.html", context)
