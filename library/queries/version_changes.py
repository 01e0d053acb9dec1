"""What changed between two versions of a resource: the text of their files, and their links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from django.utils.safestring import SafeString

from library.models import ResourceFile, ResourceLink, ResourceVersion
from ratsite.files.models import FileText
from ratsite.lib.markup.difference import MOST_COMPARED, difference
from ratsite.lib.markup.passages import change_html

# Files are compared by sentence, because lines and pages of a new version break at other places.
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
MOST_SENTENCES = 5_000  # in one file, some 200 pages: the text of a longer file is not compared
MOST_SHOWN = 30  # changed passages of one file: a reader of more had better read the file


@dataclass(frozen=True)
class FileChanges:
    """The changes in the text of one file. before, after: the file in each version; None if the version lacks it."""

    before: ResourceFile | None
    after: ResourceFile | None
    passages: list[SafeString]  # HTML with <del> and <ins>
    is_compared: bool = True  # False if one of the files has no text, or is too long
    has_more: bool = False  # there are more changes than `passages`


def file_changes(before: ResourceVersion, after: ResourceVersion) -> list[FileChanges]:
    """Return the changes in the text of the files of two versions. Costs one query.

    Both versions are fetched with `readable_files`, the files that the reader may open.
    """
    pairs = list(_pairs(_clean(before), _clean(after)))
    stored = [file.stored_file_id for pair in pairs for file in pair if file is not None]
    pages: dict[UUID, list[str]] = {}
    for text in FileText.objects.filter(stored_file__in=stored).order_by("stored_file", "page"):
        pages.setdefault(text.stored_file_id, []).append(text.text)
    sentences = {pk: _sentences(" ".join(texts)) for pk, texts in pages.items()}
    return [_compared(old, new, sentences) for old, new in pairs]


def link_changes(before: ResourceVersion, after: ResourceVersion) -> list[tuple[str, ResourceLink]]:
    """Return ("del", link) for each link that only the earlier version has, then ("ins", link) for each new one."""
    old, new = ({(link.url, link.title): link for link in version.links.all()} for version in (before, after))
    gone = [("del", link) for key, link in old.items() if key not in new]
    return gone + [("ins", link) for key, link in new.items() if key not in old]


def _sentences(text: str) -> list[str]:
    parts = (" ".join(part.split()) for part in SENTENCE_END.split(text))
    return [part for part in parts if part]


def _clean(version: ResourceVersion) -> list[ResourceFile]:
    return [file for file in version.readable_files if file.stored_file.is_clean]


def _pairs(
    old: list[ResourceFile], new: list[ResourceFile]
) -> Iterator[tuple[ResourceFile | None, ResourceFile | None]]:
    """Yield pairs (before, after) of files to compare. One of a pair is None if its version has no file left.

    Files with the same name are paired first, the others in their order.
    """
    left, partners = list(old), {}
    for file in new:
        same = next((one for one in left if one.stored_file.name == file.stored_file.name), None)
        if same is not None:
            partners[file.pk] = same
            left.remove(same)
    for file in new:
        yield partners.get(file.pk) or (left.pop(0) if left else None), file
    for file in left:
        yield file, None


def _compared(old: ResourceFile | None, new: ResourceFile | None, sentences: dict[UUID, list[str]]) -> FileChanges:
    if old is None or new is None:
        return FileChanges(old, new, [])
    before, after = sentences.get(old.stored_file_id, []), sentences.get(new.stored_file_id, [])
    if not before or not after or max(len(before), len(after)) > MOST_SENTENCES:
        return FileChanges(old, new, [], is_compared=False)
    left, passages = 2 * MOST_COMPARED, []
    for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            continue
        if len(passages) == MOST_SHOWN:
            return FileChanges(old, new, passages, has_more=True)
        was, now = " ".join(before[i:j]), " ".join(after[k:m])
        left -= len(was.split()) * len(now.split())
        # The time to compare grows with the product of the two lengths.
        passages.append(change_html(was, now) if left > 0 else difference(was, "") + difference("", now))
    return FileChanges(old, new, passages)
