"""Search for words in everything that is stored: every row of every table, read with SQL, and every file."""

from collections.abc import Iterable
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection

from ratsite.files.models import private_storage
from ratsite.notifications.actions.deliver import deliver
from ratsite.notifications.enums import MailState
from ratsite.notifications.models import Mail


def found(words: Iterable[str]) -> list[tuple[str, str]]:
    """Return (table or file, word) for each table and each file with one of the words, in any case."""
    return sorted({*_in_tables(list(words)), *_in_files(list(words))})


def _in_tables(words: list[str]) -> set[tuple[str, str]]:
    return {
        (table, word)
        for table in _tables()
        for text in _rows(table)
        for word in words
        if word.lower() in text or word.lower().encode().hex() in text
    }


def _tables() -> list[str]:
    """Return the names of all tables, including SQLite's shadow tables for full text."""
    sql = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [name for (name,) in cursor.fetchall()]


def _rows(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [" ".join(map(_text, row)).lower() for row in cursor.fetchall()]


def _text(value) -> str:
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)


def _in_files(words: list[str]) -> set[tuple[str, str]]:
    places = [Path(default_storage.location), Path(private_storage().location)]
    paths = [path for place in places for path in place.rglob("*") if path.is_file()]
    return {
        (str(path.relative_to(path.parents[2])), word)
        for path in paths
        for word in words
        if word.lower() in path.name.lower() or word.lower().encode() in path.read_bytes().lower()
    }


def send_last_emails() -> None:
    """Send the waiting emails, because an erasure waits for the last email to the person."""
    for mail in Mail.objects.filter(state=MailState.WAITING):
        deliver(mail.pk)
