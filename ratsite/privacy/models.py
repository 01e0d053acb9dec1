"""Personal data copies, erasures and legal holds on people."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.enums import MemberState
from ratsite.files.models import private_storage
from ratsite.privacy.enums import CopyState, ErasureState, PostsAfterErasure
from ratsite.privacy.holds import Hold

# How long a copy can be downloaded: a week covers most absences, and longer is a risk because the file is so private.
DELETE_COPIES_AFTER = dt.timedelta(days=7)
COOLING_OFF = dt.timedelta(days=7)  # from the request until an erasure may begin


def copy_path(copy: "DataCopy", filename: str) -> str:
    """Return the storage path of a personal data copy's file, which does not reveal whose copy it is."""
    return f"copies/{copy.key.hex}"


class DataCopyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DataCopyQuerySet":
        """Return the user's own data copy. No role gives access to another person's copy."""
        return self.filter(person=user) if user.is_authenticated and user.is_member else self.none()

    def ready(self) -> "DataCopyQuerySet":
        return self.filter(state=CopyState.READY, expires_at__gt=timezone.now())


class DataCopy(models.Model):
    """A personal data copy. Each person has at most one: a new copy replaces the earlier one."""

    wagtail_reference_index_ignore = True

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_copy")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # part of the copy's address
    state = models.CharField(max_length=8, choices=CopyState, default=CopyState.MAKING)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    content = models.FileField(storage=private_storage, upload_to=copy_path, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text=_("bytes"))

    objects = DataCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("data copies")
        constraints = [
            models.CheckConstraint(
                name="data_copy_ready_has_a_file",
                condition=Q(state__in=[CopyState.MAKING, CopyState.FAILED])
                | (Q(state=CopyState.READY, expires_at__isnull=False) & ~Q(content="")),
            )
        ]

    def __str__(self) -> str:
        return f"data copy {self.pk}"

    @property
    def is_ready(self) -> bool:
        return self.state == CopyState.READY and self.expires_at is not None and self.expires_at > timezone.now()

    @property
    def is_being_made(self) -> bool:
        return self.state == CopyState.MAKING

    @property
    def has_failed(self) -> bool:
        return self.state == CopyState.FAILED

    @property
    def filename(self) -> str:
        return gettext("my-data-%(day)s.zip") % {"day": timezone.localdate(self.asked_at)}


class ErasureQuerySet(models.QuerySet):
    def open(self) -> "ErasureQuerySet":
        return self.filter(state__in=[ErasureState.ASKED, ErasureState.RUNNING])

    def asked(self) -> "ErasureQuerySet":
        return self.filter(state=ErasureState.ASKED)

    def running(self) -> "ErasureQuerySet":
        return self.filter(state=ErasureState.RUNNING)


class Erasure(models.Model):
    """A request to erase a person's data, and its outcome. It names the person by number only."""

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures")
    posts = models.CharField(
        _("what happens to the posts"), max_length=4, choices=PostsAfterErasure, default=PostsAfterErasure.KEEP
    )
    state = models.CharField(max_length=10, choices=ErasureState, default=ErasureState.ASKED)
    asked_at = models.DateTimeField()
    # How a person asked outside the site, as a coordinator entered it. Empty if they asked on the site themselves.
    reason = models.CharField(max_length=300, blank=True)
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # When a coordinator recorded that they had written to the person about a legal hold.
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="erasure_one_open_a_person",
                condition=Q(state__in=[ErasureState.ASKED, ErasureState.RUNNING]),
            ),
            models.CheckConstraint(
                name="erasure_started_by_somebody",
                condition=Q(state__in=[ErasureState.ASKED, ErasureState.TAKEN_BACK])
                | Q(started_at__isnull=False, coordinator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"erasure {self.pk}"

    @property
    def is_asked(self) -> bool:
        return self.state == ErasureState.ASKED

    @property
    def earliest_at(self) -> dt.datetime:
        """Return when the erasure may begin; until then the person can withdraw the request."""
        return self.asked_at + COOLING_OFF

    @property
    def is_cooling_off_over(self) -> bool:
        return timezone.now() >= self.earliest_at

    @property
    def is_stalled(self) -> bool:
        """True if the erasure has begun but the person is in the network again, so that it cannot go on."""
        return self.state == ErasureState.RUNNING and self.person.state != MemberState.LEFT

    @property
    def can_begin(self) -> bool:
        return self.is_stalled or (self.is_asked and self.is_cooling_off_over)


class LegalHold(Hold):
    """A legal hold on a person: a court, an inquiry or a safeguarding review forbids erasing the person's data."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="legal_holds")

    class Meta(Hold.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person"], name="legal_hold_one_a_person", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"legal hold {self.pk}"
