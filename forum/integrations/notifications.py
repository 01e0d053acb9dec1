from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.models import ModelLogEntry

from forum.actions.follow import follow
from forum.enums import (
    ACTS,
    DECLINED_ASKS,
    ENDING_ASKS,
    FLAG_OUTCOMES,
    GIVEN_BACK,
    POST_DECISIONS,
    POST_SOURCE,
    REFUSED_FILES,
    REVEALS,
    THANKS,
    WHY_ASKED,
    About,
    EventKind,
    FlagOutcome,
)
from forum.models import Ask, Attachment, Draft, Flag, Post, Reveal, Thanks, Topic, TopicEvent
from forum.models.subscription import TERMS
from forum.queries.recipients import SAYS
from forum.queries.topic_page import url_of_number
from ratsite.lib.addresses import address
from ratsite.lib.numbers import whole_number
from ratsite.network.enums import Marking
from ratsite.notifications.enums import Level, Says
from ratsite.notifications.registry import Line

WORDS_SHOWN = 30


class PostSource:
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
        """Stop emails about the topic: set the person's level for it to "catch-up page"; False if there is no topic.

        If the topic was merged into another, emails about that one stop. group: the notification group, "topic-" and
        the topic's id.
        """
        number, topics = whole_number(group.removeprefix("topic-")), Topic.objects.visible_to(person)
        if number is None:
            return False
        topic = topics.filter(pk=number).first() or topics.merged_from(number).first()
        if topic is None:
            return False
        follow(person=person, about=About.TOPIC, level=Level.CATCH_UP, target=topic)
        return True


class RevealSource:
    """Notification source: a moderator looked up who wrote one of your posts. The page of the post shows the reason."""

    name = REVEALS
    ends_with_group: set[str] = set()
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

    def stop(self, person, group: str) -> bool:
        """Return False and change nothing: a person can stop these emails only by stopping all emails."""
        return False


def _revealed(post: Post) -> Line:
    """Return the line about a look-up for the page of notifications. An email shows no detail of it.

    Other people who read the mailbox would otherwise learn that the person wrote a post without their name.
    """
    url = post.get_absolute_url()
    who = _("a moderator of its board")
    return Line(title=post.topic.title, url=url, link=url, who=who, says=Says.NOTHING)


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


