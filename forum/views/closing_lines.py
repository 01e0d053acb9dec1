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
    topic = fetch_topic(request, topic_id)
    if not can_close_with_line(request.user, topic):
        raise PermissionDenied
    is_nothing = "nothing" in request.POST
    data, initial = None if is_nothing else request.POST or None, {"line": topic.closing_line}
    form = ClosingLineForm(data, initial=initial, topic=topic, writer=request.user)
    if is_nothing or (request.method == "POST" and form.is_valid()):
        line, shown = "" if is_nothing else form.cleaned_data["line"], request.POST.get("shown", "")
        try:
            close_with_line(topic_id=topic.pk, person=request.user, line=line, shown=shown)
        except Stale:
            messages.warning(request, _("Someone else has said what happened. Read their line before you change it."))
        else:
            if is_nothing:
                messages.success(
                    request, _("Thank you. Readers can see that nothing is known yet. We will not ask again.")
                )
                return redirect(back_to(request, topic.get_absolute_url()))
            messages.success(request, _("Your line is saved. Readers can see it at the top of the topic."))
            return redirect(topic)
    return render(request, "forum/closing_line.html", {"topic": topic, "board": topic.board, "form": form})
