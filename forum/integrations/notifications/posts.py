"""Notifications of new topics and replies, and of posts that mention you."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.actions.follow import follow
from forum.enums import POST_SOURCE, WHY_ASKED, About
from forum.models import Post, Topic
from forum.models.subscription import TERMS
from forum.queries.recipients import SAYS
from ratsite.lib.numbers import whole_number
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Level, Says
from ratsite.notifications.registry import Line, Source

WORDS_SHOWN = 30  # of the post, in the line of a notification


class PostSource(Source):
    """Notification source: a new topic or reply, or a post that mentions you."""

    name = POST_SOURCE
    ends_with_group = {"reply"}
    verbs = {
        "topic": ngettext_lazy("new topic", "%(count)d new topics", "count"),
        "reply": ngettext_lazy("new reply", "%(count)d new replies", "count"),
        "mention": ngettext_lazy("a post mentions you", "%(count)d posts that mention you", "count"),
    }
    reasons = {
        "chosen": gettext_lazy("You follow this topic"),
        "posted": gettext_lazy("You wrote in this topic"),
        About.BOARD: gettext_lazy("You follow its board"),
        **dict.fromkeys(TERMS, gettext_lazy("You follow “{word}”")),
        "mention": gettext_lazy("A post mentions you"),
        WHY_ASKED: gettext_lazy("A question to your remit: {word}"),
    }

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        posts = Post.objects.shown_to(person).filter(pk__in=item_ids).with_authors()
        return {post.pk: _line(post) for post in posts.select_related("topic")}

    def stop(self, person, group: str) -> bool:
        """Stop emails about a topic: set the person's level for it to Level.CATCH_UP.

        group: the group of the topic's posts (recipients.group_of). If the topic was merged into another, the level for
        the other topic is set instead. Returns False if the person can see no such topic.
        """
        topic_id, topics = whole_number(group.removeprefix("topic-")), Topic.objects.visible_to(person)
        if topic_id is None:
            return False
        topic = topics.filter(pk=topic_id).first() or topics.merged_from(topic_id).first()
        if topic is None:
            return False
        follow(person=person, about=About.TOPIC, level=Level.CATCH_UP, target=topic)
        return True


def _line(post: Post) -> Line:
    by = post.byline
    return Line(
        title=post.topic.title,
        url=post.get_absolute_url(),
        link=post.get_absolute_url(),
        who=by.name,
        remit=by.remit.name if by.remit else "",
        excerpt=post.first_words(WORDS_SHOWN),
        says=SAYS.get(Marking(post.topic.marking), Says.NOTHING),
    )
