"""Queries for visitors' messages from the contact page: all, complaints not yet in the register, open questions."""

from django.db.models import QuerySet

from ratsite.accounts.models import User
from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage
from ratsite.records.models import Complaint


def messages_for(user: User) -> QuerySet[ContactMessage]:
    """Return the visitors' messages that this user may read, newest first; none unless they are a coordinator.

    A complaint about the user is left out.
    """
    about_them = Complaint.objects.filter(concerns=user, message__isnull=False).values("message")
    return ContactMessage.objects.visible_to(user).exclude(pk__in=about_them)


def complaints_from_the_form(user: User) -> QuerySet[ContactMessage]:
    """Return the complaints from the contact page that are not in the register yet, oldest first.

    Those about the user are left out; users who are not coordinators get none.
    """
    waiting = messages_for(user).filter(pk__in=complaints_not_entered().values("pk"))
    return waiting.order_by("received_at", "pk")


def complaints_not_entered() -> QuerySet[ContactMessage]:
    """Return all complaints from the contact page that are not in the register yet, even one about the reader.

    To show them to a person, use complaints_from_the_form instead. The reminder email may use this function because it
    does not say what a complaint is about.
    """
    entered = Complaint.objects.exclude(message=None).values("message")
    return ContactMessage.objects.filter(kind=MessageKind.COMPLAINT).exclude(pk__in=entered).order_by()


def questions_unanswered(user: User) -> QuerySet[ContactMessage]:
    """Return the messages from the contact page that are not complaints and not answered yet, oldest first."""
    return messages_for(user).filter(kind=MessageKind.CONTACT).unanswered().order_by("received_at", "pk")
