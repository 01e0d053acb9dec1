"""Show a topic, and redirect a post's permanent link to the page of the topic that shows the post."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from forum.actions.mark_read import mark_page_read
from forum.actions.save_draft import reply_place
from forum.enums import MayAct, PostState, TopicKind
from forum.forms.post import ReplyForm
from forum.models import Board, ModeratorQuestion, Post, Topic, TrendNote
from forum.models.post_queryset import PostQuerySet
from forum.models.topic_queryset import TopicQuerySet
from forum.queries import audience, topic_page
from forum.queries.ground_check import ground_checks_of
from forum.queries.polls import current_poll
from forum.queries.questions import Question, question_of
from forum.queries.quotes import with_quotes
from forum.queries.recipients import decision_group_of
from forum.queries.remits_heard import remits_heard
from forum.queries.signal_box import signal_box
from forum.queries.subscriptions import following_of
from forum.queries.unread import left_for
from forum.rules.boards import can_note_on, can_start_topic
from forum.rules.topics import (
    can_close_with_line,
    can_correct,
    can_edit_in,
    can_manage_topic,
    can_reply,
    can_signal,
    speaks_for_topic,
    why_wait,
)
from forum.text.identifier_check import CHILDREN, front_doors_of
from forum.views.composer import Composer
from forum.views.notices import notices_at
from ratsite.accounts.models import User
from ratsite.accounts.queries.reader_parameters import Reader
from ratsite.accounts.rules import can_write
from ratsite.lib.addresses import address, with_query
from ratsite.lib.db.compiled_queries import compiled
from ratsite.lib.full_disk import unless_disk_is_full
from ratsite.lib.paging import next_topics
from ratsite.lib.paging.pager import Pager, page_number
from ratsite.lib.prefetches import is_really_read
from ratsite.network.enums import Marking
from ratsite.notifications.actions.notify import read_group
from ratsite.notifications.enums import Level

# From /forum/topics/<id>/<slug>/ to the reply form. Each post has this address twice: the whole path is 1% of the page.
REPLY_HERE = "../reply/"
TAG_COLUMNS = ("position", "slug", "name")


def show_topic(request: HttpRequest, topic_id: int, slug: str = "") -> HttpResponse:
    topic = _read_topic.first(request.user, topic_id)
    if topic is None:
        withdrawn = Topic.objects.withdrawn_for(request.user).filter(pk=topic_id).select_related("board").first()
        if withdrawn is not None:
            return topic_gone(request, withdrawn)
        merged_into = get_object_or_404(_topics(request.user).merged_from(topic_id))
        return redirect(merged_into)  # without ?page=, because the posts have other numbers in the other topic
    if slug != topic.slug:
        url = with_query(topic.get_absolute_url(), page=request.GET.get("page", ""))
        return redirect(next_topics.carry_over(url, request))
    number, count = page_number(request.GET.get("page")), topic_page.page_count(topic)
    if number is None or number > count:
        raise Http404
    then = [pk for pk in next_topics.from_request(request) if pk != topic.pk]
    pager = Pager(number=number, count=count)
    shown = _shown_posts(topic, request.user, pager)
    facts = _facts(topic, request.user)
    context = {
        **topic_context(topic, request),
        **facts,
        **_reply_box(topic, request, facts["question"]),
        **_posts(topic, request, pager, shown),
        "left": left_for(request.user, topic, then) if number == count else None,
        "then": next_topics.as_parameter(then),
        "keep": urlencode({"then": next_topics.as_parameter(then)}) if then else "",
    }
    response = render(request, "forum/topic.html", context)
    if is_really_read(request):
        with unless_disk_is_full():
            mark_page_read(
                topic=topic,
                reader=request.user,
                read_to=topic.read_to,
                first=shown.first,
                last=shown.last,
                has_no_mark=topic.marked is None,
                thanks_ids=shown.thanks_ids,
            )
    return response


@dataclass(frozen=True)
class ShownPosts:
    """The posts on one page of a topic, from the number `first` to `last`."""

    first: int
    last: int
    posts: list[Post]
    own_waiting: list[Post]  # the reader's own posts that are not published yet
    thanks_ids: list[int]  # the thanks for posts here that the reader now sees


def _shown_posts(topic: Topic, reader: User, pager: Pager) -> ShownPosts:
    is_last_page = pager.number == pager.count
    own_waiting = list(_own_waiting(reader, topic)) if is_last_page and topic.has_own_waiting else []
    first, last = topic_page.numbers_on(topic, pager.number)
    posts = topic_page.with_author_pages(list(topic_page.posts_of_page(topic.pk, first, last)))
    if topic.has_own_saved:
        topic_page.with_saved(posts, reader)
    thanks = topic_page.with_thanks(posts, reader) if topic.has_own_thanks else []
    with_quotes([*posts, *own_waiting], reader, topic)
    return ShownPosts(first, last, posts, own_waiting, [row.pk for row in thanks])


def _posts(topic: Topic, request: HttpRequest, pager: Pager, shown: ShownPosts) -> dict:
    """Return the template context of the posts on this page and of the events between them."""
    reader, posts, own_waiting = request.user, shown.posts, shown.own_waiting
    may, notices = _rights(reader, topic), notices_at(request, [*posts, *own_waiting])
    return {
        "may": may,
        "can_reply": "reply" in may,
        "reply_here": REPLY_HERE,
        "notices": notices,
        "personal": {post.number for post in posts if _is_personal(post, reader) or post.anchor in notices},
        "posts": topic_page.with_limits(topic_page.with_files_and_reveals(posts, reader)),
        "events": topic_page.events_on(topic, pager.number, reader),
        "own_waiting": topic_page.with_files_and_reveals(own_waiting, reader),
        "waits_for_files": bool(own_waiting) and all(post.waits_for_files_alone for post in own_waiting),
        "first_unread": topic.read_to + 1,
        "has_gap": shown.first > topic.read_to + 1,
        "gap_end": shown.first - 1,
        "pager": pager,
    }


def _facts(topic: Topic, reader: User) -> dict:
    """Return the template context of the topic's facts and of the links for what this reader may do with it."""
    trend, tags = trend_note_of(topic), sorted(_tag_rows(topic.pk))
    is_about_children = topic.board.is_about_children or any(slug == CHILDREN for *_, slug, _name in tags)
    return {
        "tags": [name for *_, name in tags],
        "front_doors": front_doors_of(topic, reader) if is_about_children else None,
        "trend": trend,
        "signals": signal_box(topic, reader, can_signal=can_signal(reader, topic)) if trend else None,
        "question": question_of(topic, reader),
        "origin": _topics(reader).published().filter(pk=topic.asked_from_id).first() if topic.asked_from_id else None,
        "remits": remits_heard(topic, reader),
        "ground": ground_checks_of(topic) if topic.has_ground_checks else None,
        "poll": current_poll(topic) if topic.has_polls else None,
        "may_close": can_close_with_line(reader, topic),
        "ask_url": _ask_url(reader, topic),
        "is_printable": topic.is_printable,
        "can_manage": can_manage_topic(reader, topic),
        "can_correct": can_correct(reader, topic),
        "speaks_for_topic": speaks_for_topic(reader, topic),
        "following": following_of(topic),
        "levels": Level,
    }


