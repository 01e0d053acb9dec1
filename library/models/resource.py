"""Resources: the entries of the library, each at one address that never changes."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from library.enums import Audience, Freshness, Language, RelationKind, ResourceKind, ResourceState
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.network.enums import Marking, SecondReviewOutcome
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit, circles_of

DUE_SOON = dt.timedelta(days=30)  # enough for a curator who looks once a month

# Readers can read case learning until its review date begins, by the site's time. Now() is the database's clock: a
# compiled query is used again later, so it cannot contain a time.
NOT_EXPIRED = ~Q(kind=ResourceKind.CASE) | Q(review_due_on__gt=TruncDate(Now()))


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceQuerySet":
        """Return the resources that the user can see. All of these have an audience that includes the user.

        - Members and the public: published resources.
        - Moderators: also resources in review.
        - Curators: also drafts, resources in review and withdrawn resources.

        Case learning expires on its review date. From then until a curator has checked it, only curators see it.
        """
        mine = self._readable_by(user)
        if can_curate(user):
            return self.filter(mine).exclude(state=ResourceState.TRASHED)
        if can_moderate_somewhere(user):
            return self.filter(mine).filter(Q(NOT_EXPIRED, state=ResourceState.PUBLISHED) | Q(pk__in=self._in_review()))
        return self.filter(mine, NOT_EXPIRED, state=ResourceState.PUBLISHED)

    def tombstones_for(self, user) -> "ResourceQuerySet":
        """Return the withdrawn or expired resources that this user could read before.

        The user may see only the title of each, why it was withdrawn, and what to use instead.
        """
        gone = Q(state=ResourceState.WITHDRAWN, current__isnull=False) | Q(~NOT_EXPIRED, state=ResourceState.PUBLISHED)
        return self.filter(gone, self._readable_by(user))

    def trashed(self) -> "ResourceQuerySet":
        return self.filter(state=ResourceState.TRASHED)

    def with_trashed(self, user) -> "ResourceQuerySet":
        """Return, for a curator, the resources of `visible_to` and those in the trash; none for other users."""
        return self.filter(self._readable_by(user)) if can_curate(user) else self.none()

    @staticmethod
    def _readable_by(user) -> Q:
        """Return a condition (Q) on resources in any state: those whose audience includes the user."""
        mine = Q(audience=Audience.PUBLIC)
        if user.is_authenticated and user.is_member:
            mine |= Q(audience=Audience.MEMBERS) | Q(audience=Audience.CIRCLE, circle__in=circles_of(user))
        return mine

    def _in_review(self) -> "ResourceQuerySet":
        return self.model.objects.filter(versions__reviews__outcome=SecondReviewOutcome.WAITING).values("pk")

    def published(self) -> "ResourceQuerySet":
        return self.filter(state=ResourceState.PUBLISHED)

    def with_freshness(self, today: dt.date | None = None, soon: dt.date | None = None) -> "ResourceQuerySet":
        """Return the resources with `freshness`, a value of Freshness: how far readers can rely on each one today.

        A resource without a review date is due, one whose permission has ended is overdue, and one that a published
        resource replaces is superseded. Order by DOUBTFUL_LAST to list the doubtful ones after the others.

        today, soon: today, and the last day on which a review counts as due soon. Pass both inside a compiled query,
        which may not read the clock.
        """
        today = today or timezone.localdate()
        soon = soon or today + DUE_SOON
        replaced = ResourceRelation.objects.filter(
            other=OuterRef("pk"), kind=RelationKind.SUPERSEDES, resource__state=ResourceState.PUBLISHED
        )
        freshness = Case(
            When(state__in=[ResourceState.WITHDRAWN, ResourceState.TRASHED], then=Value(Freshness.WITHDRAWN)),
            When(Exists(replaced), then=Value(Freshness.SUPERSEDED)),
            When(Q(review_due_on__lt=today) | Q(permission_until__lt=today), then=Value(Freshness.OVERDUE)),
            When(Q(review_due_on=None) | Q(review_due_on__lte=soon), then=Value(Freshness.DUE)),
            default=Value(Freshness.CURRENT),
            output_field=models.CharField(max_length=10),
        )
        return self.annotate(freshness=freshness)

    def overdue(self) -> "ResourceQuerySet":
        return self.published().with_freshness().filter(freshness=Freshness.OVERDUE)

    def public(self) -> "ResourceQuerySet":
        return self.published().filter(NOT_EXPIRED, audience=Audience.PUBLIC)


# For order_by, after with_freshness: lists overdue, superseded and withdrawn resources after all others.
DOUBTFUL_LAST = Case(
    When(freshness__in=[freshness for freshness in Freshness if freshness.is_doubtful], then=Value(1)),
    default=Value(0),
    output_field=models.SmallIntegerField(),
)


class LegalInstrument(models.Model):
    """A law, regulation or statutory guidance.

    If it changes, curators can make the resources that rely on it due for a check.
    """

    wagtail_reference_index_ignore = True

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    url = models.URLField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Resource(models.Model):
    """A library entry: the description of a publication. Its files and links belong to its versions.

    Fields are named after Dublin Core where it has a term (creator, publisher, language).
    """

    wagtail_reference_index_ignore = True

    slug = models.SlugField(max_length=90, unique=True)
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=1000)
    limits = models.TextField(max_length=1000, blank=True)
    kind = models.CharField(max_length=12, choices=ResourceKind)
    creators = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=160, blank=True)
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    jurisdiction = models.CharField(max_length=80, default="England and Wales", blank=True)
    law_as_at = models.DateField(null=True, blank=True)
    instruments = models.ManyToManyField(LegalInstrument, blank=True, related_name="resources")
    forms = models.ManyToManyField(ExploitationForm, blank=True, related_name="+")
    affected = models.ManyToManyField(AffectedGroup, blank=True, related_name="+")
    remits = models.ManyToManyField(Remit, blank=True, related_name="+", through="RemitUse")
    licence = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    permission = models.CharField(max_length=200, blank=True)  # who allowed the network to share it
    permission_until = models.DateField(null=True, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True)
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    state = models.CharField(max_length=10, choices=ResourceState, default=ResourceState.DRAFT)
    # The newest published version; None until one is published.
    current = models.OneToOneField(
        "ResourceVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    # The number of the first version that readers get: earlier ones were withdrawn, or were for fewer readers.
    first_shown = models.PositiveSmallIntegerField(default=1)
    # When it was last opened to more readers. From then on field notes and reasons for checks from before are hidden.
    opened_at = models.DateTimeField(null=True, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="resources")
    deputy = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The agency whose curator last made another agency the owner. Like the owner's, its checks need a second person.
    handed_over_by = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    review_due_on = models.DateField(null=True, blank=True)
    # The names of the resource's kind, language, forms, remits and so on (library.queries.search_words).
    search_words = models.TextField(blank=True, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [
            models.Index(fields=["-posted_at", "-id"], name="resource_newest"),
            # These columns are all that visible_to reads of a resource, so the library page can use this index alone.
            models.Index(
                fields=["state", "audience", "circle", "kind", "review_due_on", "id"], name="resource_is_readable"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="resource_circle_exactly_when_for_one",
                condition=Q(audience=Audience.CIRCLE, circle__isnull=False)
                | (~Q(audience=Audience.CIRCLE) & Q(circle=None)),
            ),
            models.CheckConstraint(
                name="resource_public_is_clear",
                condition=~Q(audience=Audience.PUBLIC) | Q(marking=Marking.CLEAR),
            ),
            models.CheckConstraint(
                name="resource_red_only_in_circles",
                condition=~Q(marking=Marking.RED) | Q(audience=Audience.CIRCLE),
            ),
            models.CheckConstraint(
                name="resource_published_has_version",
                condition=~Q(state=ResourceState.PUBLISHED) | Q(current__isnull=False),
            ),
            models.CheckConstraint(
                name="resource_trashed_has_date",
                condition=Q(state=ResourceState.TRASHED, trashed_at__isnull=False)
                | (~Q(state=ResourceState.TRASHED) & Q(trashed_at=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:resource", args=[self.slug])

    @property
    def lang(self) -> str:
        """Return HTML's lang attribute for the resource's title and the text of its files; empty if none is needed."""
        return Language(self.language).lang

    @property
    def is_published(self) -> bool:
        return self.state == ResourceState.PUBLISHED

    def hide_earlier_from_new_readers(self, version_number: int) -> None:
        """Prepare the resource for new readers: hide everything that was written for fewer readers.

        Readers then get only this version and later ones, and only reasons and notes that are written from now on. The
        caller has locked the resource, and saves it.
        """
        self.first_shown, self.opened_at = version_number, timezone.now()

    @property
    def is_printable(self) -> bool:
        """True if readers may print the resource. Not if it is closely marked, because paper is easily passed on."""
        return not Marking(self.marking).is_closely_marked

    @property
    def is_case(self) -> bool:
        return self.kind == ResourceKind.CASE

    @property
    def is_review_overdue(self) -> bool:
        return self.review_due_on is not None and self.review_due_on < timezone.localdate()

    @property
    def has_permission_ended(self) -> bool:
        return self.permission_until is not None and self.permission_until < timezone.localdate()

    @property
    def audience_label(self) -> str:
        if self.circle is not None:
            return _("Circle: %(name)s") % {"name": self.circle.name}
        return _("Open to the public") if self.audience == Audience.PUBLIC else _("All members")


class RemitUse(models.Model):
    """A remit for which a resource is useful, with a line that says what this remit can use it for."""

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="uses")
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    use = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["remit"]
        constraints = [models.UniqueConstraint(fields=["resource", "remit"], name="remit_use_once")]

    def __str__(self) -> str:
        return f"remit use {self.pk}"


class ResourceRelation(models.Model):
    """A relation of one resource to another, such as: `resource` is a translation of `other`."""

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=12, choices=RelationKind)
    other = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="related_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "kind", "other"], name="relation_once"),
            models.CheckConstraint(name="relation_to_another", condition=~Q(resource=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"relation {self.pk}"


class ResourceChange(models.Model):
    """One change of a resource's description: who changed it, when, and its fields before and after.

    For texts that curators wrote, only hashes are stored, because the earlier text may name a person.
    """

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="changes")
    # None if the daily job changed it that gives resources to their deputy agencies.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    # {name of the field: [text before, text after]}
    fields = models.JSONField()
    # Why the resource was handed over; empty for other changes. Readers get the reason from this row, because an
    # erasure can remove a name from it, but not from the audit log.
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"change {self.pk}"
