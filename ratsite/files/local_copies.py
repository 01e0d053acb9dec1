"""Provide a local path of a stored file, wherever it is stored, for programs that open files by their path."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile


@contextmanager
def local_path(content: FieldFile) -> Iterator[str]:
    """Yield a local path of a stored file inside a `with` block: its own path, or that of a temporary copy.

    Raises FileNotFoundError if a file in remote storage is missing. For a missing local file, opening the path fails.
    """
    if isinstance(content.storage, FileSystemStorage):
        yield content.path
        return
    with tempfile.NamedTemporaryFile(prefix="ratsite-") as copy:
        with content.storage.open(content.name, "rb") as source:
            shutil.copyfileobj(source, copy)
        copy.flush()
        yield copy.name