def _reply_box(topic: Topic, request: HttpRequest, question: Question | None) -> dict:
    """Return the template context of the reply form below the posts."""
    composer = Composer(request, reply_place(topic), {"topic_id": topic.pk}, has_no_draft=not topic.has_own_draft)
    form = ReplyForm(
        initial=composer.initial(ReplyForm, topic=topic),
        writer=request.user,
        topic=topic,
        asked=question.asked_of_reader if question else [],
    )
    return {
        "composer": composer,
        "form": form,
        "answered": form.answered,
        "wait": why_wait(request.user, topic),
        "is_newcomer": topic.is_newcomer,
    }


def _ask_url(reader: User, topic: Topic) -> str:
    """Return the address of the form to ask a remit about the topic, on its board; "" if the reader may not."""
    if not can_start_topic(reader, topic.board):
        return ""
    return with_query(address("forum:topic_new", topic.board.slug), kind=TopicKind.QUESTION, about=str(topic.pk))


def _rights(reader: User, topic: Topic) -> frozenset[str]:
    """Return names of what this reader may do with the topic's posts: "edit" their own, "reply", "thank", "note"."""
    rights = {
        "edit": can_edit_in(reader, topic),
        "reply": can_reply(reader, topic),
        "thank": can_write(reader),
        "note": can_note_on(reader, topic.board),
    }
    return frozenset(name for name, may in rights.items() if may)


def _is_personal(post: Post, reader: User) -> bool:
    """True if the page shows the post to this reader differently than to most: it is withdrawn, or the reader's own."""
    return post.is_withdrawn or post.author_id == reader.pk


