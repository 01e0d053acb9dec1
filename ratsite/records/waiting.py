from django.db.models import QuerySet

from ratsite.pages.enums import MessageKind
from ratsite.pages.models import ContactMessage
from ratsite.records.models import Complaint


def complaints_from_the_form() -> QuerySet[ContactMessage]:
    """Return the contact page's messages with complaints that are not in the register yet, oldest first."""
    entered = Complaint.objects.exclude(message=None).values("message")
    return ContactMessage.objects.filter(kind=MessageKind.COMPLAINT).exclude(pk__in=entered).order_by("received_at")
