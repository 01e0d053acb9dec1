"""A ground check: short statements drawn from a topic, members' answers to them, and a summary of the result."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from forum.enums import Stance
from forum.models.access import in_topic, is_member
from forum.models.topic import Topic
from ratsite.network.models import Remit

MOST_STATEMENTS = 7  # with more, people stop halfway
LONGEST_STATEMENT = 160
LONGEST_CHANGE = 200


class GroundCheckQuerySet(models.QuerySet):
    def visible_to(self, user) -> "GroundCheckQuerySet":
        return self.filter(in_topic(user, "topic__")) if is_member(user) else self.none()

    def published(self) -> "GroundCheckQuerySet":
        return self.filter(published_at__isnull=False)

    def under_way_first(self) -> "GroundCheckQuerySet":
        """Sort the ground checks: first the one that is not published yet, then the published ones, the latest first.

        Ids would give another order, because merging topics brings older and newer ground checks into one topic.
        """
        return self.order_by(F("published_at").desc(nulls_first=True), "-pk")

    def over(self) -> "GroundCheckQuerySet":
        """Return the ground checks whose last day has passed and whose result is not stored yet."""
        return self.filter(ended_at=None, closes_on__lt=timezone.localdate())

    def ended_with_answers(self) -> "GroundCheckQuerySet":
        """Return the ground checks that have a result and still have single answers, because of a legal hold."""
        answers = GroundAnswer.objects.filter(statement__ground_check=OuterRef("pk"))
        return self.filter(Exists(answers), ended_at__isnull=False)

    def ended(self) -> "GroundCheckQuerySet":
        """Return the ground checks that have a result and whose summary is not published."""
        return self.filter(published_at=None, ended_at__isnull=False)


class GroundCheck(models.Model):
    """A set of statements that members answer until a last day, and the summary that two moderators sign afterwards.

    When the check ends, its result is stored and the single answers are deleted. If a legal hold is on the topic, the
    answers are deleted when the hold has ended. The second signature, by a moderator of another main remit, publishes
    the summary.
    """

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="ground_checks")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closes_on = models.DateField()  # the last day on which people answer
    ended_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(max_length=1500, blank=True)
    first_signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_remit = models.ForeignKey(Remit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_remit = models.ForeignKey(Remit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    # What forum.queries.ground_check.count_answers returned when the ground check ended.
    result = models.JSONField(default=list, blank=True)

    objects = GroundCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic"], name="ground_check_one_unpublished", condition=Q(published_at=None)
            ),
            models.CheckConstraint(
                name="ground_check_ended_before_it_is_published",
                condition=Q(published_at=None) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ground_check_published_by_two_remits",
                condition=Q(published_at=None, second_signer=None)
                | Q(published_at__isnull=False, first_remit__isnull=False, second_remit__isnull=False)
                & ~Q(first_remit=F("second_remit"))
                & ~Q(first_signer=F("second_signer")),
            ),
        ]

    def __str__(self) -> str:
        return f"ground check {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("forum:ground_check", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_open(self) -> bool:
        """True while people can answer.

        Nobody sees a result in this time: two results, before and after an answer, would tell what that person said.
        """
        return self.ended_at is None and timezone.localdate() <= self.closes_on

    @property
    def is_ended(self) -> bool:
        """True if it has a result, and its summary is not published."""
        return self.ended_at is not None and not self.is_published


class GroundStatement(models.Model):
    wagtail_reference_index_ignore = True

    ground_check = models.ForeignKey(GroundCheck, on_delete=models.CASCADE, related_name="statements")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_STATEMENT)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["ground_check", "position"], name="ground_statement_once_a_place"),
            models.CheckConstraint(
                name="ground_statement_at_most_seven", condition=Q(position__gte=1, position__lte=MOST_STATEMENTS)
            ),
        ]

    def __str__(self) -> str:
        return f"ground statement {self.pk}"


class GroundAnswerQuerySet(models.QuerySet):
    def visible_to(self, user) -> "GroundAnswerQuerySet":
        """Return the user's own answers. Nobody, not even a moderator, sees another person's."""
        return self.filter(person=user.pk) if is_member(user) else self.none()


class GroundAnswer(models.Model):
    """One person's answer to a statement of a ground check.

    remit: the main remit of the person's agency when they answered. The answer is counted for this remit.
    """

    wagtail_reference_index_ignore = True

    statement = models.ForeignKey(GroundStatement, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    remit = models.ForeignKey(Remit, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance)
    change = models.CharField(max_length=LONGEST_CHANGE, blank=True)  # what would change this person's answer

    objects = GroundAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "person"], name="ground_answer_once_a_person")]

    def __str__(self) -> str:
        return f"ground answer {self.pk}"
