"""Field notes: what members say about using a resource. Another person approves each one before readers get it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from library.models.resource import Resource
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.network.enums import SecondReviewOutcome
from ratsite.network.models import Agency
from ratsite.network.models.second_review import SecondReview

NOTE_LENGTH = 500  # characters: a note is short


class NoteKind(models.TextChoices):
    HELPED = "helped", _("It helped")
    SNAG = "snag", _("There was a problem")
    LOCAL = "local", _("We do it differently here")


class FieldNoteQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FieldNoteQuerySet":
        """Return the published notes, and the user's own, on resources that the user can read.

        Curators and moderators also get the notes that wait or were sent back. Other people's notes from before the
        resource was opened to more readers are not returned: they were written for fewer readers.
        """
        if not (user.is_authenticated and user.is_member):
            return self.none()
        is_for_present_readers = Q(resource__opened_at=None) | Q(asked_at__gte=F("resource__opened_at"))
        notes = self.filter(resource__in=Resource.objects.visible_to(user))
        notes = notes.filter(is_for_present_readers | Q(asked_by=user))
        if can_curate(user) or can_moderate_somewhere(user):
            return notes
        return notes.filter(Q(outcome=SecondReviewOutcome.APPROVED) | Q(asked_by=user))

    def published(self) -> "FieldNoteQuerySet":
        return self.filter(outcome=SecondReviewOutcome.APPROVED)

    def waiting(self) -> "FieldNoteQuerySet":
        return self.filter(outcome=SecondReviewOutcome.WAITING)


class FieldNote(SecondReview):
    """A member's note (`asked_by`) about using a resource: what helped, a problem, or what they do differently.

    Readers see the member's agency and its main remit, or the remit alone, but no name. The outcome APPROVED means
    published.
    """

    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="field_notes")
    # The author's agency at that time.
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_by_role = models.BooleanField(default=False)  # readers see only the agency's main remit
    kind = models.CharField(max_length=8, choices=NoteKind)
    text = models.CharField(max_length=NOTE_LENGTH)

    objects = FieldNoteQuerySet.as_manager()

    class Meta(SecondReview.Meta):
        constraints = [
            models.CheckConstraint(
                name="field_note_sent_back_says_why",
                condition=~Q(outcome=SecondReviewOutcome.SENT_BACK) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"field note {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.outcome == SecondReviewOutcome.WAITING

    @property
    def is_published(self) -> bool:
        return self.outcome == SecondReviewOutcome.APPROVED
