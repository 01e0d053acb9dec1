"""Background tasks that notify people of what happened in the forum."""

from collections.abc import Sequence

from django_tasks import task

from forum.actions import notify
from forum.enums import DECLINED_ASKS, ENDING_ASKS


@task
def notify_of_post(post_id: int) -> None:
    notify.notify_of_post(post_id)


@task
def notify_of_mentions(post_id: int) -> None:
    notify.notify_of_mentions(post_id)


@task
def notify_of_act(event_id: int, actor_id: int, is_stricter: bool, had_read: Sequence[int] = ()) -> None:
    notify.notify_of_act(event_id, actor_id, is_stricter=is_stricter, had_read=had_read)


@task
def notify_of_ending(ask_id: int) -> None:
    notify.notify_asker(ask_id, ENDING_ASKS)


@task
def notify_of_declined(ask_id: int) -> None:
    notify.notify_asker(ask_id, DECLINED_ASKS)
