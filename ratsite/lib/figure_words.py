"""The words in which a count of agencies is shown."""

from django.utils.translation import gettext as _

from ratsite.lib.disclosure import Figure, Shown


def figure_words(figure: Figure) -> str:
    """Return the figure as readers see it, such as "6", "fewer than 3" or "10 or more"."""
    if figure.how is Shown.EXACT:
        return str(figure.value)
    if figure.how is Shown.FEWER:
        return _("fewer than %(count)s") % {"count": figure.value}
    if figure.how is Shown.AT_LEAST:
        return _("%(count)s or more") % {"count": figure.value}
    return _("not shown")
