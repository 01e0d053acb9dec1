"""Find the topics that belong to a library resource, and the resources that belong to a topic.

Every function returns only what the reader may read. Links in posts are looked up in the table forum.SiteLink, which
the forum fills, so no texts are searched.
"""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Value

from forum.enums import PostState
from forum.models import Board, GroundCheck, Post, SiteLink, Topic
from forum.rules.boards import can_start_topic
from library.enums import Audience
from library.models import Resource, Suggestion
from ratsite.accounts.models import User
from ratsite.lib.db.compiled_queries import compiled
from ratsite.related.models import GroundDraft, MadeFrom

LIBRARY = "library"  # the value of SiteLink.url_prefix for links to resources
MOST_TOPICS = 5  # on the page of a resource; the page "Discuss this resource" lists all
MOST_LISTED = 50


@dataclass(frozen=True)
class TopicsOfResource:
    """The topics that a resource was made from, and the newest topics that link to it."""

    made_from: list[Topic]
    linking: list[Topic]


def topics_of(resource: Resource, reader: User, most: int = MOST_TOPICS) -> TopicsOfResource:
    """Return the topics, if the reader may read them, that a resource was made from or that link to it. Two queries.

    most: how many of each to return at most.
    """
    made = MadeFrom.objects.filter(resource=resource).values("topic")
    merged = Topic.objects.filter(pk__in=made, merged_into__isnull=False).values("merged_into")
    visible = Topic.objects.visible_to(reader).published().select_related("board")
    made_from = visible.filter(Q(pk__in=made) | Q(pk__in=merged)).order_by("-last_post_at")
    links = SiteLink.objects.filter(url_prefix=LIBRARY, name=resource.slug).values("post")
    linking = Post.objects.shown_to(reader).filter(pk__in=links).values("topic")
    return TopicsOfResource(
        list(made_from[:most]), list(visible.filter(pk__in=linking).order_by("-last_post_at", "-pk")[:most])
    )


@dataclass(frozen=True)
class RelatedResource:
    resource: Resource
    is_made_from: bool  # True if the resource was made from the topic; False if a post of the topic links to it


def resources_of(topic: Topic, reader: User) -> list[RelatedResource]:
    """Return the resources that were made from a topic or that its posts link to, if the reader may read them.

    Costs one query, or two if there is such a resource.
    """
    slugs = dict(sorted(_slugs(topic.pk)))  # for a resource that is both, the row with True is last and is used
    if not slugs:
        return []
    resources = Resource.objects.visible_to(reader).published().filter(slug__in=slugs).order_by("title", "pk")
    return [RelatedResource(resource, bool(slugs[resource.slug])) for resource in resources]


@compiled(int)
def _slugs(topic_id: int) -> QuerySet:
    """Return pairs for a topic's resources: the slug, and True if the resource was made from it, False for a link."""
    linked = SiteLink.objects.filter(url_prefix=LIBRARY, post__topic=topic_id, post__state=PostState.LIVE)
    made = MadeFrom.objects.filter(Q(topic=topic_id) | Q(topic__merged_into=topic_id))
    slugs_linked = linked.order_by().annotate(slug=F("name"), is_made=Value(False)).values_list("slug", "is_made")
    slugs_made = made.order_by().annotate(slug=F("resource__slug"), is_made=Value(True)).values_list("slug", "is_made")
    return slugs_linked.union(slugs_made).order_by()


def latest_draft(check: GroundCheck) -> GroundDraft | None:
    """Return the last library draft that was made from a ground check, or None. One query."""
    return GroundDraft.objects.filter(ground_check=check).select_related("suggestion").first()


def answer_to(draft: GroundDraft, reader: User) -> str:
    """Return a curator's answer to a library draft; "" if there is none, or if the reader may not read it."""
    answer = draft.suggestion.answer
    can_read = bool(answer) and Suggestion.objects.visible_to(reader).filter(pk=draft.suggestion_id).exists()
    return answer if can_read else ""


def boards_for(resource: Resource, reader: User) -> list[Board]:
    """Return the boards on which the reader may start a topic and whose readers may all read the resource."""
    boards: QuerySet[Board] = Board.objects.visible_to(reader).select_related("circle")
    if resource.audience == Audience.CIRCLE:
        boards = boards.filter(circle=resource.circle)
    return [board for board in boards if can_start_topic(reader, board)]
