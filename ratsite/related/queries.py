"""What the library and the forum show of each other: each reader gets only what they may read on both sides.

Links are looked up in forum.SiteLink, which the forum keeps with each post, so no page searches texts.
"""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Value

from forum.enums import PostState
from forum.models import Board, Post, SiteLink, Topic
from forum.rules.boards import can_start_topic
from library.enums import Audience
from library.models import Resource
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled
from ratsite.related.models import MadeFrom

LIBRARY = "library"  # the room of resources in forum.SiteLink
MOST_TOPICS = 5  # on the page of a resource; the page behind "Discuss this resource" lists the rest
MOST_LISTED = 50


@dataclass(frozen=True)
class TopicsOfResource:
    """The topics that a resource was made from, and the newest that link to it."""

    made_from: list[Topic]
    linking: list[Topic]


def topics_of(resource: Resource, reader: User, most: int = MOST_TOPICS) -> TopicsOfResource:
    """Return the topics that belong to a resource and that the reader may read. Costs two queries."""
    made = MadeFrom.objects.filter(resource=resource).values("topic")
    merged = Topic.objects.filter(pk__in=made, merged_into__isnull=False).values("merged_into")
    seen = Topic.objects.visible_to(reader).published().select_related("board")
    made_from = seen.filter(Q(pk__in=made) | Q(pk__in=merged)).order_by("-last_post_at")
    links = SiteLink.objects.filter(room=LIBRARY, name=resource.slug).values("post")
    linking = Post.objects.shown_to(reader).filter(pk__in=links).values("topic")
    return TopicsOfResource(
        list(made_from[:most]), list(seen.filter(pk__in=linking).order_by("-last_post_at", "-pk")[:most])
    )


@dataclass(frozen=True)
class RelatedResource:
    resource: Resource
    is_made_from: bool  # it was made from the topic; otherwise a post of the topic links to it


def resources_of(topic: Topic, reader: User) -> list[RelatedResource]:
    """Return the resources that were made from a topic or that its posts link to, if the reader may read them.

    Costs one query, and a second one if there are any.
    """
    slugs = dict(sorted(_slugs(topic.pk)))  # of one that is both, True comes last
    if not slugs:
        return []
    resources = Resource.objects.visible_to(reader).published().filter(slug__in=slugs).order_by("title", "pk")
    return [RelatedResource(resource, bool(slugs[resource.slug])) for resource in resources]


@compiled(int)
def _slugs(topic_id: int) -> QuerySet:
    """Return rows of the slug of a resource, and whether it was made from the topic."""
    linked = SiteLink.objects.filter(room=LIBRARY, post__topic=topic_id, post__state=PostState.LIVE)
    made = MadeFrom.objects.filter(Q(topic=topic_id) | Q(topic__merged_into=topic_id))
    slugs_linked = linked.order_by().annotate(slug=F("name"), is_made=Value(False)).values_list("slug", "is_made")
    slugs_made = made.order_by().annotate(slug=F("resource__slug"), is_made=Value(True)).values_list("slug", "is_made")
    return slugs_linked.union(slugs_made)


def boards_for(resource: Resource, reader: User) -> list[Board]:
    """Return the boards where the reader may start a topic about a resource: those whose readers all may read it."""
    boards: QuerySet[Board] = Board.objects.visible_to(reader).select_related("circle")
    if resource.audience == Audience.CIRCLE:
        boards = boards.filter(circle=resource.circle)
    return [board for board in boards if can_start_topic(reader, board)]
