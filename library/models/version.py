"""Versions of resources, with their files and links."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse

from library.enums import LinkKind, VersionState
from library.models.resource import Resource
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.files.models import StoredFile
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Agency

JUSTIFICATION_LENGTH = 300
LABEL_LENGTH = 100
ANSWER_LENGTH = 500
CASE_ANSWERS = ("could_recognise", "was_changed", "would_agree")  # the fields of a version of case learning


def _is_shown(user, prefix: str = "") -> Q:
    """Return a condition (Q) on versions: those that this user, who is no curator, may see.

    Readers see published versions from `Resource.first_shown` on; moderators also see those in review. prefix: the path
    from the filtered model to the version, such as "version__"; "" for ResourceVersion itself.
    """
    number = {f"{prefix}state": VersionState.PUBLISHED, f"{prefix}number__gte": F(f"{prefix}resource__first_shown")}
    if can_moderate_somewhere(user):
        return Q(**number) | Q(**{f"{prefix}pk__in": ResourceVersion.objects.in_review().values("pk")})
    return Q(**number)


class ResourceVersionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceVersionQuerySet":
        return self.shown_to(user).filter(resource__in=Resource.objects.visible_to(user))

    def shown_to(self, user) -> "ResourceVersionQuerySet":
        """Return the versions that the user may see. The caller has checked that the user may see their resources.

        Readers get published versions from `Resource.first_shown` on, moderators also those in review, curators all.
        """
        return self.all() if can_curate(user) else self.filter(_is_shown(user))

    def in_review(self) -> "ResourceVersionQuerySet":
        """Return the versions that wait for a second person's review.

        A published version can be among them, if a review would open it to more readers.
        """
        return self.filter(Q(state=VersionState.IN_REVIEW) | Q(reviews__outcome=SecondReviewOutcome.WAITING))

    def published(self) -> "ResourceVersionQuerySet":
        return self.filter(state=VersionState.PUBLISHED)


class ResourceVersion(models.Model):
    """The files and links of a resource at one time. A published version never changes; a correction is a new one."""

    wagtail_reference_index_ignore = True

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()  # from 1
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    note = models.CharField(max_length=200, blank=True)  # what changed
    issued_on = models.DateField(null=True, blank=True)
    # The curator's reason why identifiers in it identify no private person. Hidden parts have their own reasons
    # (files.HiddenPart).
    justification = models.CharField(max_length=JUSTIFICATION_LENGTH, blank=True)
    # Answers for the reviewers of case learning (motivated intruder test): who could recognise the people in it, what
    # was changed so that nobody can, and whether these people would agree.
    could_recognise = models.CharField(max_length=ANSWER_LENGTH, blank=True)
    was_changed = models.CharField(max_length=ANSWER_LENGTH, blank=True)
    would_agree = models.CharField(max_length=ANSWER_LENGTH, blank=True)
    # Whether the draft is published, or sent to its review, by itself once its checks have passed.
    is_to_publish = models.BooleanField(default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The agency of created_by at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = ResourceVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["-published_at"], name="version_newest")]
        constraints = [
            models.UniqueConstraint(fields=["resource", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["resource"], name="version_one_draft", condition=~Q(state=VersionState.PUBLISHED)
            ),
            models.CheckConstraint(
                name="version_published_has_date",
                condition=~Q(state=VersionState.PUBLISHED) | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:version", args=[self.resource.slug, self.number])

    @property
    def has_case_answers(self) -> bool:
        return all(getattr(self, name) for name in CASE_ANSWERS)

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED


class ResourceFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceFileQuerySet":
        return self.shown_to(user).filter(version__resource__in=Resource.objects.visible_to(user))

    def shown_to(self, user) -> "ResourceFileQuerySet":
        """Return the files that the user may open. The caller has checked that the user may see their resources.

        - Curators get all files. Others get only files that have passed their check.
        - Moderators also get the files of versions in review.
        - Of the files on request, members get those for which they have a granted request that has not ended.
        """
        if can_curate(user):
            return self.all()
        is_open = Q(is_on_request=False)
        if user.is_authenticated and user.is_member:
            # Now() is the database's clock: a compiled query is used again later, so it cannot contain a time.
            granted = self.model.objects.filter(
                requests__asked_by=user, requests__state="granted", requests__ends_at__gt=Now()
            )
            is_open |= Q(pk__in=granted.values("pk"))
        if can_moderate_somewhere(user):
            is_open |= Q(version__in=ResourceVersion.objects.in_review().values("pk"))
        return self.clean().filter(is_open, _is_shown(user, "version__"))

    def locked_to(self, user) -> "ResourceFileQuerySet":
        """Return the published files that the user has to ask for.

        The caller has checked that the user may see their resources.
        """
        on_request = self.clean().filter(
            is_on_request=True,
            version__state=VersionState.PUBLISHED,
            version__number__gte=F("version__resource__first_shown"),
        )
        return on_request.exclude(pk__in=self.model.objects.shown_to(user).values("pk"))

    def clean(self) -> "ResourceFileQuerySet":
        return self.filter(stored_file__in=StoredFile.objects.clean())

    def current(self) -> "ResourceFileQuerySet":
        """Return the files of the newest published version of each resource."""
        return self.filter(version__current_of__isnull=False)


class ResourceFile(models.Model):
    """One file of a version. Its address contains the id of this row, which never changes."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(ResourceVersion, on_delete=models.CASCADE, related_name="files")
    stored_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="resource_file")
    position = models.PositiveSmallIntegerField(default=0)
    # The names of the kinds of identifiers that its check found, such as "phone number"; empty if none.
    identifiers = models.CharField(max_length=300, blank=True)
    # True if readers have to ask for the file (library.models.access_request).
    is_on_request = models.BooleanField(default=False)
    # What readers who may not open it see instead of its name, such as "Trainer's notes".
    label = models.CharField(max_length=LABEL_LENGTH, blank=True)

    objects = ResourceFileQuerySet.as_manager()

    class Meta:
        ordering = ["position", "stored_file__created_at"]

    def __str__(self) -> str:
        return f"resource file {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:file_download", args=[self.pk, self.stored_file.name])


class ResourceLink(models.Model):
    """A link of a version to an address outside the site, and what kind of page that is."""

    wagtail_reference_index_ignore = True

    version = models.ForeignKey(ResourceVersion, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=LinkKind)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"resource link {self.pk}"
