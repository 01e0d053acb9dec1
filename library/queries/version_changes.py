"""What changed between an earlier version of a resource and its newest one: what curators said, and the words."""

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

# Sentences, because lines and pages of a new version break at other words.
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
MOST_SENTENCES = 5_000  # of one file, some 200 pages: a longer one is not compared
MOST_SHOWN = 30  # changed passages of one file: who meets more reads the file


@dataclass(frozen=True)
class FileChanges:
    """The changes of the text of one file. before or after: None if that version has no such file."""

    before: ResourceFile | None
    after: ResourceFile | None
    passages: list[SafeString]  # HTML with <del> and <ins>
    is_compared: bool = True  # False if one of the files has no text, or is too long
    has_more: bool = False  # there are more changes than `passages`


def file_changes(before: ResourceVersion, after: ResourceVersion) -> list[FileChanges]:
    """Compare the files of two versions, whose `readable_files` are prefetched for the reader. Costs one query."""
    pairs = list(_pairs(_clean(before), _clean(after)))
    stored = [file.stored_file_id for pair in pairs for file in pair if file is not None]
    pages: dict[UUID, list[str]] = {}
    for text in FileText.objects.filter(stored_file__in=stored).order_by("stored_file", "page"):
        pages.setdefault(text.stored_file_id, []).append(text.text)
    sentences = {pk: _sentences(" ".join(texts)) for pk, texts in pages.items()}
    return [_compared(old, new, sentences) for old, new in pairs]


def link_changes(before: ResourceVersion, after: ResourceVersion) -> list[tuple[str, ResourceLink]]:
    """Return the links that only one of two versions has, with its HTML element: first those that are gone ("del")."""
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
    """Yield pairs (before, after): files of one name first, then the others in their order, then those left over."""
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
        # Comparing word by word takes time that grows with the product of both lengths.
        passages.append(change_html(was, now) if left > 0 else difference(was, "") + difference("", now))
    return FileChanges(old, new, passages)
