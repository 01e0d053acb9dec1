"""The page on which the person who began a question or trend note says what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum import rules
from forum.actions.close_with_line import close_with_line
from forum.forms.closing_line import ClosingLineForm
from forum.views.read_marks import back_to
from forum.views.topics import fetch_topic


def closing_line(request: HttpRequest, topic_id: int) -> HttpResponse:
    found = fetch_topic(request, topic_id)
    if not rules.can_close_with_line(request.user, found):
        raise PermissionDenied
    if "nothing" in request.POST:
        close_with_line(topic_id=found.pk, person=request.user, line="")
        messages.success(request, _("Thank you. Readers see that nothing is known yet. We do not ask again."))
        return redirect(back_to(request, found.get_absolute_url()))
    form = ClosingLineForm(request.POST or None, initial={"line": found.closing_line})
    if request.method == "POST" and form.is_valid():
        close_with_line(topic_id=found.pk, person=request.user, **form.cleaned_data)
        messages.success(request, _("Readers see your line at the top of the topic."))
        return redirect(found)
    return render(request, "forum/closing_line.html", {"topic": found, "board": found.board, "form": form})
