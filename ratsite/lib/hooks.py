"""Define hooks, with which an app asks the apps above it or tells them of events.

Only ratsite/wiring.py connects functions to hooks.
"""

from collections.abc import Callable
from typing import Any


class Hook:
    """A list of functions with the same arguments; calling the hook calls each, in the order of connection."""

    def __init__(self) -> None:
        self._functions: list[Callable[..., Any]] = []

    def connect(self, function: Callable[..., Any]) -> None:
        self._functions.append(function)

    def __call__(self, *args: Any, **kwargs: Any) -> list[Any]:
        return [function(*args, **kwargs) for function in self._functions]
