"""The template tag of the first steps, for pages of rooms further down."""

from django import template

from ratsite.operations.queries.first_steps import open_steps
from ratsite.operations.rules import can_read_site_health

register = template.Library()


@register.inclusion_tag("operations/_first_steps.html")
def first_steps(user) -> dict:
    """Show a coordinator what to do first on an empty site, until all is done: first of all, the second step."""
    if can_read_site_health(user):
        return {"steps": open_steps()}
    return {"steps": [], "needs_second_step": can_read_site_health(user.with_second_step())}
