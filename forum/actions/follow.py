"""Following and not following. A person's own choice, in no log; the caller has found the thing through visible_to."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from forum.enums import POSTS, WHY_ASKED, About, Because
from forum.models import Post, Subscription, Topic
from ratsite.accounts.models import User
from ratsite.notifications.actions.skip import skip_unwanted
from ratsite.notifications.enums import Level
from ratsite.notifications.models import Notification

WHEN_POSTED = Level.DIGEST  # replies to what one has written in, without a mail for each


@transaction.atomic
def follow(*, person: User, about: About, level: Level, target: Any = None) -> Subscription:
    """This person chose how much they want to hear; from then on nothing but their own choice changes it."""
    subscription, _ = Subscription.objects.update_or_create(
        person=person,
        about=about,
        **({} if about == About.QUESTIONS else {about.value: target}),
        defaults={"level": level, "because": Because.CHOSEN, "changed_at": timezone.now()},
    )
    if not level.is_told:
        skip_unwanted(_told_because_of(subscription))
    return subscription


@transaction.atomic
def unfollow(*, person: User, subscription_id: int) -> bool:
    """As if nothing had been chosen; False when that was so already."""
    subscription = Subscription.objects.filter(person=person, pk=subscription_id).first()
    if subscription is None:
        return False
    skip_unwanted(_told_because_of(subscription))
    subscription.delete()
    return True


def _told_because_of(subscription: Subscription) -> QuerySet[Notification]:
    """What this person was told for this reason; about a topic, whatever the reason was."""
    told = Notification.objects.filter(person=subscription.person_id, source=POSTS)
    if subscription.about == About.TOPIC:
        return told.filter(item_id__in=Post.objects.filter(topic=subscription.topic_id).values("pk"))
    told = told.filter(why=WHY_ASKED if subscription.about == About.QUESTIONS else subscription.about)
    if subscription.about == About.BOARD:
        return told.filter(item_id__in=Post.objects.filter(topic__board=subscription.board_id).values("pk"))
    return told if subscription.about == About.QUESTIONS else told.filter(why_word=subscription.target.name)


def follow_own_topic(*, person: User, topic: Topic) -> None:
    """Who writes in a topic hears of its replies, unless they have chosen otherwise."""
    subscription = Subscription(
        person=person,
        about=About.TOPIC,
        topic=topic,
        level=WHEN_POSTED,
        because=Because.POSTED,
        changed_at=timezone.now(),
    )
    Subscription.objects.bulk_create([subscription], ignore_conflicts=True)


def copy_followers(topic: Topic, other: Topic) -> None:
    """Who follows the one follows the other too, as much or as little, until they choose otherwise."""
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
    """Who followed a topic that was merged follows the other. Who wants to hear nothing of either hears nothing; else
    what somebody chose holds against what came of their writing, and what they chose for the other one against this.
    """
    about_this = Subscription.objects.filter(about=About.TOPIC, topic=topic)
    there = {row.person_id: row for row in Subscription.objects.filter(about=About.TOPIC, topic=into)}
    for row in about_this:
        other = there.get(row.person_id)
        if other is None:
            row.topic = into
            row.save(update_fields=["topic"])
        elif row.level == Level.OFF or (other.because != Because.CHOSEN and row.because == Because.CHOSEN):
            other.level, other.because = row.level, row.because
            other.save(update_fields=["level", "because"])
    about_this.delete()
