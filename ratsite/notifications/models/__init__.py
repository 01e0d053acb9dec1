"""Models of notifications, of each member's email choices, and of the queue of emails."""

from ratsite.notifications.models.choices import MailChoices
from ratsite.notifications.models.mail import Mail
from ratsite.notifications.models.notification import Notification

__all__ = ["Mail", "MailChoices", "Notification"]
