"""Group the lines of a text into numbered parts, for formats that have no pages. Imports no framework."""

from collections.abc import Iterable, Iterator

from ratsite.lib.documents.hidden_parts import HiddenPart, Page
from ratsite.lib.documents.unreadable import DAMAGED

MAX_PART = 10_000  # characters of a part: short enough to make excerpts quickly


def parts(lines: Iterable[str | HiddenPart], first: int = 1, sheet: str = "") -> Iterator[Page | HiddenPart]:
    """Yield the lines as numbered parts of about MAX_PART characters. A longer line is split between words.

    Hidden parts among the lines are yielded unchanged. If `lines` raises an error of DAMAGED, the lines before it are
    yielded and the error is raised again. first: the number of the first part. sheet: the name of the sheet that has
    the lines.
    """
    gathered: list[str] = []
    number, size = first, 0
    try:
        for line in lines:
            if isinstance(line, HiddenPart):
                yield line
                continue
            for piece in _pieces(line):
                if gathered and size + len(piece) > MAX_PART:
                    yield Page(number, "\n".join(gathered), sheet)
                    number, gathered, size = number + 1, [], 0
                gathered.append(piece)
                size += len(piece)
    except DAMAGED:
        yield Page(number, "\n".join(gathered), sheet)
        raise
    yield Page(number, "\n".join(gathered), sheet)


def _pieces(line: str) -> Iterator[str]:
    while len(line) > MAX_PART:
        cut = line.rfind(" ", 1, MAX_PART) + 1 or MAX_PART
        yield line[:cut]
        line = line[cut:]
    yield line
