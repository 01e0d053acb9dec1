"""Write a personal data copy: a zip with a page, its style sheet, data.json and the files.

Memory use does not grow with the amount of data.
"""

import json
import shutil
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.accounts.models import User
from ratsite.lib.own_network import own_network
from ratsite.lib.personal_data import OwnAddress, Section, as_json_value, sections
from ratsite.privacy.copy_page import STYLE_SHEET, page

PAGE = "what-is-held-about-you.html"
# Change the number when a key is removed or changes its meaning; new keys may be added without.
FORMAT = "ratsite-own-data-1"
ROWS_AT_A_TIME = 500
Lists = list[tuple[Section, QuerySet]]
TO_READ = _(
    "This is a copy of what the website of %(network)s holds about you. Your files are next to this page. The file "
    "data.json has the same information in a form that computers can read."
)
ABOUT = _(
    "A copy of what the website of %(network)s holds about you. The part “lists” has one list for each kind of data. "
    "The part “about” says what is in each list, why we hold it and how long we keep it. Times are UTC."
)
CONTENTS = _(
    "The number of a topic or post leads to its page: /forum/topics/<number>/, /forum/posts/<number>/. The copy has "
    "what you wrote, what was decided about you, and what moderators and coordinators wrote to you, without their "
    "names. It has nothing else that other people wrote. To see notes that moderators and coordinators keep about you, "
    "ask the coordinator."
)


def write_copy(person: User, target: IO[bytes]) -> None:
    """Write a person's data copy to an open file.

    Files that are missing on the disk are left out, but their database rows are listed.
    """
    _write([(section, section.rows(person)) for section in sections()], target)


def write_copy_of_address(address: OwnAddress, target: IO[bytes]) -> None:
    """Write the data copy of a person without an account to an open file.

    It has the applications, invitations and messages with this email address.
    """
    _write([(section, section.of_address(address)) for section in sections() if section.of_address], target)


def _write(lists: Lists, target: IO[bytes]) -> None:
    texts: dict[str, Iterable[str]] = {
        PAGE: page(lists, TO_READ % {"network": own_network().short_name}, str(CONTENTS)),
        STYLE_SHEET: [render_to_string("privacy/copy/style.css")],
        "data.json": _document(lists),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        for name, pieces in texts.items():
            with archive.open(name, "w", force_zip64=True) as stream:
                for piece in pieces:
                    stream.write(piece.encode())
        for section, rows in lists:
            if section.files:
                _write_files(archive, section, rows)


def _document(lists: Lists) -> Iterable[str]:
    about = {
        section.key: {"what": str(section.title), "why": str(section.why), "kept": str(section.until)}
        for section, _rows in lists
    }
    what = f"{ABOUT % {'network': own_network().short_name}} {CONTENTS}"
    head = {"format": FORMAT, "made_at": as_json_value(timezone.now()), "what": what, "about": about}
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "lists": {'
    for number, (section, rows) in enumerate(lists):
        yield f"{',' if number else ''}\n  {json.dumps(section.key)}: ["
        for index, row in enumerate(_rows(section, rows)):
            yield f"{',' if index else ''}\n   {json.dumps(row, ensure_ascii=False)}"
        yield "]"
    yield "\n }\n}\n"


def _rows(section: Section, rows: QuerySet) -> Iterable[dict[str, Any]]:
    for instance in rows.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME):
        yield section.row(instance)


def _write_files(archive: zipfile.ZipFile, section: Section, rows: QuerySet) -> None:
    for instance in rows.order_by("pk").iterator(chunk_size=ROWS_AT_A_TIME):
        for name, content in section.files(instance) if section.files else ():
            if not content.name or not content.storage.exists(content.name):
                continue
            with content.open("rb") as source, archive.open(name, "w", force_zip64=True) as stream:
                shutil.copyfileobj(source, stream)
