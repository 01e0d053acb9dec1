"""The apps that have files, and the functions of each app that run when one of its files is checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Found = list[str]  # findings of one app in a file's texts


def _nothing(file_id: str, texts: Sequence[str], is_read: bool) -> Found:
    return []


@dataclass(frozen=True)
class Holder:
    """An app whose rows refer to files. Its functions are called while a new file is checked.

    They are called for every file, and must do nothing for files of other apps. Their arguments: `texts` is the file's
    name and the texts in it; `is_read` is True if all its text was read.
    """

    # False: a file with scanned pages, whose text nobody can check, counts as not read to its end.
    takes_scans: bool = True
    # (file_id, texts, is_read): returns why the file is refused; "" if it is not.
    refuse: Callable[[str, Sequence[str], bool], str] = lambda file_id, texts, is_read: ""
    # (file_id, texts, is_read): returns findings for `apply_check`. Runs before the transaction: it can take seconds.
    examine: Callable[[str, Sequence[str], bool], Found] = _nothing
    # (file_id): locks the post or resource of the file. Runs first in the transaction that ends the check.
    lock: Callable[[str], object] = lambda file_id: None
    # (file_id, findings): stores the findings. Runs in the transaction that ends the check; an error rolls it back.
    apply_check: Callable[[str, Found], None] = lambda file_id, findings: None


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    _holders.append(holder)


def why_refused(file_id: str, texts: Sequence[str], *, is_read: bool, has_scans: bool = False) -> str:
    """Return why the first registered app that refuses this file does so; "" if none refuses it.

    has_scans: True if the file has scanned pages, whose text cannot be checked.
    """
    for holder in _holders:
        if why := holder.refuse(file_id, texts, is_read and (holder.takes_scans or not has_scans)):
            return why
    return ""


def lock_holders(file_id: str) -> None:
    for holder in _holders:
        holder.lock(file_id)


def examine(file_id: str, texts: Sequence[str], *, is_read: bool) -> list[Found]:
    """Return the findings of each registered app in one file, in the order of registration, for `apply_checks`."""
    return [holder.examine(file_id, texts, is_read) for holder in _holders]


def apply_checks(file_id: str, findings: Sequence[Found]) -> None:
    for holder, holders_findings in zip(_holders, findings, strict=True):
        holder.apply_check(file_id, holders_findings)
