"""The page to correct a topic's title and facts, for the topic's author and for people who manage its board."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum.actions.correct_topic import correct_topic
from forum.forms.correction import CorrectionForm
from forum.models import TrendNote
from forum.rules.topics import can_correct
from forum.views.refused_text import retry_when_refused
from forum.views.topic_management import redirect_to_topic
from forum.views.topics import fetch_topic


@retry_when_refused
def topic_correct(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_correct(request.user, topic):
        raise PermissionDenied
    note = TrendNote.objects.prefetch_related("areas").filter(topic=topic).first()
    form = CorrectionForm(request.POST or None, topic=topic, actor=request.user, note=note)
    if request.method == "POST" and form.is_valid():
        changed = correct_topic(topic_id=topic.pk, actor=request.user, **form.cleaned_data)
        return redirect_to_topic(
            request, topic, changed, _("The topic has been corrected. It also shows what it said before.")
        )
    context = {"topic": topic, "board": topic.board, "form": form}
    return render(request, "forum/topic_management/topic_correct.html", context)
