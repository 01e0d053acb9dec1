"""Saved searches, sets of synonyms, what a word of the glossary means to each remit, and chosen results.

A saved search stores no results: it is run again each time it is opened.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from library.models import Resource
from ratsite.network.models import Remit
from ratsite.search.site_query import SiteQuery


class SavedSearchQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedSearchQuerySet":
        """Return the member's own saved searches only, because what a member searches for is private."""
        return self.filter(owner=user) if user.is_authenticated and user.is_member else self.none()


class SavedSearch(models.Model):
    """A search that its owner can run again: of the whole site, or of the library page."""

    wagtail_reference_index_ignore = True
    GROUP = "saved-search-"  # the notification group of a search, with its id

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField()  # the query string of the search page or, with place=library, of the library page
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether the owner is notified of new resources that it finds, and until when they were notified of all of them.
    is_alert = models.BooleanField(default=False)
    notified_until = models.DateTimeField(null=True, blank=True)

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
    def is_of_library(self) -> bool:
        """True if this is a search of the library page. Only such a search can have an alert."""
        return QueryDict(self.query).get("place") == "library"

    @property
    def group(self) -> str:
        return f"{self.GROUP}{self.pk}"

    @property
    def site_query(self) -> SiteQuery:
        return SiteQuery.read(QueryDict(self.query))

    @property
    def typed(self) -> str:
        """The text that the member typed into the search box."""
        return QueryDict(self.query).get("q", "")


class SynonymSet(models.Model):
    """Names of one thing, such as "NRM" and "National Referral Mechanism".

    A search for one name also finds the others, and each set is an entry of the glossary.
    """

    wagtail_reference_index_ignore = True

    words = models.CharField(max_length=300, unique=True)  # names with commas between them
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return f"synonyms {self.pk}"

    @property
    def names(self) -> tuple[str, ...]:
        return names_in(self.words)


def names_in(words: str) -> tuple[str, ...]:
    """Return the names in a comma-separated text, each once."""
    return tuple(dict.fromkeys(name for part in words.split(",") if (name := " ".join(part.split()))))


class Meaning(models.Model):
    """What an entry of the glossary means to one remit, in one line that the remit's members write."""

    wagtail_reference_index_ignore = True

    entry = models.ForeignKey(SynonymSet, on_delete=models.CASCADE, related_name="meanings")
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=240)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["remit__position", "remit"]
        constraints = [models.UniqueConstraint(fields=["entry", "remit"], name="meaning_once_a_remit")]

    def __str__(self) -> str:
        return f"meaning {self.pk}"


class ChosenResultQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ChosenResultQuerySet":
        """Return the chosen results whose resource or page the user may read."""
        resources, pages = Resource.objects.visible_to(user), Page.objects.live().public()
        return self.filter(Q(resource__in=resources) | Q(page__in=pages))


class ChosenResult(models.Model):
    """A resource or public page that a search for certain words shows before all other results."""

    wagtail_reference_index_ignore = True

    words = models.CharField(max_length=120)  # what people search for
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = ChosenResultQuerySet.as_manager()

    class Meta:
        ordering = ["words", "pk"]
        constraints = [
            models.CheckConstraint(
                name="chosen_result_is_one_thing",
                condition=Q(resource__isnull=False, page=None) | Q(resource=None, page__isnull=False),
            ),
            models.UniqueConstraint(fields=["words", "resource"], name="chosen_resource_once"),
            models.UniqueConstraint(fields=["words", "page"], name="chosen_page_once"),
        ]

    def __str__(self) -> str:
        return f"chosen result {self.pk}"
