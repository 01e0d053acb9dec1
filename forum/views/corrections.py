"""The page to correct a topic's title and facts, for the topic's author and for people who manage its board."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forum.actions.correct_topic import correct_topic
from forum.forms.correction import CorrectionForm
from forum.models import Topic, TrendNote
from forum.queries.hashes import hash_of_facts
from forum.rules.topics import can_correct
from forum.views.refused_text import retry_when_refused
from forum.views.topic_management import TITLE_CHANGED, redirect_to_topic
from forum.views.topics import fetch_topic
from ratsite.lib.optimistic_lock import Stale

FACTS_CHANGED = gettext_lazy(
    "Someone else corrected this topic after you opened this page. Read in the topic what they changed, then correct "
    "it again."
)


@retry_when_refused
def topic_correct(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_correct(request.user, topic):
        raise PermissionDenied
    note = _note_of(topic)
    form = CorrectionForm(request.POST or None, topic=topic, actor=request.user, note=note)
    if request.method == "POST" and form.is_valid():
        try:
            changed = correct_topic(topic_id=topic.pk, actor=request.user, **form.cleaned_data)
        except Stale:
            topic = fetch_topic(request, topic_id)
            note, sent = _note_of(topic), request.POST.copy()
            sent["shown"] = hash_of_facts(topic, note)
            form = CorrectionForm(sent, topic=topic, actor=request.user, note=note)
            form.add_error(None, TITLE_CHANGED % {"title": topic.title} if note is None else FACTS_CHANGED)
        else:
            return redirect_to_topic(
                request, topic, changed, _("The topic has been corrected. It also shows what it said before.")
            )
    context = {"topic": topic, "board": topic.board, "form": form}
    return render(request, "forum/topic_management/topic_correct.html", context)


def _note_of(topic: Topic) -> TrendNote | None:
    return TrendNote.objects.prefetch_related("areas").filter(topic=topic).first()
