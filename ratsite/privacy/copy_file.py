"""Write a personal data copy: a zip with a page to read, data.json and the files. Memory stays constant."""

import json
import shutil
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from ratsite.accounts.models import User
from ratsite.lib.personal_data import Section, plain, sections
from ratsite.privacy.copy_page import page

PAGE = "what-is-held-about-you.html"
FORMAT = "ratnetwork-own-data-1"  # change it when a key is removed or changes its meaning; new keys may be added
ROWS_AT_A_TIME = 500
Lists = list[tuple[Section, QuerySet]]
WITHIN = (
    "The number of a topic or post leads to its page: /forum/topics/<number>/, /forum/posts/<number>/. "
    "Beside your own words it has what was decided about you, and what moderators and coordinators wrote "
    "to you, without who they were. "
    "What else others wrote is not in it; ask the coordinator for notes that moderators and coordinators keep."
)
TO_READ = (
    "This is a copy of what the RAT Network's site holds about you. Your files lie beside this page, and data.json has "
    f"the same for a computer. {WITHIN}"
)
ABOUT = (
    "A copy of what the RAT Network's site holds about you. Each list under “lists” is described under “about”. Times "
    f"are UTC. {WITHIN}"
)


def write_copy(person: User, target: IO[bytes]) -> None:
    """Write a person's data copy. Files that are missing on the disk are left out, but their rows are listed."""
    _write([(part, part.rows(person)) for part in sections()], target)


def write_copy_of_address(address: str, target: IO[bytes]) -> None:
    """Write the data copy for an address (lower case) without an account: applications, invitations, messages."""
    _write([(part, part.of_address(address)) for part in sections() if part.of_address], target)


def _write(lists: Lists, target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name, pieces in ((PAGE, page(lists, TO_READ)), ("data.json", _document(lists))):
            with archive.open(name, "w", force_zip64=True) as stream:
                for piece in pieces:
                    stream.write(piece.encode())
        for part, rows in lists:
            if part.files:
                _write_files(archive, part, rows)


def _document(lists: Lists) -> Iterable[str]:
    head = {"format": FORMAT, "made_at": plain(timezone.now()), "what": ABOUT, "about": {}}
    for part, _ in lists:
        head["about"][part.key] = {"what": str(part.title), "why": str(part.why), "kept": str(part.until)}
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "lists": {'
    for number, (part, rows) in enumerate(lists):
        yield f"{',' if number else ''}\n  {json.dumps(part.key)}: ["
        for place, row in enumerate(_rows(part, rows)):
            yield f"{',' if place else ''}\n   {json.dumps(row, ensure_ascii=False)}"
        yield "]"
    yield "\n }\n}\n"


def _rows(part: Section, rows: QuerySet) -> Iterable[dict[str, Any]]:
    for instance in rows.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME):
        yield part.row(instance)


def _write_files(archive: zipfile.ZipFile, part: Section, rows: QuerySet) -> None:
    for instance in rows.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME):
        for name, content in part.files(instance) if part.files else ():
            if not content.name or not content.storage.exists(content.name):
                continue
            with content.open("rb") as source, archive.open(name, "w", force_zip64=True) as stream:
                shutil.copyfileobj(source, stream)
