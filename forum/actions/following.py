"""Following and not following. A person's own choice, in no log; the caller has found the thing through visible_to."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forum.enums import About, Because
from forum.models import Subscription, Topic
from ratsite.accounts.models import User
from ratsite.notifications.enums import Level

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
    return subscription


@transaction.atomic
def unfollow(*, person: User, subscription_id: int) -> bool:
    """As if nothing had been chosen; False when that was so already."""
    deleted, _ = Subscription.objects.filter(person=person, pk=subscription_id).delete()
    return bool(deleted)


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
