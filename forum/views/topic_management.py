"""Pages to manage one topic: pin, lock, rename, archive and slow it down. They are for people who manage its board."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from forum.actions.change_topic import archive_topic, pin_topic, rename_topic, set_topic_lock, slow_topic
from forum.enums import SlowMode
from forum.forms.topic_management import ArchiveForm, RenameForm, SlowForm, TopicReasonForm
from forum.models import Topic
from forum.queries.hashes import hash_of_facts
from forum.queries.retention import NAMELESS, hold_on
from forum.rules.questions import can_close_question
from forum.rules.topics import can_manage_topic, can_read_reasons
from forum.views.topics import fetch_topic
from ratsite.lib.optimistic_lock import Stale

TITLE_CHANGED = gettext_lazy(
    "Someone else renamed this topic after you opened this page. Its title is “%(title)s” now. Send yours again to "
    "replace it."
)


def topic_manage(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    context = {
        "topic": topic,
        "board": topic.board,
        "held": hold_on(topic),
        "stays_archived": NAMELESS if topic.is_anonymised else "",
        "can_close_question": can_close_question(request.user, topic),
        "slow_mode": SlowMode(topic.slow_minutes),
        "can_read_reasons": can_read_reasons(request.user, topic),
    }
    return render(request, "forum/topic_management/topic_manage.html", context)


@require_POST
def topic_pin(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    is_pinned = "unpin" not in request.POST
    changed = pin_topic(topic_id=topic.pk, moderator=request.user, is_pinned=is_pinned)
    message = (
        _("The topic is now at the top of its board.")
        if is_pinned
        else _("The topic is no longer at the top of its board.")
    )
    return redirect_to_topic(request, topic, changed, message)


def topic_lock(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    form = TopicReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        is_locked, reason = "unlock" not in request.POST, form.cleaned_data["reason"]
        changed = set_topic_lock(topic_id=topic.pk, moderator=request.user, is_locked=is_locked, reason=reason)
        message = _("The topic is locked.") if is_locked else _("The topic is unlocked.")
        return redirect_to_topic(request, topic, changed, message)
    return _page(request, "topic_lock", topic, form)


def topic_rename(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    initial = {"title": topic.title, "shown": hash_of_facts(topic)}
    form = RenameForm(request.POST or None, initial=initial, topic=topic)
    if request.method == "POST" and form.is_valid():
        try:
            changed = rename_topic(topic_id=topic.pk, moderator=request.user, **form.cleaned_data)
        except Stale:
            topic = fetch_for_management(request, topic_id)
            sent = request.POST.copy()
            sent["shown"] = hash_of_facts(topic)
            form = RenameForm(sent, topic=topic)
            form.add_error("title", TITLE_CHANGED % {"title": topic.title})
        else:
            return redirect_to_topic(request, topic, changed, _("The title has been changed."))
    return _page(request, "topic_rename", topic, form)


def topic_archive(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    form = ArchiveForm(request.POST or None, topic=topic)
    if request.method == "POST" and form.is_valid():
        is_archived, reason = "restore" not in request.POST, form.cleaned_data["reason"]
        changed = archive_topic(topic_id=topic.pk, moderator=request.user, is_archived=is_archived, reason=reason)
        message = _("The topic is archived.") if is_archived else _("The topic is restored.")
        return redirect_to_topic(request, topic, changed, message)
    return _page(request, "topic_archive", topic, form)


def topic_slow(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    form = SlowForm(request.POST or None, initial={"minutes": topic.slow_minutes})
    if request.method == "POST" and form.is_valid():
        minutes = form.cleaned_data["minutes"]
        changed = slow_topic(topic_id=topic.pk, moderator=request.user, minutes=minutes)
        return redirect_to_topic(request, topic, changed, _("Slow mode is on.") if minutes else _("Slow mode is off."))
    return _page(request, "topic_slow", topic, form)


def fetch_for_management(request: HttpRequest, topic_id: int) -> Topic:
    topic = fetch_topic(request, topic_id)
    if not can_manage_topic(request.user, topic):
        raise PermissionDenied
    return topic


def redirect_to_topic(request: HttpRequest, topic: Topic, changed: bool, message: str) -> HttpResponse:
    """Redirect to the topic's page, which shows the message, or says that nothing was changed if `changed` is False.

    If nothing was changed and the person had typed a reason, a page with the typed reason is shown instead.
    """
    if changed:
        messages.success(request, message)
    elif request.POST.get("reason"):
        return render(request, "forum/topic_management/unchanged.html", {"topic": topic}, status=409)
    else:
        messages.info(request, _("It was already like that, so nothing was changed."))
    return redirect("forum:topic_by_number", topic_id=topic.pk)


def _page(request: HttpRequest, name: str, topic: Topic, form: Form) -> HttpResponse:
    return render(request, f"forum/topic_management/{name}.html", {"topic": topic, "board": topic.board, "form": form})
