"""Polls: a question with options in a topic. People vote, or agencies with one vote each; by name or in secret."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from forum.enums import PollBy
from forum.models.access import in_topic, is_member
from forum.models.topic import Topic
from ratsite.network.models import Agency

MOST_OPTIONS = 6


class PollQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PollQuerySet":
        return self.filter(in_topic(user, "topic__")) if is_member(user) else self.none()

    def over(self) -> "PollQuerySet":
        """Return the polls whose last day has passed and whose result is not stored yet."""
        return self.filter(ended_at=None, closes_on__lt=timezone.localdate())

    def under_way_first(self) -> "PollQuerySet":
        """Sort the polls: first the one that has not ended, then the ended ones, the newest end first.

        Ids would give another order, because merging topics brings older and newer polls into one topic.
        """
        return self.order_by(F("ended_at").desc(nulls_first=True), "-pk")


class Poll(models.Model):
    """A poll in a topic. People can vote until the end of its last day; then its result is stored.

    The votes of a secret poll are deleted when the result is stored.
    """

    wagtail_reference_index_ignore = True

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="polls")
    question = models.CharField(max_length=160)
    by = models.CharField(max_length=8, choices=PollBy)
    is_named = models.BooleanField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    closes_on = models.DateField()  # the last day on which people vote
    ended_at = models.DateTimeField(null=True, blank=True)
    # How many people or agencies could vote when it ended; None before.
    able = models.PositiveIntegerField(null=True, blank=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["topic"], name="poll_one_at_a_time", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"poll {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("forum:poll", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """True while people can vote, until the last day has passed. Nobody sees a result before then."""
        return self.ended_at is None and timezone.localdate() <= self.closes_on

    @property
    def is_by_agency(self) -> bool:
        return self.by == PollBy.AGENCY


class PollOption(models.Model):
    wagtail_reference_index_ignore = True

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=100)
    # How many votes it got in a secret poll that has ended. Readers see it only through ratsite.lib.disclosure.
    votes_counted = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="poll_option_once_a_place")]

    def __str__(self) -> str:
        return f"poll option {self.pk}"


class PollVoteQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PollVoteQuerySet":
        """Return the votes that the user may see.

        - The user's own votes, and the votes of the user's agency.
        - All votes of polls that show who voted for what, have ended, and can be read by the user.

        Of an agency's vote, pages show what the agency chose, and never which colleague chose it.
        """
        if not is_member(user):
            return self.none()
        is_named = Q(poll__is_named=True, poll__ended_at__isnull=False, poll__in=Poll.objects.visible_to(user))
        own = Q(person=user.pk) | Q(agency=user.agency_id, agency__isnull=False)
        return self.filter(own | is_named)


class PollVote(models.Model):
    """One vote in a poll.

    agency: the agency whose vote this is, in a poll where agencies vote; any member of the agency can change it. None
    in a poll where people vote.
    """

    wagtail_reference_index_ignore = True

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="votes")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="votes")
    # None if an agency's vote was chosen by someone who has been erased since.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = PollVoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "person"], name="poll_vote_once_a_person", condition=Q(agency=None)
            ),
            models.UniqueConstraint(fields=["poll", "agency"], name="poll_vote_once_an_agency"),
            models.CheckConstraint(
                name="poll_vote_is_somebodys", condition=Q(person__isnull=False) | Q(agency__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"poll vote {self.pk}"
