"""Slugs of agencies. No slug may make an agency's address equal to that of another page."""

from itertools import chain, count

from django.utils.text import slugify

from ratsite.lib.addresses import is_taken
from ratsite.network.models import Agency

# An agency's page has two addresses, one for members and one for coordinators.
PAGES = ("agencies:agency", "staff_agencies:agency")


def free_slug(name: str) -> str:
    """Return a slug for an agency with this name that no agency has and that leads to the agency's pages."""
    slug = slugify(name)[:40].strip("-") or "agency"
    taken = set(Agency.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    every = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(one for one in every if one not in taken and not any(is_taken(page, one) for page in PAGES))
