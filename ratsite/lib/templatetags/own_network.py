from django import template

from ratsite.lib import main_helpline as helpline
from ratsite.lib import own_network as network

register = template.Library()


@register.simple_tag
def own_network() -> network.OwnNetwork:
    """Return the network whose site this is: `{% own_network as network %}`, then `{{ network.short_name }}`."""
    return network.own_network()


@register.simple_tag
def last_known_network() -> network.OwnNetwork:
    """Return the network without a query, for pages that must work without a database."""
    return network.last_known()


@register.simple_tag
def main_helpline() -> str:
    """Return the number of the helpline at the top of each page; "" if there is none."""
    return helpline.main_helpline()


@register.simple_tag
def last_known_helpline() -> str:
    """Return the main helpline's number without a query, for pages that must work without a database."""
    return helpline.last_known_helpline()
