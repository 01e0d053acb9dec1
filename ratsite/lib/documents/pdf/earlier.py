"""Find earlier states of a PDF: a program may append changes and leave everything before them in the file.

A page that was deleted in this way is still in the file (ISO 32000-1, 7.5.6). Runs in the limited process of
ratsite.lib.documents.extraction; imports no framework.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ratsite.lib.documents.hidden_parts import EARLIER, HiddenPart, HiddenPartKind

# The end of each state. A file made for the web (Annex F) has one more near its beginning, with the number 0.
END = re.compile(rb"startxref\s+0*[1-9]\d*\s+%%EOF")
MOST_READ = 5  # earlier states whose text is read, the newest ones; a form may have been saved a hundred times


def earlier_states(path: Path) -> Iterator[HiddenPart]:
    """Yield one hidden part with the lines of text that only earlier states of a PDF have, not its current state.

    Yields nothing if the file has no earlier state.
    """
    content = path.read_bytes()
    ends = [match.end() for match in END.finditer(content)]
    if len(ends) < 2:
        return
    now, lines = set(_lines(content)), dict[str, None]()
    for end in ends[:-1][-MOST_READ:]:
        lines |= dict.fromkeys(line for line in _lines(content[:end]) if line not in now)
    yield HiddenPart(HiddenPartKind.OTHER, EARLIER, "\n".join(lines))


def _lines(content: bytes) -> Iterator[str]:
    import pypdfium2

    with suppress(pypdfium2.PdfiumError):  # the bytes up to an end mark are not always a whole PDF
        document = pypdfium2.PdfDocument(content)
        for page in document:
            yield from map(str.strip, page.get_textpage().get_text_range().splitlines())
