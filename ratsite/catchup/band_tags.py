"""The template tag of the header, which updates the numbers beside "Catch up" and "Review"."""

from django import template

from ratsite.catchup.actions.count_waiting import count_waiting

register = template.Library()


@register.simple_tag
def count_what_waits(user) -> str:
    """Count again what waits for the user if the counts are older than a minute. Return "", to show nothing."""
    if user.is_authenticated and user.is_member:
        count_waiting(user)
    return ""
