"""Which resources a member follows, so that they are notified when one changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from library.models.resource import Resource


class ResourceFollowQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ResourceFollowQuerySet":
        """Return the member's own rows, without those of resources that they can no longer read.

        A withdrawn resource that they could read before is included: its page says why it was withdrawn.
        """
        if not (user.is_authenticated and user.is_member):
            return self.none()
        seen = Q(resource__in=Resource.objects.visible_to(user).values("pk"))
        tombstones = Q(resource__in=Resource.objects.tombstones_for(user).values("pk"))
        return self.filter(seen | tombstones, person=user)


class ResourceFollow(models.Model):
    """A member follows a resource: they are notified of its new versions, and when it is replaced or withdrawn.

    Only the member sees it.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    followed_at = models.DateTimeField(auto_now_add=True)

    objects = ResourceFollowQuerySet.as_manager()

    class Meta:
        ordering = ["resource__title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "resource"], name="resource_follow_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"follow {self.pk}"
