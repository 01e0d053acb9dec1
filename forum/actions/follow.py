"""Follow and unfollow topics, boards, terms, and questions to the person's remit.

These are personal choices, so they are not in the audit log. The caller has fetched the topic or board with visible_to.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forum.enums import POST_SOURCE, WHY_ASKED, About, SubscriptionReason
from forum.models import Post, Subscription, Topic
from ratsite.accounts.models import User
from ratsite.notifications.actions.skip import skip_unwanted
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification

WHEN_POSTED = Level.DIGEST  # replies in topics where a member has written come in the digest, not in one email each


@transaction.atomic
def follow(*, person: User, about: About, level: Level, target: Any = None) -> Subscription:
    """Store the level at which this person chose to follow the target, and return the subscription.

    From then on only the person changes this level; writing in a topic does not. target: the topic, board or term;
    None if `about` is About.QUESTIONS.
    """
    subscription, _ = Subscription.objects.update_or_create(
        person=person,
        about=about,
        **({} if about == About.QUESTIONS else {about.value: target}),
        defaults={"level": level, "because": SubscriptionReason.CHOSEN, "changed_at": timezone.now()},
    )
    if not level.notifies:
        skip_unwanted(_notified_because_of(subscription))
    return subscription


@transaction.atomic
def unfollow(*, person: User, subscription_id: int) -> bool:
    """Delete the person's subscription, as if they had never chosen a level; return False if they do not have it."""
    subscription = Subscription.objects.filter(person=person, pk=subscription_id).first()
    if subscription is None:
        return False
    skip_unwanted(_notified_because_of(subscription))
    subscription.delete()
    return True


@transaction.atomic
def change_following(
    *, person: User, levels: Mapping[int, Level | None], level_of_questions: Level | None = None
) -> bool:
    """Store all these choices of the person at once; return False if they change nothing.

    levels: subscription id → new level; None deletes the subscription. Ids of other people's subscriptions are ignored,
    and so are levels that the subscription cannot have. level_of_questions: the new level for questions to the person's
    remits; None leaves it unchanged.
    """
    rows = Subscription.objects.select_for_update(of=("self",), no_key=True).filter(person=person, pk__in=levels)
    changed = False
    for row in rows.order_by("pk"):
        level = levels[row.pk]
        if level is None:
            changed |= unfollow(person=person, subscription_id=row.pk)
        elif level != row.level and level in row.levels:
            follow(person=person, about=About(row.about), level=level, target=row.target)
            changed = True
    if level_of_questions is not None:
        follow(person=person, about=About.QUESTIONS, level=level_of_questions)
        changed = True
    return changed


def _notified_because_of(subscription: Subscription) -> QuerySet[Notification]:
    """Return the notifications that this subscription caused.

    If it is a subscription to a topic, these are all of the person's notifications about the topic's posts.
    """
    notifications = Notification.objects.filter(person=subscription.person_id, source=POST_SOURCE)
    if subscription.about == About.TOPIC:
        return notifications.filter(item_id__in=Post.objects.filter(topic=subscription.topic_id).values("pk"))
    notifications = notifications.filter(why=WHY_ASKED if subscription.about == About.QUESTIONS else subscription.about)
    if subscription.about == About.BOARD:
        return notifications.filter(item_id__in=Post.objects.filter(topic__board=subscription.board_id).values("pk"))
    return (
        notifications
        if subscription.about == About.QUESTIONS
        else notifications.filter(why_word=subscription.target.name)
    )


def follow_own_topic(*, person: User, topic: Topic) -> None:
    """Subscribe a person to replies in a topic where they have posted, unless they are subscribed to it already."""
    subscription = Subscription(
        person=person,
        about=About.TOPIC,
        topic=topic,
        level=WHEN_POSTED,
        because=SubscriptionReason.POSTED,
        changed_at=timezone.now(),
    )
    Subscription.objects.bulk_create([subscription], ignore_conflicts=True)


def copy_followers(topic: Topic, other: Topic) -> None:
    """Copy the topic's subscriptions, with their levels, to the topic `other`.

    A person who has a subscription to `other` already keeps that one.
    """
    rows = Subscription.objects.filter(about=About.TOPIC, topic=topic)
    now = timezone.now()
    copies = [
        Subscription(
            person_id=row.person_id, about=row.about, topic=other, level=row.level, because=row.because, changed_at=now
        )
        for row in rows
    ]
    Subscription.objects.bulk_create(copies, ignore_conflicts=True)


def join_followers(topic: Topic, into: Topic) -> None:
    """Move the subscriptions of a merged topic to the topic `into`.

    If a person has subscriptions to both topics, one is left: the one with the level "off"; otherwise the one that the
    person chose; otherwise the one to the topic `into`.
    """
    about_this = Subscription.objects.filter(about=About.TOPIC, topic=topic)
    existing = {row.person_id: row for row in Subscription.objects.filter(about=About.TOPIC, topic=into)}
    for row in about_this:
        other = existing.get(row.person_id)
        if other is None:
            row.topic = into
            row.save(update_fields=["topic"])
        elif row.level == Level.OFF or (
            other.because != SubscriptionReason.CHOSEN and row.because == SubscriptionReason.CHOSEN
        ):
            other.level, other.because = row.level, row.because
            other.save(update_fields=["level", "because"])
    about_this.delete()
