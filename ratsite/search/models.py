"""Saved searches. A saved search stores no results: it runs anew each time it is opened."""

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ratsite.search.addresses import Address


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedSearchQuerySet":
        """Return the member's own saved searches and no others: what a member looks for is private."""
        return self.filter(owner=user) if user.is_authenticated and user.is_member else self.none()


class SavedSearch(models.Model):
    wagtail_reference_index_ignore = True

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField()  # the query string of the search page
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_search_name_once_a_person")]

    def __str__(self) -> str:
        return f"saved search {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("search:saved", args=[self.pk])

    @property
    def address(self) -> Address:
        return Address.read(QueryDict(self.query))

    @property
    def typed(self) -> str:
        """The text that the member typed into the search box."""
        return dict(self.address.parts).get("q", "")
