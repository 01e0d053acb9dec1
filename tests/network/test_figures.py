"""How counts of agencies are written, and which settings the site refuses."""

import pytest
from django.core.checks import run_checks

from ratsite.lib.disclosure import Figure, Shown
from ratsite.lib.figure_words import figure_words
from ratsite.network.figures import policy_inside, policy_outside


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(Shown.EXACT, 6), "6"),
        (Figure(Shown.FEWER, 3), "fewer than 3"),
        (Figure(Shown.AT_LEAST, 10), "10 or more"),
        (Figure(Shown.NOT_SHOWN), "not shown"),
    ],
)
def test_a_figure_is_worded(figure, words):
    assert figure_words(figure) == words


def test_readers_outside_see_less(settings):
    settings.FIGURES_INSIDE, settings.FIGURES_OUTSIDE = 4, 6
    assert (policy_inside().threshold, policy_outside().threshold) == (4, 6)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("FIGURES_INSIDE", 2, ["network.E001"]),
        ("FIGURES_OUTSIDE", 0, ["network.E001"]),
        ("FIGURES_INSIDE", 3, []),
        ("MONTH_GRACE_DAYS", -1, ["network.E002"]),
    ],
)
def test_the_site_refuses_thresholds_that_show_an_agency(settings, name, value, found):
    setattr(settings, name, value)
    assert [message.id for message in run_checks() if message.id.startswith("network.")] == found
