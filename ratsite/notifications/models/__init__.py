"""What people are told, how they wish to hear of it, and the post-room that carries it."""

from ratsite.notifications.models.choices import MailChoices
from ratsite.notifications.models.mail import Mail
from ratsite.notifications.models.notification import Notification

__all__ = ["Mail", "MailChoices", "Notification"]
