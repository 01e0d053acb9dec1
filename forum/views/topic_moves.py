"""Move, split and merge topics in three steps: fill in the form, see the effect, confirm."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.split_topic import Part, movable_posts, split_topic
from forum.forms.topic_management import MergeForm, MoveForm, SplitForm
from forum.models import Topic
from forum.queries import topic_page
from forum.queries.questions import asks_reopened_without
from forum.views.topic_management import fetch_for_management, redirect_to_topic
from ratsite.lib.numbers import whole_number
from ratsite.lib.optimistic_lock import Stale
from ratsite.lib.paging.pager import Pager
from ratsite.lib.steps import is_still_writing


def topic_move(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    form = MoveForm(request.POST or None, topic=topic, moderator=request.user)
    if is_still_writing(request, form):
        return render(
            request, "forum/topic_management/topic_move.html", {"topic": topic, "board": topic.board, "form": form}
        )
    if "confirm" in request.POST:
        with suppress(Stale):
            changed = move_topic(
                topic_id=topic.pk,
                moderator=request.user,
                board_id=form.cleaned_data["board"].pk,
                reason=form.cleaned_data["reason"],
                shown_hash=request.POST.get("shown_hash", ""),
            )
            return redirect_to_topic(request, topic, changed, _("The topic has been moved to its new board."))
    return render(request, "forum/topic_management/topic_move_confirm.html", confirm_context(request, topic, form))


def topic_split(request: HttpRequest, topic_id: int) -> HttpResponse:
    topic = fetch_for_management(request, topic_id)
    chosen = _chosen(request)
    form = SplitForm(request.POST or None, topic=topic, moderator=request.user, chosen=chosen)
    if "page" in request.POST or is_still_writing(request, form):
        return render(request, "forum/topic_management/topic_split.html", _choose_context(request, topic, form, chosen))
    if "confirm" in request.POST:
        data = form.cleaned_data
        part = Part(chosen, data["title"], data["board"].pk, data["is_parked"])
        shown_hash = request.POST.get("shown_hash", "")
        with suppress(Stale):
            new = split_topic(
                topic_id=topic.pk, moderator=request.user, part=part, reason=data["reason"], shown_hash=shown_hash
            )
            messages.success(request, _("The posts now have their own topic. The two topics link to each other."))
            return redirect(new)
    reopened = asks_reopened_without(topic, chosen)
    context = {**confirm_context(request, topic, form), "chosen": sorted(chosen), "reopened": reopened}
    return render(request, "forum/topic_management/topic_split_confirm.html", context)


def _chosen(request: HttpRequest) -> set[int]:
    """Return the ids of the posts that the moderator ticked.

    A sent value that is not a number becomes 0, which is the id of no post.
    """
    return {whole_number(sent) or 0 for sent in request.POST.getlist("posts")}


def _choose_context(request: HttpRequest, topic: Topic, form: SplitForm, chosen: set[int]) -> dict:
    """Return the template context for one page of the topic's posts, on which the moderator ticks posts to split off.

    Posts that were ticked on other pages are sent along in the form.
    """
    count = topic_page.page_count(topic)
    number = min(max(1, whole_number(request.POST.get("page") or request.POST.get("shown", "")) or 1), count)
    first, last = topic_page.numbers_on(topic, number)
    replies = movable_posts(topic)
    posts = list(replies.filter(number__range=(first, last)).with_authors())
    others = replies.filter(pk__in=chosen).exclude(number__range=(first, last)) if chosen else replies.none()
    elsewhere = list(others.values_list("pk", flat=True))  # a post that has left the topic is no longer chosen
    if "page" in request.POST:
        form = SplitForm(
            initial={name: request.POST.get(name, "") for name in form.fields},
            topic=topic,
            moderator=request.user,
            chosen=chosen,
        )
    pager = Pager(number=number, count=count)
    return {"topic": topic, "form": form, "posts": posts, "chosen": chosen, "elsewhere": elsewhere, "pager": pager}


def topic_merge(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Merge the topic into another. If it was already merged, redirect to the topic that now has its posts."""
    if merged := Topic.objects.visible_to(request.user).merged_from(topic_id).first():
        return redirect(merged)
    topic = fetch_for_management(request, topic_id)
    form = MergeForm(request.POST or None, topic=topic, moderator=request.user)
    if is_still_writing(request, form):
        return render(request, "forum/topic_management/topic_merge.html", {"topic": topic, "form": form})
    if "confirm" in request.POST:
        into, shown_hash = form.into, request.POST.get("shown_hash", "")
        with suppress(Stale):
            changed = merge_topic(
                topic_id=topic.pk,
                into_id=into.pk,
                moderator=request.user,
                reason=form.cleaned_data["reason"],
                shown_hash=shown_hash,
            )
            return redirect_to_topic(
                request, into, changed, _("The topics have been merged. The old topic’s address now leads here.")
            )
    into = form.into
    context = {
        **confirm_context(request, topic, form),
        "into": into,
        "into_marking": into.get_marking_display(),
    }
    return render(request, "forum/topic_management/topic_merge_confirm.html", context)


def confirm_context(request: HttpRequest, topic: Topic, form: MoveForm | SplitForm | MergeForm) -> dict:
    """Return the template context for the page on which the moderator confirms the effect of a valid form."""
    return {"topic": topic, "form": form, "readers": form.readers, "is_stale": "confirm" in request.POST}
