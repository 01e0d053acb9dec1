"""Write a clean copy of an untrusted document, in a separate process with limits.

    python -m ratsite.lib.documents.clean_copy PATH EXTENSION

Writes to standard output the numbers of the pages that became pictures, as JSON, and then the copy, each after its
length as eight bytes. Writes nothing if it fails. Imports no framework.
"""

import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from ratsite.lib.documents import pictures

# {extension: (module, function)}. Only the module that is needed is imported.
CLEANERS = {
    "docx": ("word", "clean_word"),
    "xlsx": ("workbook", "clean_workbook"),
    "pptx": ("slides", "clean_slides"),
    **dict.fromkeys(("odt", "ods", "odp"), ("open_document", "clean_open_document")),
}


def clean(path: Path, extension: str) -> tuple[bytes, list[int]]:
    """Return (the clean copy, the numbers of the pages that became pictures)."""
    if extension == "pdf":
        from ratsite.lib.documents.clean_copy.pdf import clean_pdf

        return clean_pdf(path)
    if extension in pictures.FORMATS:
        return pictures.redraw(path, extension)[0], []
    module, name = CLEANERS[extension]
    cleaner: Callable[[Path], bytes] = getattr(import_module(f"{__package__}.{module}"), name)
    return cleaner(path), []


if __name__ == "__main__":
    content, pictured = clean(Path(sys.argv[1]), sys.argv[2])
    pictures.write((json.dumps(pictured).encode(), content), sys.stdout.buffer)
