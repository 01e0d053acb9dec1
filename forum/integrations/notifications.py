from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from forum.actions.follow import follow
from forum.enums import ACTS, DECLINED_ASKS, ENDING_ASKS, POST_SOURCE, REVEALS, THANKS, WHY_ASKED, About, EventKind
from forum.models import Ask, Post, Reveal, Thanks, Topic, TopicEvent
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
