"""The page on which the author of a question or trend note writes its closing line: what came of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum.actions.close_with_line import close_with_line
from forum.forms.closing_line import ClosingLineForm
from forum.rules.topics import can_close_with_line
from forum.views.read_marks import back_to
from forum.views.topics import fetch_topic
from ratsite.lib.optimistic_lock import Stale


def closing_line(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Write the topic's closing line.

    The button "nothing" stores "nothing yet". If the topic has a line, that removes it, and a page first asks to
    confirm.
    """
    topic = fetch_topic(request, topic_id)
    if not can_close_with_line(request.user, topic):
        raise PermissionDenied
    is_nothing, shown = "nothing" in request.POST, request.POST.get("shown", "")
    form = ClosingLineForm(
        request.POST if request.method == "POST" else None,
        initial={"line": topic.closing_line},
        topic=topic,
        writer=request.user,
        is_nothing=is_nothing,
        shown=shown,
    )
    context = {"topic": topic, "board": topic.board, "form": form}
    if request.method == "POST" and form.is_valid():
        if is_nothing and topic.closing_line and shown == topic.closing_line and "sure" not in request.POST:
            return render(request, "forum/closing_line_remove.html", context)
        line = "" if is_nothing else form.cleaned_data["line"]
        try:
            close_with_line(topic_id=topic.pk, person=request.user, line=line, shown=shown)
        except Stale:
            messages.warning(
                request,
                _("Someone else changed this line after you opened this page. Read it before you change it."),
            )
        else:
            messages.success(request, _outcome(line, shown))
            return redirect(back_to(request, topic.get_absolute_url()) if is_nothing else topic)
    return render(request, "forum/closing_line.html", context)


def _outcome(line: str, shown: str) -> str:
    if line:
        return _("Your line is saved. Readers can see it at the top of the topic.")
    if shown:
        return _("The line is removed. Readers can see that nothing is known yet.")
    return _("Thank you. Readers can see that nothing is known yet. We will not ask again.")
