"""The one door to resources and their files."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from library.enums import Audience, ResourceState
from ratsite.accounts.rules import can_curate
from ratsite.files.reasons import GivenReasonQuerySet
from ratsite.network.models import Circle

MAX_WORDS = 8  # of a search; more narrow nothing down and cost a scan each


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceQuerySet":
        """Published ones whose audience holds this person; a curator also sees drafts of what they could read."""
        mine = Q(audience=Audience.PUBLIC)
        if user.is_authenticated and user.is_member:
            mine |= Q(audience=Audience.MEMBERS) | Q(audience=Audience.CIRCLE, circle__in=Circle.objects.of(user))
        if can_curate(user):
            return self.filter(mine)
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
        """Files of visible resources; one that is not checked yet, or was refused, is seen by curators alone."""
        from library.models import Resource

        files = self.filter(resource__in=Resource.objects.visible_to(user))
        return files if can_curate(user) else files.clean()

    def clean(self) -> "ResourceFileQuerySet":
        from ratsite.files.models import StoredFile

        return self.filter(stored_file__in=StoredFile.objects.clean())


class ResourceDownloadQuerySet(GivenReasonQuerySet):
    def visible_to(self, user) -> "ResourceDownloadQuerySet":
        """Why people took files, for curators of what they can read."""
        from library.models import Resource

        return self.filter(resource__in=Resource.objects.visible_to(user)) if can_curate(user) else self.none()
