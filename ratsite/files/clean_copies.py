"""Write clean copies of files, and show a file and its clean copy side by side.

How a page uses this:

1. `ratsite.files.actions.make_clean_copy(stored=…, person=…)` returns the copy's row at once. Show "being checked"
   while `copy.is_quarantined`, and `copy.refusal` if it was refused.
2. When `copy.is_clean`, show `side_by_side(copy)`: the text of each page before and after. For a PDF also show
   `page_picture(stored, number)` and `page_picture(copy, number)`, in a view that checks who may see the file.
   `ratsite.files.queries.hidden_parts.hidden_parts_of(copy)` returns what the copy still hides; this should be nothing.
3. If the person accepts the copy, the app replaces the original by it in its own rows, and
   `ratsite.files.actions.mark_replaced(original)` marks the original, which is deleted some time later. If not,
   `delete_stored(stored=copy)` deletes the copy.
"""

import hashlib
from dataclasses import dataclass
from itertools import zip_longest

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ratsite.files.enums import FileState
from ratsite.files.fixity import fault_of
from ratsite.files.local_copies import local_path
from ratsite.files.models import StoredFile
from ratsite.files.sandbox import copy_cleaned, draw_page

SIDE = 900  # pixels of the longer side of a page: text can be compared, and a picture has some 60 kB

FAILED = _("We could not make a clean copy of this file. Remove its hidden parts yourself, save it, and send it again.")


@dataclass(frozen=True)
class PageBeforeAndAfter:
    """The text that a reader sees on one page of a file, and on the same page of its clean copy. number: from 1."""

    number: int
    before: str
    after: str

    @property
    def is_picture(self) -> bool:
        """True if the copy has only a picture of this page, because the page had hidden text."""
        return bool(self.before) and not self.after

    @property
    def is_same(self) -> bool:
        return self.before == self.after


def write_clean_copy(*, file_id: str) -> bool:
    """Write the content of a clean copy, or refuse the copy if that fails. Return False if there is nothing to do.

    There is nothing to do if `file_id` is no clean copy, or if the copy was written or refused before. The content is
    made outside the transaction, because that can take seconds. Inside, the copy's state is checked again.
    """
    waiting = StoredFile.objects.quarantined().filter(content="")
    copy = waiting.select_related("clean_copy_of").filter(pk=file_id).first()
    if copy is None:
        return False
    original = copy.clean_copy_of
    content = None
    if original is not None and not fault_of(original):
        with local_path(original.content) as path:
            content = copy_cleaned(path, original.extension)
    with transaction.atomic():
        copy = waiting.select_for_update(no_key=True).filter(pk=file_id).first()
        if copy is None:
            return False
        if content is None:
            copy.state, copy.refusal, copy.checked_at = FileState.REFUSED, str(FAILED), timezone.now()
        else:
            copy.content.save(copy.name, ContentFile(content), save=False)
            copy.size, copy.sha256 = len(content), hashlib.sha256(content).hexdigest()
        copy.save()
    return True


def side_by_side(copy: StoredFile) -> list[PageBeforeAndAfter]:
    """Return the text of each page of a clean copy and of the file that it was made from. Costs three queries.

    For a PDF, whose pages can be drawn, all pages are returned. For other formats, pages without text are left out.
    Their pages are paired by their order and not by their number, because hidden slides and sheets are not in the copy.
    """
    before = _texts(copy.clean_copy_of) if copy.clean_copy_of is not None else {}
    after = _texts(copy)
    if copy.extension == "pdf":
        numbers = range(1, max((copy.page_count or 0, *before, *after)) + 1)
        return [PageBeforeAndAfter(number, before.get(number, ""), after.get(number, "")) for number in numbers]
    pairs = zip_longest(before.values(), after.values(), fillvalue="")
    return [PageBeforeAndAfter(number, *texts) for number, texts in enumerate(pairs, 1)]


def page_picture(stored: StoredFile, number: int) -> bytes | None:
    """Return a small JPEG of a page of a PDF; None if it cannot be drawn. number: from 1.

    It is drawn in a limited process, which takes some tenths of a second.
    """
    if stored.extension != "pdf":
        return None
    with local_path(stored.content) as path:
        return draw_page(path, number, SIDE)


def _texts(stored: StoredFile) -> dict[int, str]:
    return dict(stored.texts.order_by("page").values_list("page", "text"))
