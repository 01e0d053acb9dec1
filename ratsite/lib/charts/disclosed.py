"""Convert figures of ratsite.lib.disclosure to values of a chart."""

from ratsite.lib.charts.values import AtLeast, HiddenValue, Value
from ratsite.lib.disclosure.figures import Figure, Shown


def value_of(figure: Figure) -> Value:
    """Return a figure of ratsite.lib.disclosure as the value of a chart. A hidden figure is a HiddenValue, never 0."""
    if figure.how is Shown.EXACT:
        return figure.value or 0
    if figure.how is Shown.AT_LEAST:
        return AtLeast(figure.value or 0)
    return HiddenValue(figure.value if figure.how is Shown.FEWER else None)
