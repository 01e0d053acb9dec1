"""The template tag of the first steps, for pages of rooms further down."""

from django import template

from ratsite.operations.queries.first_steps import open_steps
from ratsite.operations.rules import can_read_site_health

register = template.Library()


@register.inclusion_tag("operations/_first_steps.html")
def first_steps(user) -> dict:
    """Show a coordinator with the second step what to do first on an empty site, until all is done."""
    return {"steps": open_steps() if can_read_site_health(user) else []}
