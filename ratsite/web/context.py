"""The context processor that gives every template the network's name and the page's address.

It makes at most one database query every 5 seconds in each process.
"""

from django.conf import settings

from ratsite.lib.own_network import own_network


def site(request) -> dict:
    return {
        "site_name": own_network().short_name,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + request.path,
        "is_embedded": settings.EMBEDDED,
    }
