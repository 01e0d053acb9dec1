from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from ratsite.pages.enums import MessageKind
from ratsite.pages.models.public import TextPage

MESSAGE_LENGTH = 4000


class ContactMessage(models.Model):
    """A message from a visitor through the contact form. Name and email address are optional."""

    kind = models.CharField(max_length=10, choices=MessageKind)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(_("email address"), blank=True)
    text = models.TextField(max_length=MESSAGE_LENGTH)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-received_at"]

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
