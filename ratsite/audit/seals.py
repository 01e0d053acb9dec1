"""The hash chain over the audit log: changing, removing, inserting or moving an entry breaks it.

`manage.py verify_log` checks it. A seal is an HMAC over the entry and the seal before it. The key (LOG_KEYS, else
SECRET_KEY) is not in the database, so access to the database alone is not enough to forge one. Entries name people,
targets and pages by number, so erasing or deleting those breaks nothing.

An entry of `record()` and its seal are stored together or not at all. Wagtail's own entries (a page is published, a
picture deleted) are sealed right after they are stored, in the same transaction if Wagtail uses one. An entry that was
not written through Django has no seal, and verify_log reports it.
"""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Iterator

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from ratsite.audit.models import Log, LogSeal

START = "0" * 64  # the digest before the first seal
LOCK = 7_205_759_403  # a number that no other advisory lock of the site has


def seal(log: Log, entry) -> LogSeal:
    """Add the seal of a log entry that was just stored, in the caller's transaction if there is one.

    Until that transaction ends, no other transaction can write a log entry. So take all other locks before you call
    this.
    """
    with transaction.atomic():
        _lock()
        last = LogSeal.objects.order_by("-number").first()
        number, before = (last.number + 1, last.digest) if last else (1, START)
        return LogSeal.objects.create(**seal_fields(log, entry, number=number, before=before))


def _lock() -> None:
    """Lock the hash chain of seals until the transaction ends.

    On SQLite a writing transaction is exclusive anyway (IMMEDIATE, in the settings).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def seal_fields(log: Log, entry, *, number: int, before: str) -> dict:
    """Return the field values of a log entry's seal, made with the newest key.

    number: the seal's place in the chain; before: the digest of the seal before it.
    """
    key, text = next(keys()), canonical(log, entry)
    content = mac(key, text)
    fields = {"number": number, "log": str(log), "entry_id": entry.pk, "content": content}
    return fields | {"digest": mac(key, chain_text(before, **fields))}


def canonical(log: Log, entry) -> str:
    """Return a log entry as canonical JSON, which is the same before and after the entry is stored."""
    data = json.loads(json.dumps(entry.data, cls=DjangoJSONEncoder))
    fields = {
        "log": str(log),
        "id": entry.pk,
        "kind": entry.content_type_id,
        "target": str(entry.object_id if log == Log.MODEL else entry.page_id),
        "label": str(entry.label),
        "action": str(entry.action),
        "data": data,
        "at": entry.timestamp.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "uuid": str(entry.uuid or ""),
        "person": entry.user_id,
        "revision": entry.revision_id,
        "changed": entry.content_changed,
        "deleted": entry.deleted,
    }
    return json.dumps(fields, sort_keys=True, ensure_ascii=True, separators=(",", ":"))


def chain_text(before: str, *, number: int, log: str, entry_id: int, content: str) -> str:
    return f"{before}:{number}:{log}:{entry_id}:{content}"


def keys() -> Iterator[bytes]:
    """Yield the keys of seals, newest first. The newest makes new seals; older keys verify the seals made with them."""
    for source in [*settings.LOG_KEYS, settings.SECRET_KEY]:
        yield hashlib.sha256(b"log:" + source.encode()).digest()


def mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def drop_remarks(sender, instance, **kwargs) -> None:
    """Remove an editor's remarks from an entry before it is sealed, because no erasure could remove them afterwards.

    Nothing is lost: remarks on a draft and on its approval are also in tables of their own.
    """
    data = {**instance.data}
    if isinstance(data.get("comment"), str):  # on an approval
        data["comment"] = ""
    for name in ("comment", "reply"):
        if isinstance(data.get(name), dict):
            data[name] = {key: value for key, value in data[name].items() if key != "text"}
    instance.data = data


def on_model_entry(sender, instance, created: bool, raw: bool = False, **kwargs) -> None:
    _seal_new(Log.MODEL, instance, created and not raw)


def on_page_entry(sender, instance, created: bool, raw: bool = False, **kwargs) -> None:
    _seal_new(Log.PAGE, instance, created and not raw)


def _seal_new(log: Log, entry, created: bool) -> None:
    if created:
        seal(log, entry)
