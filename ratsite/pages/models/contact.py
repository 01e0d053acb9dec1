from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from ratsite.accounts.rules import can_manage_members
from ratsite.lib.numbers import random_number
from ratsite.pages.enums import MessageKind
from ratsite.pages.models.public import TextPage

MESSAGE_LENGTH = 4000


class ContactMessageQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContactMessageQuerySet":
        """Return all messages for coordinators, none for other users.

        ratsite.records hides a complaint from the coordinator whom it is about.
        """
        return self.all() if can_manage_members(user) else self.none()

    def unanswered(self) -> "ContactMessageQuerySet":
        return self.filter(answered_at=None)


class ContactMessage(models.Model):
    """A message from a visitor through the contact form. Name and email address are optional.

    Coordinators read messages in the app ratsite.records. They answer a complaint in the register of complaints there.
    """

    # Random: a coordinator cannot see a complaint about themselves, and a gap in a sequence would reveal it.
    id = models.BigIntegerField(primary_key=True, default=random_number, editable=False)
    kind = models.CharField(max_length=10, choices=MessageKind)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    text = models.TextField(max_length=MESSAGE_LENGTH)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)
    # When coordinators were emailed that nobody has entered this complaint in the register and its answer is due soon.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # When a coordinator deleted the text and the name. The email address stays, so that we can still answer.
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ContactMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        default_permissions = ()  # no Django permissions, so that no role can open it in the CMS
        constraints = [
            models.CheckConstraint(
                name="contact_message_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_message_removed_by_somebody_without_text",
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False, text="", name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


class ContactPage(TextPage):
    """A page with a contact form below its text. ratsite.pages.views.contact handles the form."""

    kind = models.CharField(max_length=10, choices=MessageKind, default=MessageKind.CONTACT)
    thanks = models.TextField(max_length=300, help_text=_("Shown after a visitor has sent a message."))

    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    has_exit = True
    template = "pages/contact_page.html"
    content_panels = [*TextPage.content_panels, FieldPanel("kind"), FieldPanel("thanks")]

    class Meta:
        verbose_name = _("contact form")
