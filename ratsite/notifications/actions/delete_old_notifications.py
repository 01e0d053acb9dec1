import datetime as dt

from django.utils import timezone

from ratsite.lib.personal_data import delete_in_batches
from ratsite.notifications.enums import Outcome
from ratsite.notifications.models import Notification

DELETE_READ_AFTER = dt.timedelta(days=180)
DELETE_UNREAD_AFTER = dt.timedelta(days=365)  # by then, a membership that was not confirmed has lapsed


def delete_old_notifications() -> None:
    """Delete notifications that were read half a year ago, and unread ones after a year.

    Those that still wait for an email stay.
    """
    now = timezone.now()
    ended = Notification.objects.exclude(outcome=Outcome.DUE)
    delete_in_batches(ended.filter(read_at__lt=now - DELETE_READ_AFTER))
    delete_in_batches(ended.filter(created_at__lt=now - DELETE_UNREAD_AFTER))
