"""Verify the hash chain of the audit log, up to the first wrong entry. Memory use does not grow with the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from ratsite.audit.models import Log, LogSeal
from ratsite.audit.seals import START, canonical, chain_text, keys, mac

CHUNK = 1_000  # seals read at a time
ENTRIES = {Log.MODEL: ModelLogEntry, Log.PAGE: PageLogEntry}


@dataclass
class Verdict:
    """The result of a verification. problem: "" if the log is intact, else a message about the first wrong entry."""

    count: int = 0
    digest: str = START
    problem: str = ""


def verify(*, expect: str = "", least: int = 0) -> Verdict:
    """Verify the audit log's hash chain and return a Verdict.

    expect: a digest that was written down earlier. least: the number of entries at that time. Without these, nobody can
    detect that the newest entries were removed, because the rest is still a valid chain.
    """
    verdict, has_expected, known = Verdict(), expect in ("", START), list(keys())
    for seal, entry in _sealed_entries():
        verdict.problem = _fault(seal, entry, verdict, known)
        if verdict.problem:
            return verdict
        verdict.count, verdict.digest = seal.number, seal.digest
        has_expected = has_expected or seal.digest == expect
    verdict.problem = _missing_at_end(verdict, has_expected, least) or _unsealed()
    return verdict


def _sealed_entries() -> Iterator[tuple[LogSeal, object | None]]:
    after = 0
    while chunk := list(LogSeal.objects.filter(number__gt=after).order_by("number")[:CHUNK]):
        entries = {
            log: model.objects.in_bulk([seal.entry_id for seal in chunk if seal.log == log])
            for log, model in ENTRIES.items()
        }
        for seal in chunk:
            yield seal, entries[Log(seal.log)].get(seal.entry_id) if seal.log in ENTRIES else None
        after = chunk[-1].number


def _fault(seal: LogSeal, entry, so_far: Verdict, known: list[bytes]) -> str:
    """Return a message if this seal does not follow the seals before it or does not fit its entry, else "".

    so_far: the verdict on the seals before it. known: the keys; the key of this seal is moved to the front of this
    list.
    """
    if seal.number != so_far.count + 1:
        missing = {"number": so_far.count + 1, "seal": _name(seal)}
        return _("Number %(number)s was removed. The next one is %(seal)s.") % missing
    text = chain_text(so_far.digest, number=seal.number, log=seal.log, entry_id=seal.entry_id, content=seal.content)
    key = next((key for key in known if mac(key, text) == seal.digest), None)
    if key is None:
        return _wrong_seal(seal)
    known.sort(key=lambda other: other != key)  # the next entries were probably sealed with the same key
    if entry is None:
        return _("%(seal)s, was removed. Only its seal is left.") % {"seal": _name(seal)}
    if mac(key, canonical(Log(seal.log), entry)) != seal.content:
        return _("%(seal)s, was changed after it was written.") % {"seal": _name(seal)}
    return ""


def _name(seal: LogSeal) -> str:
    if seal.log not in ENTRIES:
        return str(seal)
    parts = {"number": seal.number, "entry": seal.entry_id, "log": Log(seal.log).label}
    return _("Number %(number)s, entry %(entry)s of %(log)s") % parts


def _wrong_seal(seal: LogSeal) -> str:
    if seal.number > 1:
        return _("%(seal)s, was added, moved or sealed again later. It does not match the seal before it.") % {
            "seal": _name(seal)
        }
    return _(
        "%(seal)s, was added, moved or sealed again later. Or it was sealed with a LOG_KEYS or "
        "SECRET_KEY that is no longer set."
    ) % {"seal": _name(seal)}


def _missing_at_end(verdict: Verdict, has_expected: bool, least: int) -> str:
    """Return a message if the log has fewer entries than expected or does not contain the expected digest, else ""."""
    if verdict.count < least:
        counts = {"left": verdict.count, "expected": least}
        return _("Entries are missing at the end. There are %(left)s, and there were %(expected)s.") % counts
    return (
        ""
        if has_expected
        else _("Entries are missing at the end, or this is a different log. It does not contain the expected digest.")
    )


def _unsealed() -> str:
    """Return a message about the first log entry that has no seal, or "" if every entry has one."""
    for log, model in ENTRIES.items():
        seals = LogSeal.objects.filter(log=log, entry_id=OuterRef("pk"))
        entry = model.objects.filter(~Exists(seals)).order_by("pk").values_list("pk", flat=True).first()
        if entry is not None:
            return _("Entry %(entry)s of %(log)s has no seal, so it was not added by the site.") % {
                "entry": entry,
                "log": log.label,
            }
    return ""
