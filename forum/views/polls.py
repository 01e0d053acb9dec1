"""Pages of a topic's poll: start it, vote in it, read its result, end or delete it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from forum.actions.run_poll import delete_poll, end_poll, start_poll, vote
from forum.forms.poll import DeletePollForm, PollForm, VoteForm
from forum.models import Poll
from forum.queries.polls import current_poll, other_polls, own_vote, result_of_poll
from forum.queries.retention import MUST_STAY, why_topic_must_stay
from forum.rules.polls import can_delete_poll, can_end_poll, can_start_poll, can_vote
from forum.views.topics import fetch_topic, readers_of
from ratsite.network.figures import policy_inside


def topic_poll(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Redirect to the topic's poll that has not ended or, without one, to the one that ended last."""
    poll = current_poll(fetch_topic(request, topic_id))
    if poll is None:
        raise Http404
    return redirect(poll)


def poll(request: HttpRequest, poll_id: int) -> HttpResponse:
    """Show a poll, and save a vote."""
    poll = _fetch(request, poll_id)
    may = can_vote(request.user, poll)
    if request.method == "POST" and not may:
        raise PermissionDenied
    own = own_vote(poll, request.user) if may else None
    form = VoteForm(request.POST or None, poll=poll, own=own) if may else None
    if form is not None and request.method == "POST" and form.is_valid():
        vote(poll_id=poll.pk, person=request.user, option_id=form.cleaned_data["option"].pk)
        messages.success(request, _("Your vote is saved. You can change it until the poll ends."))
        return redirect(poll)
    context = {
        "topic": poll.topic,
        "board": poll.topic.board,
        "poll": poll,
        "form": form,
        "own": own,
        "options": () if form or poll.ended_at else poll.options.all(),
        "result": result_of_poll(poll, request.user) if poll.ended_at else None,
        "can_end": can_end_poll(request.user, poll),
        "can_delete": can_delete_poll(request.user, poll),
        "others": other_polls(poll),
        "fewest": policy_inside().threshold,
    }
    return render(request, "forum/poll.html", context)


def poll_new(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_topic(request, topic_id)
    if not can_start_poll(request.user, topic):
        raise PermissionDenied
    form = PollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        started = start_poll(topic_id=topic.pk, starter=request.user, **form.cleaned_data)
        if started is not None:
            messages.success(request, _("The poll is open."))
            return redirect(started)
        form.add_error(None, _("This topic already has an open poll. End that poll first."))
    context = {"topic": topic, "board": topic.board, "form": form, "readers": readers_of(topic.board)}
    return render(request, "forum/poll_new.html", context)


def poll_end(request: HttpRequest, poll_id: int) -> HttpResponse:
    """End a poll before its last day. The page first warns that this cannot be undone."""
    poll = _fetch(request, poll_id)
    if not poll.is_open:
        return redirect(poll)
    if not can_end_poll(request.user, poll):
        raise PermissionDenied
    if request.method == "POST":
        end_poll(poll_id=poll.pk, person=request.user)
        messages.success(request, _("The poll has ended. This is the result."))
        return redirect(poll)
    context = {"topic": poll.topic, "poll": poll, "fewest": policy_inside().threshold}
    return render(request, "forum/poll_end.html", context)


def poll_delete(request: HttpRequest, poll_id: int) -> HttpResponse:
    poll = _fetch(request, poll_id)
    if not can_delete_poll(request.user, poll):
        raise PermissionDenied
    form = DeletePollForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if why_topic_must_stay(poll.topic):
            form.add_error(None, MUST_STAY)
        else:
            delete_poll(poll_id=poll.pk, moderator=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The poll and its votes have been deleted."))
            return redirect(poll.topic)
    return render(request, "forum/poll_delete.html", {"topic": poll.topic, "poll": poll, "form": form})


def _fetch(request: HttpRequest, poll_id: int) -> Poll:
    polls = Poll.objects.visible_to(request.user).select_related("topic__board__circle")
    return get_object_or_404(polls, pk=poll_id)
