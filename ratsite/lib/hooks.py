"""Hooks: an app calls a function of an app above without importing that app. Only ratsite/wiring.py connects hooks."""

from collections.abc import Callable
from typing import Any


class Hook:
    """A placeholder for one function of an app above. Calling the hook calls this function and returns its result.

    Raises RuntimeError if no function is connected.
    """

    def __init__(self) -> None:
        self._function: Callable[..., Any] | None = None

    def connect(self, function: Callable[..., Any]) -> None:
        """Connect the one function of this hook. Raises RuntimeError if another function is connected already."""
        if self._function not in (None, function):
            raise RuntimeError(f"{self._function} is already connected to this hook")
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._function is None:
            raise RuntimeError("ratsite/wiring.py has not connected this hook")
        return self._function(*args, **kwargs)
