"""Change a topic's marking or "may act": pages for the board's moderators and the member who began the topic."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from forum.actions.mark_topic import mark_topic
from forum.actions.set_may_act import change_may_act
from forum.enums import MayAct
from forum.forms.marking import ActForm, MarkingForm
from forum.models import Topic
from forum.rules.topics import can_manage_topic, can_mark
from forum.views.topic_management import redirect_to_topic
from forum.views.topics import fetch_topic
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.steps import is_still_writing
from ratsite.network.enums import Marking


def topic_marking(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = _fetch(request, topic_id)
    form = MarkingForm(request.POST or None, topic=topic, actor=request.user)
    can_manage = can_manage_topic(request.user, topic)
    context = {"topic": topic, "form": form, "marking": Marking(topic.marking), "can_manage": can_manage}
    if is_still_writing(request, form):
        return render(request, "forum/topic_management/topic_marking.html", context)
    is_stale = "confirm" in request.POST
    if is_stale:
        data = form.cleaned_data
        try:
            changed = mark_topic(
                topic_id=topic.pk, actor=request.user, **data, shown_hash=request.POST.get("shown_hash", "")
            )
        except Stale:
            topic = _fetch(request, topic_id)
            form = MarkingForm(request.POST, topic=topic, actor=request.user)
            form.is_valid()
        else:
            return redirect_to_topic(request, topic, changed, _("The marking of the topic has been changed."))
    context |= {"form": form, "change": form.change, "is_stale": is_stale}
    return render(request, "forum/topic_management/topic_marking_confirm.html", context)


def topic_act(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = _fetch(request, topic_id)
    form = ActForm(request.POST or None, initial={"may_act": topic.may_act}, topic=topic, actor=request.user)
    if request.method == "POST" and form.is_valid():
        changed = change_may_act(topic_id=topic.pk, actor=request.user, **form.cleaned_data)
        return redirect_to_topic(request, topic, changed, _("Changed. We will notify people who follow the topic."))
    can_manage = can_manage_topic(request.user, topic)
    context = {"topic": topic, "form": form, "may_act": MayAct(topic.may_act), "can_manage": can_manage}
    return render(request, "forum/topic_management/topic_act.html", context)


def _fetch(request: HttpRequest, topic_id: int) -> Topic:
    topic = fetch_topic(request, topic_id)
    if not can_mark(request.user, topic):
        raise PermissionDenied
    return topic
