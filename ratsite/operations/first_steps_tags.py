"""The template tag of the first steps, for pages of rooms further down."""

from django import template

from ratsite.operations.queries.first_steps import open_steps

register = template.Library()


@register.inclusion_tag("operations/_first_steps.html")
def first_steps(user) -> dict:
    """Show a coordinator what to do first on an empty site, until all is done."""
    return {"steps": open_steps() if user.shows_coordination_pages else []}
