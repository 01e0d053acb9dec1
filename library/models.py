"""Resources, their files, second reviews and download reasons. Only library.actions changes them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from library.enums import Audience, Language, ResourceKind, ResourceState
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.files.download_reasons import GivenReason, GivenReasonQuerySet
from ratsite.files.models import StoredFile
from ratsite.network.enums import Marking, ReviewOutcome
from ratsite.network.models import AffectedGroup, Agency, Circle, ExploitationForm, Remit, circles_of
from ratsite.network.second_reviews import SecondReview

MAX_WORDS = 8  # of a query; more words narrow nothing down and cost a scan each


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceQuerySet":
        """Return the published resources whose audience includes the user. Curators and moderators see more states.

        Within that audience, a curator sees all states and a moderator also sees resources held for a second review.
        """
        mine = Q(audience=Audience.PUBLIC)
        if user.is_authenticated and user.is_member:
            mine |= Q(audience=Audience.MEMBERS) | Q(audience=Audience.CIRCLE, circle__in=circles_of(user))
        if can_curate(user):
            return self.filter(mine)
        if can_moderate_somewhere(user):
            return self.filter(mine, state__in=[ResourceState.PUBLISHED, ResourceState.HELD])
        return self.filter(mine, state=ResourceState.PUBLISHED)

    def overdue(self) -> "ResourceQuerySet":
        return self.filter(state=ResourceState.PUBLISHED, review_due_on__lt=timezone.localdate())

    def public(self) -> "ResourceQuerySet":
        return self.filter(audience=Audience.PUBLIC, state=ResourceState.PUBLISHED)

    def matching(self, query: str) -> "ResourceQuerySet":
        """Return the resources that have every word of the query in title, summary, makers or publisher.

        Case is ignored.
        """
        found = self
        for word in query.replace("\x00", "").replace('"', " ").split()[:MAX_WORDS]:
            found = found.filter(
                Q(title__icontains=word)
                | Q(summary__icontains=word)
                | Q(creators__icontains=word)
                | Q(publisher__icontains=word)
            )
        return found


class ResourceFileQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceFileQuerySet":
        return self.shown_to(user).filter(resource__in=Resource.objects.visible_to(user))

    def shown_to(self, user) -> "ResourceFileQuerySet":
        """Return the files that the user may see, for a caller that has checked that the user can see their resources.

        Only curators see unchecked and refused files; moderators also see files held for a second review.
        """
        if can_curate(user):
            return self.all()
        return self.clean() if can_moderate_somewhere(user) else self.clean().filter(is_held=False)

    def clean(self) -> "ResourceFileQuerySet":
        return self.filter(stored_file__in=StoredFile.objects.clean())


class ResourceDownloadQuerySet(GivenReasonQuerySet):
    def visible_to(self, user) -> "ResourceDownloadQuerySet":
        return self.filter(resource__in=Resource.objects.visible_to(user)) if can_curate(user) else self.none()


class ResourceSecondReviewQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceSecondReviewQuerySet":
        """Return the second reviews of resources that the user can read.

        Curators and moderators see all of these, other users only those for which they asked.
        """

        mine = Q() if can_curate(user) or can_moderate_somewhere(user) else Q(spoken_by=user)
        return self.filter(mine, resource__in=Resource.objects.visible_to(user))

    def waiting(self) -> "ResourceSecondReviewQuerySet":
        """Return the second reviews that can be decided today. Those of unchecked and refused files are left out."""
        is_checked = Q(file__stored_file__in=StoredFile.objects.clean())
        return self.filter(Q(file=None) | is_checked, outcome=ReviewOutcome.WAITS)

    def barred_for(self, user) -> "ResourceSecondReviewQuerySet":
        """Return the second reviews that this person may not decide, as they once asked for one of the same content.

        The content is a resource's text or a file.
        """
        spoken = self.model.objects.filter(spoken_by=user)
        words, files = spoken.filter(file=None).values("resource"), spoken.exclude(file=None).values("file")
        return self.filter(Q(file=None, resource__in=words) | Q(file__in=files))


class Resource(models.Model):
    """A library entry.

    Field names follow Dublin Core where it has a term for them (creator, publisher, issued, language).
    """

    wagtail_reference_index_ignore = True

    slug = models.SlugField(max_length=90, unique=True)
    title = models.CharField(max_length=160)
    summary = models.TextField(max_length=1000)
    kind = models.CharField(max_length=12, choices=ResourceKind)
    creators = models.CharField(max_length=300, blank=True)
    publisher = models.CharField(max_length=160, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    jurisdiction = models.CharField(max_length=80, default="England and Wales", blank=True)
    law_as_at = models.DateField(null=True, blank=True)
    forms = models.ManyToManyField(ExploitationForm, blank=True, related_name="+")
    affected = models.ManyToManyField(AffectedGroup, blank=True, related_name="+")
    remits = models.ManyToManyField(Remit, blank=True, related_name="+")
    licence = models.CharField(max_length=120, blank=True)
    origin = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True)
    marking = models.CharField(max_length=12, choices=Marking, default=Marking.GREEN)
    state = models.CharField(max_length=10, choices=ResourceState, default=ResourceState.PUBLISHED)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="resources")
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    review_due_on = models.DateField(null=True, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ["-posted_at", "-pk"]
        indexes = [models.Index(fields=["-posted_at", "-id"], name="resource_newest")]
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
        ]

    def __str__(self) -> str:
        return f"resource {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:resource", args=[self.slug])

    @property
    def lang(self) -> str:
        """Return the lang attribute of the title and of the text of its files; empty if none is needed."""
        return Language(self.language).lang

    @property
    def is_review_overdue(self) -> bool:
        return self.review_due_on is not None and self.review_due_on < timezone.localdate()

    @property
    def audience_label(self) -> str:
        if self.circle is not None:
            return _("Circle: %(name)s") % {"name": self.circle.name}
        return _("Open to the public") if self.audience == Audience.PUBLIC else _("All members")


SPOKEN_LENGTH = 200


class ResourceFile(models.Model):
    """One file of a resource. Its address contains the file's own id, which never changes."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="files")
    stored_file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="resource_file")
    position = models.PositiveSmallIntegerField(default=0)
    # The curator's reason why the identifiers in the file are public.
    spoken_for = models.CharField(max_length=SPOKEN_LENGTH, blank=True)
    is_held = models.BooleanField(default=False)  # until its second review

    objects = ResourceFileQuerySet.as_manager()

    class Meta:
        ordering = ["position", "stored_file__created_at"]

    def __str__(self) -> str:
        return f"resource file {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:file_download", args=[self.pk, self.stored_file.name])


