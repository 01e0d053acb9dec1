"""Reading lists: resources that a member puts in an order, for themselves, for a circle or for all members."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.models.resource import Resource
from ratsite.accounts.rules import can_curate, can_moderate_somewhere
from ratsite.network.models import Circle, circles_of

ITEM_NOTE_LENGTH = 200
DECISION_LENGTH = 500  # characters of a moderator's reason


class ListReaders(models.TextChoices):
    OWNER = "owner", gettext_lazy("Only you")
    CIRCLE = "circle", gettext_lazy("One of your circles")
    MEMBERS = "members", gettext_lazy("All members")


def _shared_with(user) -> Q:
    """Return a condition (Q) on reading lists: shared with all members, or with one of the user's circles."""
    return Q(readers=ListReaders.MEMBERS) | Q(readers=ListReaders.CIRCLE, circle__in=circles_of(user))


class ReadingListQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReadingListQuerySet":
        """Return the user's own lists, and those shared with all members or with one of the user's circles.

        A list that was taken down is visible only to its owner.
        """
        if not (user.is_authenticated and user.is_member):
            return self.none()
        return self.filter(Q(owner=user) | _shared_with(user) & Q(taken_down_at=None))

    def moderated_by(self, user) -> "ReadingListQuerySet":
        """Return the lists shared with this moderator or curator, including those taken down; none for other users."""
        may = can_curate(user) or can_moderate_somewhere(user)
        return self.filter(_shared_with(user)) if may else self.none()


class ReadingList(models.Model):
    """A list of resources. Each reader of the list sees only the resources that they may read."""

    wagtail_reference_index_ignore = True

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    about = models.TextField(max_length=500, blank=True)
    readers = models.CharField(max_length=8, choices=ListReaders, default=ListReaders.OWNER)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    # Set when a moderator or curator has taken the list down. Then only its owner sees it, with the reason.
    taken_down_at = models.DateTimeField(null=True, blank=True)
    taken_down_why = models.CharField(max_length=DECISION_LENGTH, blank=True)

    objects = ReadingListQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="reading_list_circle_exactly_when_for_one",
                condition=Q(readers=ListReaders.CIRCLE, circle__isnull=False)
                | (~Q(readers=ListReaders.CIRCLE) & Q(circle=None)),
            ),
            models.CheckConstraint(
                name="reading_list_taken_down_says_why",
                condition=Q(taken_down_at=None, taken_down_why="")
                | (Q(taken_down_at__isnull=False) & ~Q(taken_down_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"reading list {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("library:reading_list", args=[self.pk])

    @property
    def is_taken_down(self) -> bool:
        return self.taken_down_at is not None

    @property
    def readers_label(self) -> str:
        if self.circle is not None:
            return _("Circle: %(name)s") % {"name": self.circle.name}
        return _("All members") if self.readers == ListReaders.MEMBERS else _("Only its owner")


class ReadingListItemQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReadingListItemQuerySet":
        """Return the items of lists that the user can see, without those whose resources the user cannot read."""
        lists, resources = ReadingList.objects.visible_to(user), Resource.objects.visible_to(user).published()
        return self.filter(reading_list__in=lists, resource__in=resources)


class ReadingListItem(models.Model):
    """A resource on a reading list, with a note. Its link leads to the resource's newest version."""

    wagtail_reference_index_ignore = True

    reading_list = models.ForeignKey(ReadingList, on_delete=models.CASCADE, related_name="items")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=ITEM_NOTE_LENGTH, blank=True)
    position = models.PositiveIntegerField(default=0)

    objects = ReadingListItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reading_list", "resource"], name="reading_list_resource_once"),
        ]

    def __str__(self) -> str:
        return f"reading list item {self.pk}"
