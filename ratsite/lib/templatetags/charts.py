"""Template tags for charts: a sparkline, and a value in words."""

from collections.abc import Sequence

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext

from ratsite.lib.charts.sparkline import Sparkline, sparkline
from ratsite.lib.charts.values import AtLeast, HiddenValue, Value

register = template.Library()


@register.inclusion_tag("charts/sparkline.html")
def sparkline_of(values: Sequence[Value]) -> dict[str, Sparkline]:
    """Draw a sparkline of the values, oldest first."""
    return {"chart": sparkline(values)}


@register.simple_tag
def chart_value(value: Value, *, is_area: bool = False) -> str:
    """Return a value in words: "1,204", "12 or more", "fewer than 3", "not shown", or "no figure" for a gap.

    is_area: the value is an area's, so a gap says that no agency works there today.
    """
    if value is None:
        return gettext("no agency works there today") if is_area else gettext("no figure")
    if not isinstance(value, HiddenValue):
        number = number_format(value, decimal_pos=0 if value == int(value) else None, force_grouping=True)
        return gettext("%(number)s or more") % {"number": number} if isinstance(value, AtLeast) else number
    if value.below is None:
        return gettext("not shown")
    return gettext("fewer than %(count)s") % {"count": value.below}
