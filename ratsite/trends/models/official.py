"""Official figures as they were published: releases, and the figures of each release."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ratsite.lib.nrm import DIMENSIONS, NrmFigure, NrmSeries
from ratsite.trends.enums import DateBasis, OfficialSeries

KEY = ("year", "quarter", *DIMENSIONS)


class OfficialReleaseQuerySet(models.QuerySet["OfficialRelease"]):
    def visible_to(self, user) -> "OfficialReleaseQuerySet":
        """Return the releases that this user may see: all for members, because all are published; none for others."""
        return self if user.is_authenticated and user.is_member else self.none()


class OfficialRelease(models.Model):
    """One publication of one official statistic, with its source, licence and day."""

    series = models.CharField(max_length=12, choices=OfficialSeries)
    published_on = models.DateField()
    date_basis = models.CharField(max_length=10, choices=DateBasis, default=DateBasis.PUBLISHED)
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    imported_at = models.DateTimeField(auto_now_add=True)

    objects = OfficialReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release of official figures")
        ordering = ("series", "published_on")
        constraints = [models.UniqueConstraint(fields=["series", "published_on"], name="official_release_once")]

    def __str__(self) -> str:
        return f"{self.get_series_display()}, {self.published_on}"


class OfficialFigureQuerySet(models.QuerySet["OfficialFigure"]):
    def visible_to(self, user) -> "OfficialFigureQuerySet":
        """Return the figures that this user may see: all for members, because all are published; none for others."""
        return self if user.is_authenticated and user.is_member else self.none()

    def latest(self) -> "OfficialFigureQuerySet":
        """Return, for each quarter or year, the figures of the newest release about it."""
        return self.filter(is_latest=True)

    def revised(self) -> "OfficialFigureQuerySet":
        """Return the figures whose value differs from that of the same figure in the release before."""
        return self.filter(revises__isnull=False)


class OfficialFigure(models.Model):
    """One published figure. It is never changed: a later release adds a figure of its own, which may revise this one.

    quarter: 0 for a whole year. force, form, age and so on: empty for a total over all of them. revises: the earlier
    figure that this one replaces.
    """

    release = models.ForeignKey(OfficialRelease, on_delete=models.PROTECT, related_name="figures")
    series = models.CharField(max_length=12, choices=OfficialSeries)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    force = models.CharField(max_length=80, blank=True)
    form = models.CharField(max_length=120, blank=True)
    age = models.CharField(max_length=10, blank=True)
    sex = models.CharField(max_length=40, blank=True)
    location = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=10, blank=True)
    value = models.PositiveIntegerField()
    is_latest = models.BooleanField(default=True)
    revises = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="revised_by", editable=False
    )

    objects = OfficialFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("official figure")
        ordering = ("series", *KEY)
        constraints = [
            models.UniqueConstraint(fields=["release", *KEY], name="official_figure_once_a_release"),
            models.UniqueConstraint(
                fields=["series", *KEY], condition=Q(is_latest=True), name="official_figure_latest"
            ),
            models.CheckConstraint(condition=Q(quarter__lte=4), name="official_figure_quarter"),
            models.CheckConstraint(condition=~Q(revises=F("pk")), name="official_figure_revises_another"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year} Q{self.quarter}: {self.value}"

    def as_nrm(self) -> NrmFigure:
        """Return the figure as an NrmFigure, the type that ratsite.lib.nrm reads from a file and can add up."""
        named = {name: getattr(self, name) for name in DIMENSIONS}
        return NrmFigure(NrmSeries(self.series), self.year, self.quarter, self.value, **named)
