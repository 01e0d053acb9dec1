"""Circles: named audiences smaller than all members."""

from django.db import models
from django.db.models.expressions import RawSQL

from ratsite.network.models.agency import Agency
from ratsite.network.models.vocabulary import Remit

# Raw SQL, because the page of every member uses it and the ORM takes longer to build this query than to run it.
CIRCLES_OF = """
    SELECT circle_id FROM network_circle_people WHERE user_id = %s
    UNION ALL SELECT circle_id FROM network_circle_agencies WHERE agency_id = %s
    UNION ALL SELECT c.circle_id FROM network_circle_remits c
        JOIN network_agency_remits a ON a.remit_id = c.remit_id WHERE a.agency_id = %s
"""


def circles_of(user) -> RawSQL:
    """Return a subquery for `circle__in`: the IDs of the circles that a signed-in person belongs to.

    A person is in a circle by name, by their agency or by one of its remits.
    """
    person = [user.pk, user.agency_id, user.agency_id]  # agency_id None becomes NULL, which matches no row
    return RawSQL(CIRCLES_OF, person)  # noqa: S611 the SQL is constant


class CircleQuerySet(models.QuerySet):
    def of(self, user) -> "CircleQuerySet":
        return self.filter(pk__in=circles_of(user)) if user.is_authenticated else self.none()


class Circle(models.Model):
    """A named audience smaller than all members: some agencies, remits or people."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=300)
    agencies = models.ManyToManyField(Agency, blank=True, related_name="circles")
    remits = models.ManyToManyField(Remit, blank=True, related_name="circles")
    people = models.ManyToManyField("accounts.User", blank=True, related_name="circles")

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
