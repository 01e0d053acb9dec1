"""The apps whose posts or resources hold files, and what each app does when such a file is checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Found = list[str]  # messages of one app about a file's texts


def _nothing(file_id: str, texts: Sequence[str], is_read: bool) -> Found:
    return []


@dataclass(frozen=True)
class Holder:
    """One app that holds files, with the functions that it runs before, during and after the check of a file.

    `texts`: the file's name and its text. `is_read`: the text is complete.
    """

    # (file_id, texts, is_read) -> why the file is refused, or "".
    refuse: Callable[[str, Sequence[str], bool], str] = lambda file_id, texts, is_read: ""
    # (file_id, texts, is_read) -> findings for `settle`. Runs before the transaction, as a large file takes seconds.
    examine: Callable[[str, Sequence[str], bool], Found] = _nothing
    # (file_id): runs first in the transaction that ends the check, to lock what the file belongs to.
    lock: Callable[[str], object] = lambda file_id: None
    # (file_id, found): runs in the transaction that ends the check; an error rolls it back.
    settle: Callable[[str, Found], None] = lambda file_id, findings: None


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    _holders.append(holder)


def why_refused(file_id: str, texts: Sequence[str], *, is_read: bool) -> str:
    return next(filter(None, (holder.refuse(file_id, texts, is_read) for holder in _holders)), "")


def lock_places(file_id: str) -> None:
    for holder in _holders:
        holder.lock(file_id)


def examine(file_id: str, texts: Sequence[str], *, is_read: bool) -> list[Found]:
    """Return the findings about one file of each app that holds files, in the order in which the apps registered."""
    return [holder.examine(file_id, texts, is_read) for holder in _holders]


def settle_holders(file_id: str, findings: Sequence[Found]) -> None:
    for holder, own in zip(_holders, findings, strict=True):
        holder.settle(file_id, own)
