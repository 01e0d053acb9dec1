"""The one door to resources and their files."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from library.enums import Audience, ResourceState
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.files.reasons import GivenReasonQuerySet
from ratsite.network.enums import LookOutcome
from ratsite.network.models import circles_of

MAX_WORDS = 8  # of a search; more narrow nothing down and cost a scan each


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceQuerySet":
        """Published ones whose audience holds this person.

        Of what they could read, a curator also sees drafts, and a moderator what waits for a second look.
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
        """Published ones whose review date has passed."""
        return self.filter(state=ResourceState.PUBLISHED, review_due_on__lt=timezone.localdate())

    def public(self) -> "ResourceQuerySet":
        return self.filter(audience=Audience.PUBLIC, state=ResourceState.PUBLISHED)

    def matching(self, query: str) -> "ResourceQuerySet":
        """Those that hold every word of the query in their title, summary, makers or publisher, whatever the case."""
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
        """Files of visible resources that are shown to this person."""
        from library.models import Resource

        return self.shown_to(user).filter(resource__in=Resource.objects.visible_to(user))

    def shown_to(self, user) -> "ResourceFileQuerySet":
        """For a caller that has asked for the resources: of what is readable, the files that go with it.

        One that is not checked yet, or was refused, is seen by curators alone; one that waits for a second look, by
        moderators too.
        """
        if can_curate(user):
            return self.all()
        return self.clean() if can_moderate_somewhere(user) else self.clean().filter(is_held=False)

    def clean(self) -> "ResourceFileQuerySet":
        from ratsite.files.models import StoredFile

        return self.filter(stored_file__in=StoredFile.objects.clean())


class ResourceDownloadQuerySet(GivenReasonQuerySet):
    def visible_to(self, user) -> "ResourceDownloadQuerySet":
        """Why people took files, for curators of what they can read."""
        from library.models import Resource

        return self.filter(resource__in=Resource.objects.visible_to(user)) if can_curate(user) else self.none()


class SecondLookQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SecondLookQuerySet":
        """For those who may look, where they can read the resource; and for who asked for it."""
        from library.models import Resource

        mine = Q() if can_curate(user) or can_moderate_somewhere(user) else Q(spoken_by=user)
        return self.filter(mine, resource__in=Resource.objects.visible_to(user))

    def waiting(self) -> "SecondLookQuerySet":
        """Those that can be decided today: nobody need look at a file that is not checked, or was refused."""
        from ratsite.files.models import StoredFile

        is_checked = Q(file__stored_file__in=StoredFile.objects.clean())
        return self.filter(Q(file=None) | is_checked, outcome=LookOutcome.WAITS)

    def with_a_hand_of(self, user) -> "SecondLookQuerySet":
        """Those in which this person has spoken, also about earlier words of the same resource, or the same file."""
        spoken = self.model.objects.filter(spoken_by=user)
        words, files = spoken.filter(file=None).values("resource"), spoken.exclude(file=None).values("file")
        return self.filter(Q(file=None, resource__in=words) | Q(file__in=files))
