import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Forget what earlier tests counted against the limits on forms and emails."""
    cache.clear()
