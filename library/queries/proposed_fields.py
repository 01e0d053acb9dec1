"""Guess the title, summary, date and language of a draft from its file, as proposals for the curator's form."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from library.enums import Language
from library.models import ResourceFile
from ratsite.files.enums import HiddenKind
from ratsite.files.models import FileText, HiddenPart
from ratsite.lib.search.language_guess import guess

PAGES_READ = 3  # of each file, from the first page
SUMMARY_LENGTH = 240
TITLE_LENGTHS = range(5, 121)
TITLE = re.compile(r"^Title: *(.+)$", re.MULTILINE)
MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
# Finds "Updated 20 October 2024" in the text, and "2024-10-20" in the name of the file.
DAY_IN_TEXT = re.compile(
    rf"\b(?:published|issued|updated|revised|reviewed|dated?)\b\D{{0,20}}(\d{{1,2}})(?:st|nd|rd|th)?"
    rf" ({'|'.join(MONTHS)}),? (\d{{4}})\b",
    re.IGNORECASE,
)
DAY_IN_NAME = re.compile(r"(?<!\d)(20\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?!\d)")
# Titles that say nothing: what programs write into every document, and names of files.
NO_TITLE = re.compile(r"untitled|^(microsoft )?(word|powerpoint|excel)\b|document ?\d*$|slide ?\d*$|\.\w{2,4}$", re.I)
SENTENCE_END = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True)
class Proposal:
    """Guessed fields of a draft. A field is empty if the file says nothing usable."""

    title: str = ""
    language: str = ""
    issued_on: dt.date | None = None
    summary: str = ""


def title_from_name(name: str) -> str:
    """Return a title made from the name of a file: "NRM_guidance-v2.pdf" gives "NRM guidance v2"."""
    words = re.sub(r"[_\-.\s]+", " ", name.rpartition(".")[0] or name).strip()
    return (words[:1].upper() + words[1:])[:160] or name[:160]


def proposals_for(files: Collection[ResourceFile]) -> dict[object, Proposal]:
    """Return {file id: Proposal} for those of the files that passed their check. Costs two queries."""
    clean = [file for file in files if file.stored_file.is_clean]
    stored = {file.stored_file_id: file.pk for file in clean}
    texts, facts = defaultdict(list), defaultdict(list)
    pages = FileText.objects.filter(stored_file__in=stored, page__lte=PAGES_READ).order_by("stored_file", "page")
    for stored_id, text in pages.values_list("stored_file", "text"):
        texts[stored_id].append(text)
    about = [HiddenKind.TITLE, HiddenKind.METADATA]
    parts = HiddenPart.objects.filter(stored_file__in=stored, kind__in=about).order_by("pk")
    for stored_id, text in parts.values_list("stored_file", "text"):
        facts[stored_id].append(text)
    return {
        file.pk: _proposal(
            file.stored_file.name, "\n".join(texts[file.stored_file_id]), "\n".join(facts[file.stored_file_id])
        )
        for file in clean
    }


def _proposal(name: str, text: str, facts: str) -> Proposal:
    code = guess(text)
    return Proposal(_title(facts), code if code in Language.values else "", _day(name, text), _summary(text))


def _title(facts: str) -> str:
    match = TITLE.search(facts)
    title = " ".join(match[1].split()) if match else ""
    return title if len(title) in TITLE_LENGTHS and not NO_TITLE.search(title) else ""


def _day(name: str, text: str) -> dt.date | None:
    """Return the day of issue that the text of the first pages gives, else the one in the file's name; None if neither.

    The dates in a file's properties are not used: they say when the copy was made.
    """
    try:
        if match := DAY_IN_TEXT.search(text):
            return dt.date(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]))
        named = DAY_IN_NAME.search(name)
        return dt.date(*map(int, named.groups())) if named else None
    except ValueError:
        return None


def _summary(text: str) -> str:
    """Return the first sentences of the text, up to SUMMARY_LENGTH characters."""
    words, summary = " ".join(text.split()), ""
    for sentence in SENTENCE_END.split(words[: 4 * SUMMARY_LENGTH]):
        if summary and len(summary) + len(sentence) >= SUMMARY_LENGTH:
            break
        summary = f"{summary} {sentence}".strip()
    return summary if len(summary) <= SUMMARY_LENGTH else summary[: SUMMARY_LENGTH - 1].rsplit(" ", 1)[0] + "…"
