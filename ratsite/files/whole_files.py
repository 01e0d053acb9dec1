"""A storage that stores a file completely or not at all."""

from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Storage of files on this server's disk. If a file cannot be written completely, its written part is deleted."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            with suppress(OSError):
                Path(self.path(name)).unlink()  # no other upload's file: `save` chose a name that no file had
            raise
