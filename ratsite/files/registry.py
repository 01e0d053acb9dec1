"""Who wants to know when the check of a file has ended: those who hold files say so in their AppConfig.ready()."""

from collections.abc import Callable

_listeners: list[Callable[[str], None]] = []


def when_checked(listener: Callable[[str], None]) -> None:
    """listener(file_id) runs in the transaction that ends the check, which fails with it."""
    _listeners.append(listener)


def tell_checked(file_id: str) -> None:
    for listener in _listeners:
        listener(file_id)
