"""Models for who looks after a page, when it was last checked, and which due dates editors were reminded of."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class PageReview(models.Model):
    """The checks of one page: who looks after it, when it was last found right, and when to check it again.

    It is not part of the page's revisions, so that publishing a draft cannot undo a check.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="checks")
    owner = models.CharField(_("who looks after this page"), max_length=120)
    reviewed_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("check again by"))

    class Meta:
        verbose_name = _("page review")
        default_permissions = ()  # no Django permissions, so that no role can open it in the CMS

    def __str__(self) -> str:
        return f"page review {self.pk}"

    @property
    def is_overdue(self) -> bool:
        return self.due_on < timezone.localdate()


class DueReminder(models.Model):
    """A record that editors were emailed about one thing that became due, so that they are not emailed about it again.

    key: the thing and its due date, such as "helpline 3 2026-11-03".
    """

    key = models.CharField(max_length=80, unique=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
