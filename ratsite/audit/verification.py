"""Verify the hash chain of the audit log, up to the first wrong entry. Memory use does not grow with the log."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, PageLogEntry

from ratsite.audit.models import Log, LogSeal
from ratsite.audit.seals import START, canonical, chain_text, keys, mac

CHUNK = 1_000  # seals at a time
ENTRIES = {Log.MODEL: ModelLogEntry, Log.PAGE: PageLogEntry}


@dataclass
class Verdict:
    """The result of a verification. problem: "" if the log is intact, else a message about the first wrong entry."""

    count: int = 0
    digest: str = START
    problem: str = ""


def verify(*, expect: str = "", least: int = 0) -> Verdict:
    """Verify the audit log's hash chain and return a Verdict.

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
        missing = {"number": so_far.count + 1, "seal": _name(one)}
        return _("Number %(number)s was removed: the next one is %(seal)s.") % missing
    follows = chain_text(so_far.digest, number=one.number, log=one.log, entry_id=one.entry_id, content=one.content)
    key = next((key for key in known if mac(key, follows) == one.digest), None)
    if key is None:
        return _wrong_seal(one)
    known.sort(key=lambda other: other != key)  # try the key that fits first from now on
    if entry is None:
        return _("%(seal)s, was removed: only its seal is left.") % {"seal": _name(one)}
    if mac(key, canonical(Log(one.log), entry)) != one.content:
        return _("%(seal)s, was changed after it was written.") % {"seal": _name(one)}
    return ""


def _name(one: LogSeal) -> str:
    if one.log not in ENTRIES:
        return str(one)
    parts = {"number": one.number, "entry": one.entry_id, "log": Log(one.log).label}
    return _("Number %(number)s, entry %(entry)s of %(log)s") % parts


def _wrong_seal(one: LogSeal) -> str:
    if one.number > 1:
        return _("%(seal)s, was put in, moved or sealed anew: it does not follow on from the seal before it.") % {
            "seal": _name(one)
        }
    return _(
        "%(seal)s, was put in, moved or sealed anew. Or it was sealed with another LOG_KEYS or SECRET_KEY than today’s."
    ) % {"seal": _name(one)}


def _cut_off(verdict: Verdict, met: bool, least: int) -> str:
    if verdict.count < least:
        counts = {"left": verdict.count, "expected": least}
        return _("The end was cut off: %(left)s entries are left, and there were %(expected)s.") % counts
    return "" if met else _("The end was cut off, or this is another log: it does not contain the expected digest.")


def _inserted() -> str:
    """Return a message about the first log entry that has no seal, or "" if every entry has one."""
    for log, model in ENTRIES.items():
        seals = LogSeal.objects.filter(log=log, entry_id=OuterRef("pk"))
        entry = model.objects.filter(~Exists(seals)).order_by("pk").values_list("pk", flat=True).first()
        if entry is not None:
            return _("Entry %(entry)s of %(log)s was put in outside the site: it has no seal.") % {
                "entry": entry,
                "log": log.label,
            }
    return ""