class ActSource:
    """Notification source: a topic's "may act" has changed.

    These notifications are only on the page, never in emails.
    """

    name = ACTS
    ends_with_group: set[str] = set()
    verbs = {
        "act": ngettext_lazy(
            "whether you may act on it has changed", "%(count)d changes to whether you may act on it", "count"
        )
    }
    reasons = {
        "chosen": gettext_lazy("You follow this topic"),
        "posted": gettext_lazy("You wrote in this topic"),
        "read": gettext_lazy("You have read it"),
    }

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        topics = Topic.objects.visible_to(person)
        events = TopicEvent.objects.filter(pk__in=item_ids, kind=EventKind.ACTED, topic__in=topics)
        return {event.pk: _act_line(event) for event in events.select_related("topic", "actor")}

    def stop(self, person, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


def _act_line(event: TopicEvent) -> Line:
    url = url_of_number(event.topic, event.topic.last_number)
    return Line(
        title=event.topic.title,
        url=url,
        link=url,
        who=event.shown_as or str(event.actor),
        excerpt=event.text,
        says=Says.NOTHING,
    )


class AskSource:
    """Notification source: something happened to a question that the person asked. The item is an ask.

    name: ENDING_ASKS or DECLINED_ASKS. happened: what happened, as a text for any number of asks, such as "your
    question ends soon".
    """

    ends_with_group: set[str] = set()
    reasons = {"asked": gettext_lazy("You asked this question")}

    def __init__(self, name: str, happened: Promise) -> None:
        self.name, self.verbs = name, {name: happened}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        asks = Ask.objects.visible_to(person).filter(pk__in=item_ids, asked_by=person)
        return {ask.pk: _ask_line(ask) for ask in asks.select_related("topic", "remit")}

    def stop(self, person, group: str) -> bool:
        """Return False, because a person can stop these emails only by stopping all emails."""
        return False


ASK_SOURCES = (
    AskSource(
        ENDING_ASKS,
        ngettext_lazy("your question ends soon", "%(count)d of your questions end soon", "count"),
    ),
    AskSource(
        DECLINED_ASKS,
        ngettext_lazy(
            "a remit that you asked said “Not for us”", "%(count)d remits that you asked said “Not for us”", "count"
        ),
    ),
)


def _ask_line(ask: Ask) -> Line:
    return Line(
        title=ask.topic.title,
        url=ask.topic.get_absolute_url(),
        link=address("forum:topic_by_number", ask.topic_id),
        remit=ask.remit.name,
        says=SAYS.get(Marking(ask.topic.marking), Says.NOTHING),
    )


class ThanksSource:
    """Notification source: a member thanks you for your post.

    These notifications are only on the page, never in emails.
    """

    name = THANKS
    ends_with_group: set[str] = set()
    verbs = {THANKS: ngettext_lazy("thanks for your post", "%(count)d thanks for your posts", "count")}
    reasons = {"own": gettext_lazy("You wrote it. Only you can see this")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        given = Thanks.objects.visible_to(person).filter(pk__in=item_ids, post__author=person)
        thanks = given.select_related("person__agency__main_remit", "post__topic")
        return {thanks.pk: _thanks_line(thanks) for thanks in thanks}

    def stop(self, person, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


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


class PostDecisionSource:
    """Notification source: a moderator decided about your post. The item is the entry about it in the audit log.

    Each decision has an email of its own. The post's address leads to the decision and its reason.
    """

    name = POST_DECISIONS
    ends_with_group: set[str] = set()
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
        """Return a Line for each decision about this person's own posts. It names neither the moderator nor the reason.

        If the whole topic is gone, its title is hidden, even if this post of it was never published.
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

    def stop(self, person, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


def _gone_topics(person, posts: Iterable[Post]) -> set[int]:
    """Return the ids of those of these posts' topics that were withdrawn or taken down as a whole."""
    gone = Topic.objects.withdrawn_for(person).filter(pk__in={post.topic_id for post in posts})
    return set(gone.values_list("pk", flat=True))


def _decision_line(post: Post, *, is_gone: bool) -> Line:
    url, title = post.get_absolute_url(), post.topic.title
    if is_gone:
        title = _("A topic that was removed from “%(board)s”") % {"board": post.topic.board.name}
    return Line(title=title, url=url, link=url, says=Says.NOTHING)


class RefusedFileSource:
    """Notification source: the check refused a file of your post. The item is the post.

    An email of its own says so too. The author reads the reason next to the post.
    """

    name = REFUSED_FILES
    ends_with_group: set[str] = set()
    verbs = {
        "refused": ngettext_lazy(
            "a file of your post could not be shared", "files of %(count)d of your posts could not be shared", "count"
        )
    }
    reasons = {"own": gettext_lazy("You attached a file to your post")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of this person's own posts that has a refused file. It does not name the file.

        If the whole topic is gone, its title is hidden.
        """
        files = Attachment.objects.visible_to(person).refused().filter(post__in=item_ids, post__author=person)
        posts = {file.post_id: file.post for file in files.select_related("post__topic__board")}
        gone_ids = _gone_topics(person, posts.values())
        return {pk: _decision_line(post, is_gone=post.topic_id in gone_ids) for pk, post in posts.items()}

    def stop(self, person, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


class GivenBackSource:
    """Notification source: what you wrote in an anonymised topic, but nobody read, is saved in your drafts.

    The item is the draft. An email of its own says so too. Neither names the topic.
    """

    name = GIVEN_BACK
    ends_with_group: set[str] = set()
    verbs = {
        GIVEN_BACK: ngettext_lazy(
            "your text is saved in your drafts", "%(count)d of your texts are saved in your drafts", "count"
        )
    }
    reasons = {"wrote": gettext_lazy("We removed the names from an old topic that you had written in")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of these drafts that this person still has."""
        drafts = Draft.objects.current().filter(person=person, pk__in=item_ids)
        url = address("drafts:draft_list")
        line = Line(title=_("Your drafts"), url=url, link=url, says=Says.NOTHING)
        return dict.fromkeys(drafts.values_list("pk", flat=True), line)

    def stop(self, person, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False


class FlagSource:
    """Notification source: what came of your report of a post. The item is the flag.

    Each outcome has an email of its own. The reporter reads it on the page of their reports.
    """

    name = FLAG_OUTCOMES
    ends_with_group: set[str] = set()
    verbs = {
        FlagOutcome.TAKEN_DOWN: ngettext_lazy(
            "a post that you reported was taken down", "%(count)d posts that you reported were taken down", "count"
        ),
        FlagOutcome.LEFT: ngettext_lazy(
            "a post that you reported stays", "%(count)d posts that you reported stay", "count"
        ),
        FlagOutcome.WITHDRAWN: ngettext_lazy(
            "a post that you reported was withdrawn", "%(count)d posts that you reported were withdrawn", "count"
        ),
    }
    reasons = {"reported": gettext_lazy("You reported a post")}

    def lines(self, person, item_ids: Iterable[int]) -> dict[int, Line]:
        """Return a Line for each of this person's own reports that is settled. It names no topic and no moderator."""
        flags = Flag.objects.visible_to(person).filter(pk__in=item_ids).exclude(outcome="")
        url = address("forum:flag_list")
        line = Line(title=_("What you reported"), url=url, link=url, says=Says.NOTHING)
        return dict.fromkeys(flags.values_list("pk", flat=True), line)

    def stop(self, person, group: str) -> bool:
        """Return False, because this source sends no emails that a person could stop."""
        return False
