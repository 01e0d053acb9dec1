"""Subscriptions: what a member follows, and at what level they are notified of it.

A term is a form of exploitation, an affected group, an area or a sector.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.enums import About, SubscriptionReason
from forum.models.board import Board
from forum.models.topic import Topic
from ratsite.network.models import AffectedGroup, Area, ExploitationForm, Sector
from ratsite.notifications.enums import Level

TERMS = (About.FORM, About.AFFECTED, About.AREA, About.SECTOR)
# A term has no level "off": muting a term would hide topics because of one of their tags.
TERM_LEVELS = (Level.DIGEST, Level.AT_ONCE)
TARGETS = [about.value for about in About if about != About.QUESTIONS]


def _target_agrees() -> Q:
    """Return the database check that a subscription fills only the target column that `about` names.

    A subscription to questions fills no target column.
    """
    agrees = Q()
    for about in About:
        empty = {f"{target}__isnull": target != about.value for target in TARGETS}
        agrees |= Q(about=about, **empty)
    return agrees


class Subscription(models.Model):
    """How much a person is notified of a board, a topic, a term, or questions to the remits of their agency.

    Without a subscription, new posts appear only on the person's catch-up page.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    about = models.CharField(max_length=10, choices=About)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, null=True, related_name="subscriptions")
    form = models.ForeignKey(ExploitationForm, on_delete=models.CASCADE, null=True, related_name="+")
    affected = models.ForeignKey(AffectedGroup, on_delete=models.CASCADE, null=True, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=Level)
    because = models.CharField(max_length=10, choices=SubscriptionReason)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="subscription_has_one_target", condition=_target_agrees()),
            *(
                models.UniqueConstraint(
                    fields=["person", target], name=f"subscription_once_a_{target}", condition=Q(about=target)
                )
                for target in TARGETS
            ),
            models.UniqueConstraint(
                fields=["person"], name="subscription_once_for_questions", condition=Q(about=About.QUESTIONS)
            ),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"

    @property
    def levels(self) -> list[Level]:
        """The levels that the person can choose for this subscription. A term has fewer than a board or topic."""
        return list(TERM_LEVELS if self.about in TERMS else Level)

    @property
    def target(self):
        return None if self.about == About.QUESTIONS else getattr(self, self.about)
