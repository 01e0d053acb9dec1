"""Who wants to know when the check of a file has ended: those who hold files say so in their AppConfig.ready()."""

from collections.abc import Callable, Sequence

_lockers: list[Callable[[str], object]] = []
_listeners: list[Callable[[str, str, bool], None]] = []
_refusers: list[Callable[[str, Sequence[str], bool], str]] = []


def when_checked(listener: Callable[[str, str, bool], None], *, lock: Callable[[str], object]) -> None:
    """listener(file_id, facts, is_read) runs in the transaction that ends the check, which fails with it.

    facts: what the file says about itself, to be looked at and not kept. is_read: whether all that it says is known.

    lock(file_id) runs in it first of all: whoever takes a file off its place locks that place before the file.
    """
    _lockers.append(lock)
    _listeners.append(listener)


def refuse_when(asks: Callable[[str, Sequence[str], bool], str]) -> None:
    """asks(file_id, texts, is_read) gives a sentence with which the file is refused, or "".

    texts: its name and what it says. is_read: whether that is all.
    """
    _refusers.append(asks)


def why_refused(file_id: str, texts: Sequence[str], *, is_read: bool) -> str:
    return next(filter(None, (asks(file_id, texts, is_read) for asks in _refusers)), "")


def lock_places(file_id: str) -> None:
    for lock in _lockers:
        lock(file_id)


def tell_checked(file_id: str, facts: str, *, is_read: bool) -> None:
    for listener in _listeners:
        listener(file_id, facts, is_read)
