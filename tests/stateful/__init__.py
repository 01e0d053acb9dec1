import pytest

pytest.register_assert_rewrite("tests.stateful.invariants", "tests.stateful.machine", "tests.stateful.member_actions")
