"""Verify the hash chain of the audit log in constant memory, up to the first wrong entry."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from wagtail.models import ModelLogEntry, PageLogEntry

from ratsite.audit.models import Log, LogSeal
from ratsite.audit.seals import START, canonical, keys, linked, mac

CHUNK = 1_000  # seals at a time
ENTRIES = {Log.MODEL: ModelLogEntry, Log.PAGE: PageLogEntry}


@dataclass
class Verdict:
    """The result of a verification. problem: "" if the log is intact, else a message about the first wrong entry."""

    count: int = 0
    digest: str = START
    problem: str = ""


def verify(*, expect: str = "", least: int = 0) -> Verdict:
    """Verify the log and return a Verdict.

    expect: a digest that was written down earlier; least: the number of entries at that time. Only these detect that
    the newest entries were cut off, because the rest is still a valid chain.
    """
    verdict, met, known = Verdict(), expect in ("", START), list(keys())
    for one, entry in _sealed_entries():
        verdict.problem = _fault(one, entry, verdict, known)
        if verdict.problem:
            return verdict
        verdict.count, verdict.digest = one.number, one.digest
        met = met or one.digest == expect
    verdict.problem = _cut_off(verdict, met, least) or _inserted()
    return verdict


def _sealed_entries() -> Iterator[tuple[LogSeal, object | None]]:
    after = 0
    while chunk := list(LogSeal.objects.filter(number__gt=after).order_by("number")[:CHUNK]):
        found = {
            log: model.objects.in_bulk([one.entry_id for one in chunk if one.log == log])
            for log, model in ENTRIES.items()
        }
        for one in chunk:
            yield one, found[Log(one.log)].get(one.entry_id) if one.log in ENTRIES else None
        after = chunk[-1].number


def _fault(one: LogSeal, entry, so_far: Verdict, known: list[bytes]) -> str:
    if one.number != so_far.count + 1:
        return f"Number {so_far.count + 1} was removed: the next one is {_name(one)}."
    follows = linked(so_far.digest, number=one.number, log=one.log, entry_id=one.entry_id, content=one.content)
    key = next((key for key in known if mac(key, follows) == one.digest), None)
    if key is None:
        return (
            f"{_name(one)}, was put in, moved or sealed anew: it does not follow on from the one before it.{_hint(one)}"
        )
    known.sort(key=lambda other: other != key)  # try the key that fits first from now on
    if entry is None:
        return f"{_name(one)}, was removed: only its seal is left."
    if mac(key, canonical(Log(one.log), entry)) != one.content:
        return f"{_name(one)}, was changed after it was written."
    return ""


def _name(one: LogSeal) -> str:
    return f"Number {one.number}, entry {one.entry_id} of {Log(one.log).label}" if one.log in ENTRIES else str(one)


def _hint(one: LogSeal) -> str:
    return " Or LOG_KEYS and SECRET_KEY are not those that it was sealed with." if one.number == 1 else ""


def _cut_off(verdict: Verdict, met: bool, least: int) -> str:
    if verdict.count < least:
        return f"The end was cut off: {verdict.count} entries are left, and there were {least}."
    return "" if met else "The end was cut off, or this is another log: the expected digest is nowhere in it."


def _inserted() -> str:
    """Return a message about the first entry without a seal, or ""."""
    for log, model in ENTRIES.items():
        seals = LogSeal.objects.filter(log=log, entry_id=OuterRef("pk"))
        entry = model.objects.filter(~Exists(seals)).order_by("pk").values_list("pk", flat=True).first()
        if entry is not None:
            return f"Entry {entry} of {log.label} was put in past the site: it has no seal."
    return ""
