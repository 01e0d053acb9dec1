import pytest

pytest.register_assert_rewrite("tests.acts.invariants", "tests.acts.machine", "tests.acts.members_acts")
