"""Give programs that open files by their path a path on this machine, wherever the file is stored."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile


@contextmanager
def local_path(content: FieldFile) -> Iterator[str]:
    """Yield the path of a stored file while the block lasts: its own, or that of a temporary copy from elsewhere.

    Raises FileNotFoundError for a file elsewhere that is missing; a missing local file is found out by who opens it.
    """
    if isinstance(content.storage, FileSystemStorage):
        yield content.path
        return
    with tempfile.NamedTemporaryFile(prefix="ratsite-") as copy:
        with content.storage.open(content.name, "rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield copy.name
