"""The template tag that lists the first steps. With it, pages of apps that must not import this app can show them."""

from django import template

from ratsite.operations.queries.first_steps import open_steps
from ratsite.operations.rules import can_read_site_health

register = template.Library()


@register.inclusion_tag("operations/_first_steps.html")
def first_steps(user) -> dict:
    """Show a coordinator of an empty site what to do first, until every step is done.

    A coordinator without the second step at sign-in is shown that step first.
    """
    if can_read_site_health(user):
        return {"steps": open_steps()}
    return {"steps": [], "needs_second_step": can_read_site_health(user.with_second_step())}
