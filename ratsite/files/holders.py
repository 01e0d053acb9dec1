"""The apps that hold files: what they do before, during and after the check of a file of theirs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Found = list[str]  # what an app found in a file's texts, in words of its own


def _nothing(file_id: str, texts: Sequence[str], is_read: bool) -> Found:
    return []


@dataclass(frozen=True)
class Holder:
    """`texts`: the file's name and what it says. `is_read`: whether that is all of it."""

    # (file_id, texts, is_read) -> a sentence with which the file is refused, or "".
    refuse: Callable[[str, Sequence[str], bool], str] = lambda file_id, texts, is_read: ""
    # (file_id, texts, is_read) -> what `settle` is to know. Runs before the transaction: a large file takes seconds.
    examine: Callable[[str, Sequence[str], bool], Found] = _nothing
    # (file_id), first of all in the transaction that ends the check: locks the place that the file hangs on.
    lock: Callable[[str], object] = lambda file_id: None
    # (file_id, found), in the transaction that ends the check, which fails with it.
    settle: Callable[[str, Found], None] = lambda file_id, found: None


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    _holders.append(holder)


def why_refused(file_id: str, texts: Sequence[str], *, is_read: bool) -> str:
    return next(filter(None, (holder.refuse(file_id, texts, is_read) for holder in _holders)), "")


def lock_places(file_id: str) -> None:
    for holder in _holders:
        holder.lock(file_id)


def examine(file_id: str, texts: Sequence[str], *, is_read: bool) -> list[Found]:
    """What each holder found, in their order."""
    return [holder.examine(file_id, texts, is_read) for holder in _holders]


def settle(file_id: str, found: Sequence[Found]) -> None:
    for holder, own in zip(_holders, found, strict=True):
        holder.settle(file_id, own)