def topic_gone(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Return the page that tells people who could read the topic that it was withdrawn or taken down.

    The page does not show the topic's title. It shows the author a moderator's decision on their post.
    """
    if is_really_read(request) and request.user.unread_groups:
        with unless_disk_is_full():
            read_group(person=request.user, group=decision_group_of(topic.pk))
    first = topic.posts.filter(number__isnull=False, withdrawn_at__isnull=False).order_by("number").first()
    context = {
        "board": topic.board,
        "post": first,
        "is_own": first is not None and first.author_id == request.user.pk,
        "is_trend": topic.kind == TopicKind.TREND,
    }
    return render(request, "forum/topic_withdrawn.html", context, status=410)


@compiled(Reader, int)
def _read_topic(reader: User, topic_id: int) -> QuerySet:
    """Return the topic with the data about this reader that the topic's page shows.

    These are the reader's progress, subscription, drafts and unpublished posts.
    """
    topics = _topics(reader).with_reading(reader).with_subscription(reader).with_own(reader)
    return topics.filter(pk=topic_id).order_by()


def redirect_to_post(request: HttpRequest, post_id: int) -> HttpResponse:
    """Redirect to the post on its topic's page or, if it was withdrawn or taken down, to the notice in its place."""
    user, posts = request.user, Post.objects.select_related("topic").filter(pk=post_id)
    post = posts.visible_to(user).first() or posts.on_pages_of(user).first()
    if post is None:
        withdrawn = Topic.objects.withdrawn_for(request.user).filter(posts=post_id, posts__number__isnull=False)
        return redirect("forum:topic_by_number", topic_id=get_object_or_404(withdrawn).pk)
    return redirect(topic_page.url_of(post))


def fetch_topic(request: HttpRequest, topic_id: int) -> Topic:
    """Return the topic with its board and circle; raise Http404 if the user cannot see it."""
    topic = _readable.first(request.user, topic_id)
    if topic is None:
        raise Http404
    return topic


@compiled(Reader, int)
def _readable(reader: User, topic_id: int) -> TopicQuerySet:
    return _topics(reader).filter(pk=topic_id).order_by()


def _topics(reader: User) -> TopicQuerySet:
    return Topic.objects.visible_to(reader).select_related("board__circle")


def topic_context(topic: Topic, request: HttpRequest) -> dict:
    """Return the template context that pages about a topic share.

    `readers`: how many people and agencies can read the board. `reply_url`: the address of the page with the reply
    form. `reply_action`: the address that the form is sent to, which carries the reader's list of topics to read next.
    """
    reply_url = reverse("forum:topic_reply", args=[topic.pk])
    return {
        "topic": topic,
        "board": topic.board,
        "marking": Marking(topic.marking),
        "may_act": MayAct(topic.may_act),
        "readers": readers_of(topic.board),
        "reply_url": reply_url,
        "reply_action": next_topics.carry_over(reply_url, request),
    }


@compiled(int)
def _tag_rows(topic_id: int) -> QuerySet:
    """Return rows (1 or 2, position, slug, name) of the topic's forms of exploitation (1) and affected groups (2)."""
    forms, affected = (
        field.through.objects.filter(topic=topic_id).order_by() for field in (Topic.forms, Topic.affected)
    )
    forms = forms.values_list(Value(1), *(f"exploitationform__{name}" for name in TAG_COLUMNS))
    affected = affected.values_list(Value(2), *(f"affectedgroup__{name}" for name in TAG_COLUMNS))
    return forms.union(affected, all=True).order_by()


def trend_note_of(topic: Topic) -> TrendNote | None:
    """Return the topic's trend note, and set it as topic.trend; None for a topic of another kind."""
    if topic.kind != TopicKind.TREND:
        return None
    note = TrendNote.objects.select_related("sector").prefetch_related("areas").filter(topic=topic).first()
    if note is not None:
        note.topic = topic  # sets topic.trend, too
    return note


def _own_waiting(user: User, topic: Topic) -> PostQuerySet:
    """Return the user's held and rejected posts in this topic, which only the user and moderators can see.

    Each has `asked`: a list of the moderators' questions that the user may still answer.
    """
    waiting = [PostState.HELD, PostState.REJECTED]
    posts = topic.posts.filter(author=user, state__in=waiting).order_by("pk")
    asked = Prefetch("questions", ModeratorQuestion.objects.visible_to(user).open(), to_attr="asked")
    return posts.prefetch_related("author", "agency", "profile__main_remit", "reply_to", asked)


def readers_of(board: Board) -> dict[str, int]:
    """Return how many people, and in how many agencies, can read this board.

    The numbers come from the same query that decides who may read it.
    """
    return audience.readers_lately(board.circle)
