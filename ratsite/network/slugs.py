"""Slugs of agencies. No slug may make an agency's address equal to that of another page."""

from itertools import chain, count

from django.utils.text import slugify

from ratsite.lib.addresses import is_taken
from ratsite.network.models import Agency

# An agency's page has two addresses, one for members and one for coordinators.
PAGES = ("agencies:agency", "staff_agencies:agency")


def free_slug(name: str) -> str:
    """Return an unused slug for an agency with this name, at whose addresses the site has no other page."""
    slug = slugify(name)[:40].strip("-") or "agency"
    taken = set(Agency.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = chain([slug], (f"{slug}-{number}" for number in count(2)))
    return next(
        candidate
        for candidate in candidates
        if candidate not in taken and not any(is_taken(page, candidate) for page in PAGES)
    )
