"""From what the disclosure engine lets out to values of a chart."""

from ratsite.lib.charts.values import AtLeast, HiddenValue, Value
from ratsite.lib.disclosure.figures import Figure, Shown


def value_of(figure: Figure) -> Value:
    """Return a figure of the disclosure engine as a value of a chart. What is not shown stays hidden, never 0."""
    if figure.how is Shown.EXACT:
        return figure.value or 0
    if figure.how is Shown.AT_LEAST:
        return AtLeast(figure.value or 0)
    return HiddenValue(figure.value if figure.how is Shown.FEWER else None)
