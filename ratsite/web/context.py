"""The template context processor of the site. It makes no database queries."""

from django.conf import settings


def site(request) -> dict:
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + request.path,
        "is_embedded": settings.EMBEDDED,
    }
