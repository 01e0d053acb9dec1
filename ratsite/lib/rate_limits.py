"""Limit how often a visitor or an address may do something in an hour, counted in the cache that all workers share."""

import hashlib
import ipaddress
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600  # seconds
HOUSEHOLD_PREFIX = 64  # bits of an IPv6 address: all addresses that begin with the same bits belong to one connection


def visitor_is_over_limit(request: HttpRequest, name: str, most_an_hour: int) -> bool:
    """Count an action of this visitor's internet connection; return True if the hourly limit is exceeded.

    name: which action it is; each action has a count of its own.
    """
    return is_over_limit(name, _connection_of(get_adapter().get_client_ip(request)), most_an_hour)


def is_over_limit(name: str, subject: str, most_an_hour: int, thing: str = "") -> bool:
    """Count an action of this subject, such as a user; return True if the hourly limit is exceeded.

    name: which action it is; each action has a count of its own. Every call counts until the hour is over, even if the
    action then fails. thing: what the action is about; several actions on the same thing count as one.
    """
    digest = hashlib.sha256(subject.encode()).hexdigest()
    # One key for each hour and count: cache.add is atomic, so two workers cannot both take the same key.
    hour = int(time.time()) // HOUR
    keys = (f"{name}.{hour}.{digest}.{number}" for number in range(most_an_hour))
    return not any(cache.add(key, thing, HOUR) or (thing and cache.get(key) == thing) for key in keys)


def _connection_of(address: str) -> str:
    """Return what identifies a connection: an IPv4 address as it is, or the network (/64) of an IPv6 address."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/{HOUSEHOLD_PREFIX}", strict=False))
