"""Draw a picture of one page of an untrusted PDF, in a separate process with limits.

    python -m ratsite.lib.documents.pdf.page_pictures PATH NUMBER-SIDE

Writes a JPEG to standard output, after its length as eight bytes; writes nothing if it fails. NUMBER counts from 1; the
longer side has SIDE pixels. Imports no framework.
"""

import io
import sys
from pathlib import Path

from ratsite.lib.documents import pictures

QUALITY = 75


def draw_page(path: Path, number: int, side: int) -> bytes:
    """Return a JPEG of a page as a reader sees it, with form fields and marks. Raises IndexError for a missing page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if not 1 <= number <= len(document):
        raise IndexError(number)
    document.init_forms()
    page = document[number - 1]
    drawn = page.render(scale=side / max(page.get_size()), may_draw_forms=True).to_pil().convert("RGB")
    drawn.thumbnail((side, side))
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    number, side = map(int, sys.argv[2].split("-"))
    pictures.write((draw_page(Path(sys.argv[1]), number, side),), sys.stdout.buffer)
