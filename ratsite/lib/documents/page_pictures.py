"""Draw a small picture of one page of an untrusted PDF, in a separate process with limits.

    python -m ratsite.lib.documents.page_pictures PATH NUMBER

Writes a JPEG to standard output, after its length as eight bytes; writes nothing if it fails. NUMBER counts from 1.
Imports no framework.
"""

import io
import sys
from pathlib import Path

from ratsite.lib.documents import pictures

SIDE = 900  # pixels of the longer side: large headings can be read, and it takes some 60 kB
QUALITY = 75


def draw_page(path: Path, number: int) -> bytes:
    """Return a JPEG of a page, with its forms and marks, as a reader sees it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    page = document[number - 1]
    drawn = page.render(scale=SIDE / max(page.get_size()), may_draw_forms=True).to_pil().convert("RGB")
    drawn.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    pictures.write((draw_page(Path(sys.argv[1]), int(sys.argv[2])),), sys.stdout.buffer)
