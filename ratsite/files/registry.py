"""Who wants to know when the check of a file has ended: those who hold files say so in their AppConfig.ready()."""

from collections.abc import Callable, Sequence

_lockers: list[Callable[[str], object]] = []
Looked = list[str]  # what a look has found, in words of whoever looks
Looks = Callable[[str, Sequence[str], bool], Looked]
_listeners: list[tuple[Looks, Callable[[str, Looked], None]]] = []
_refusers: list[Callable[[str, Sequence[str], bool], str]] = []


def when_checked(listener: Callable[[str, Looked], None], *, lock: Callable[[str], object], look: Looks) -> None:
    """listener(file_id, looked) runs in the transaction that ends the check, which fails with it.

    looked: what look(file_id, texts, is_read) gave before that transaction: a large file takes seconds, and nobody is
    locked out meanwhile. texts: its name and what it says. is_read: whether that is all.

    lock(file_id) runs in it first of all: whoever takes a file off its place locks that place before the file.
    """
    _lockers.append(lock)
    _listeners.append((look, listener))


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


def look_at(file_id: str, texts: Sequence[str], *, is_read: bool) -> list[Looked]:
    """What each listener is to be told."""
    return [look(file_id, texts, is_read) for look, _ in _listeners]


def tell_checked(file_id: str, looked: Sequence[Looked]) -> None:
    for (_, listener), found in zip(_listeners, looked, strict=True):
        listener(file_id, found)
