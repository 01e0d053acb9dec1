"""Convert figures of ratsite.lib.disclosure to values of a chart."""

from ratsite.lib.charts.values import AtLeast, HiddenValue, Value
from ratsite.lib.disclosure.figures import Figure


def value_of(figure: Figure) -> Value:
    """Return a figure of ratsite.lib.disclosure as the value of a chart. A hidden figure is a HiddenValue, never 0."""
    if figure.number is None:
        return HiddenValue(figure.value)
    return figure.number if figure.is_exact else AtLeast(figure.number)