class ResourceSecondReview(SecondReview):
    """A second review: another person checks identifiers that a curator says are public.

    It is about a resource's text or, with `file`, about one of its files.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="second_reviews")
    file = models.ForeignKey(
        ResourceFile, on_delete=models.CASCADE, null=True, blank=True, related_name="second_reviews"
    )
    spoken_for = models.CharField(max_length=SPOKEN_LENGTH)

    objects = ResourceSecondReviewQuerySet.as_manager()

    class Meta(SecondReview.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["resource"],
                name="second_review_once_for_text",
                condition=Q(outcome=ReviewOutcome.WAITS, file=None),
            ),
            models.UniqueConstraint(
                fields=["file"], name="second_review_once_for_a_file", condition=Q(outcome=ReviewOutcome.WAITS)
            ),
            models.CheckConstraint(
                name="second_review_sent_back_says_why",
                condition=~Q(outcome=ReviewOutcome.SENT_BACK) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"second review {self.pk}"


class ResourceDownload(GivenReason):
    """A person's reason for one download of a resource's file. Curators who can read the resource read it."""

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="downloads")
    file = models.ForeignKey(ResourceFile, on_delete=models.SET_NULL, null=True, related_name="downloads")

    objects = ResourceDownloadQuerySet.as_manager()

    class Meta(GivenReason.Meta):
        indexes = [models.Index(fields=["file", "person", "created_at"], name="resource_download_lately")]
        constraints = [models.CheckConstraint(name="resource_download_said", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"download of a resource {self.pk}"
