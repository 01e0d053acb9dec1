import time

import pytest

from ratsite.lib.markup.difference import difference


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Same", "Same", "Same"),
        ("At six.", "At seven.", "At <del>six.</del><ins>seven.</ins>"),
        ("One\nTwo", "One\nTwo\nThree", "One\nTwo<ins>\nThree</ins>"),
        ("", "New", "<ins>New</ins>"),
        ("Old", "", "<del>Old</del>"),
        ("a < b", "a & b", "a <del>&lt;</del><ins>&amp;</ins> b"),
        ("{x}", "{x} {0}", "{x}<ins> {0}</ins>"),
    ],
)
def test_words_that_went_and_came_are_marked_and_everything_is_escaped(before, after, shown):
    assert difference(before, after) == shown


def test_long_texts_take_no_long_time():
    for length in (120, 240, 5_000):
        before, after = "a b " * length, "b a " * length
        start = time.process_time()
        difference(before, after)
        difference(before.replace(" ", "\n"), after.replace(" ", "\n"))
        assert time.process_time() - start < 1


def test_many_changed_stretches_take_no_long_time_together():
    """Texts with many equal words are slowest to compare. A stretch that would take too long is shown whole."""
    before, after = ("\n".join(f"{n}\n{words}" for n in range(90)) for words in ("a " * 99, "b a " * 49))
    start = time.process_time()
    shown = difference(before, after).splitlines()
    assert time.process_time() - start < 1
    assert shown[1].count("<ins>") > 40
    assert shown[-1] == f"<del>{'a ' * 99}</del><ins>{'b a ' * 49}</ins>"
