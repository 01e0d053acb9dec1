"""Notifications of what happened to your own posts: decisions, moves, refused files, look-ups and thanks."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.models import ModelLogEntry

from forum.enums import MOVES, POST_DECISIONS, REFUSED_FILES, REVEALS, THANKS
from forum.models import Attachment, Post, Reveal, Thanks, Topic
from ratsite.lib.addresses import address
from ratsite.notifications.enums import Says
from ratsite.notifications.registry import Line, Source

MOVING = ("forum.topic.move", "forum.topic.split", "forum.topic.park", "forum.topic.merge")


class PostDecisionSource(Source):
    """Notification source: a moderator decided on your post. The item is the entry about it in the audit log.

    A separate email is sent for each decision. The post's address leads to the decision and its reason.
    """

    name = POST_DECISIONS
    verbs = {
        "approved": ngettext_lazy("your post was approved", "%(count)d of your posts were approved", "count"),
        "reworded": ngettext_lazy(
            "your post was changed and approved", "%(count)d of your posts were changed and approved", "count"
        ),
        "rejected": ngettext_lazy("your post was sent back", "%(count)d of your posts were sent back", "count"),
        "edit_approved": ngettext_lazy("your edit was approved", "%(count)d of your edits were approved", "count"),
        "edit_reworded": ngettext_lazy(
            "your edit was changed and approved", "%(count)d of your edits were changed and approved", "count"
        ),
        "edit_rejected": ngettext_lazy("your edit was sent back", "%(count)d of your edits were sent back", "count"),
        "taken_down": ngettext_lazy("your post was taken down", "%(count)d of your posts were taken down", "count"),
    }
    reasons = {"own": gettext_lazy("A moderator has looked at your post")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each decision on this person's own posts. A Line does not say who decided, or why.

        If all posts of the topic were withdrawn or taken down, its title is hidden, even for a post that was never
        published.
        """
        entries = ModelLogEntry.objects.filter(
            pk__in=item_ids, action__startswith="forum.", content_type=ContentType.objects.get_for_model(Post)
        )
        post_ids = {pk: int(post_id) for pk, post_id in entries.values_list("pk", "object_id")}
        posts = Post.objects.written_by(person).select_related("topic__board").in_bulk(set(post_ids.values()))
        gone_ids = _gone_topics(person, posts.values())
        return {
            pk: _decision_line(posts[post_id], is_gone=posts[post_id].topic_id in gone_ids)
            for pk, post_id in post_ids.items()
            if post_id in posts
        }


class RefusedFileSource(Source):
    """Notification source: the check refused a file of your post. The item is the post.

    A separate email says the same. The author reads the reason next to the post.
    """

    name = REFUSED_FILES
    verbs = {
        "refused": ngettext_lazy(
            "a file of your post could not be shared", "files of %(count)d of your posts could not be shared", "count"
        )
    }
    reasons = {"own": gettext_lazy("You attached a file to your post")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of this person's own posts that has a refused file. A Line does not name the file.

        If all posts of the topic were withdrawn or taken down, its title is hidden.
        """
        files = Attachment.objects.visible_to(person).refused().filter(post__in=item_ids, post__author=person)
        posts = {file.post_id: file.post for file in files.select_related("post__topic__board")}
        gone_ids = _gone_topics(person, posts.values())
        return {pk: _decision_line(post, is_gone=post.topic_id in gone_ids) for pk, post in posts.items()}


def _gone_topics(person, posts: Iterable[Post]) -> set[int]:
    """Return the ids of these posts' topics, but only of topics that were withdrawn or taken down as a whole."""
    gone = Topic.objects.withdrawn_for(person).filter(pk__in={post.topic_id for post in posts})
    return set(gone.values_list("pk", flat=True))


def _decision_line(post: Post, *, is_gone: bool) -> Line:
    url, title = post.get_absolute_url(), post.topic.title
    if is_gone:
        title = _("A topic that was removed from “%(board)s”") % {"board": post.topic.board.name}
    return Line(title=title, url=url, link=url, says=Says.NOTHING)


class MoveSource(Source):
    """Notification source: a moderator moved your posts to a board that you cannot read.

    The item is the entry about the move in the audit log. A separate email says the same.
    """

    name = MOVES
    verbs = {
        MOVES: ngettext_lazy(
            "a moderator moved what you wrote to a board that you do not have access to",
            "a moderator moved what you wrote to boards that you do not have access to, %(count)d times",
            "count",
        )
    }
    reasons = {"own": gettext_lazy("You wrote a post there")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of these moves. It names the topic only to a person who can read it now.

        Other people are led to the contact page, where they can ask for their text.
        """
        entries = ModelLogEntry.objects.filter(pk__in=item_ids, action__in=MOVING)
        topic_ids = {pk: int(topic_id) for pk, topic_id in entries.values_list("pk", "object_id")}
        topics = Topic.objects.visible_to(person).in_bulk(set(topic_ids.values()))
        return {pk: _move_line(topics.get(topic_id)) for pk, topic_id in topic_ids.items()}


def _move_line(topic: Topic | None) -> Line:
    url = topic.get_absolute_url() if topic else address("pages:contact")
    title = topic.title if topic else _("A topic that you wrote in")
    return Line(title=title, url=url, link=url, says=Says.NOTHING)


class RevealSource(Source):
    """Notification source: a moderator looked up who wrote one of your posts. The page of the post shows the reason."""

    name = REVEALS
    verbs = {
        "reveal": ngettext_lazy(
            "a moderator looked up who wrote it", "%(count)d moderators looked up who wrote it", "count"
        )
    }
    reasons = {"own": gettext_lazy("You wrote the post without your name")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        reveals = Reveal.objects.visible_to(person).filter(pk__in=item_ids)
        posts = Post.objects.visible_to(person).filter(pk__in=reveals.values("post")).select_related("topic").in_bulk()
        return {pk: _revealed(posts[post]) for pk, post in reveals.values_list("pk", "post") if post in posts}


def _revealed(post: Post) -> Line:
    """Return the line about a look-up for the page of notifications.

    An email shows no detail of it: other people who read the mailbox would learn that the person wrote a post without
    their name.
    """
    url = post.get_absolute_url()
    who = _("a moderator of its board")
    return Line(title=post.topic.title, url=url, link=url, who=who, says=Says.NOTHING)


class ThanksSource(Source):
    """Notification source: a member thanks you for your post.

    These notifications are only on the page, never in emails.
    """

    name = THANKS
    verbs = {THANKS: ngettext_lazy("thanks for your post", "%(count)d thanks for your posts", "count")}
    reasons = {"own": gettext_lazy("You wrote it. Only you can see this.")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        given = Thanks.objects.visible_to(person).filter(pk__in=item_ids, post__author=person)
        rows = given.select_related("person__agency__main_remit", "post__topic")
        return {thanks.pk: _thanks_line(thanks) for thanks in rows}


def _thanks_line(thanks: Thanks) -> Line:
    url, agency = thanks.post.get_absolute_url(), thanks.person.agency
    return Line(
        title=thanks.post.topic.title,
        url=url,
        link=url,
        who=str(thanks.person),
        remit=agency.main_remit.name if agency and agency.main_remit else "",
        says=Says.NOTHING,
    )
