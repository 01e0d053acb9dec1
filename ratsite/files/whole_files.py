"""Store a file whole or not at all."""

from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Files on this machine's disk. When there is no room, the half that was written is deleted again."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            with suppress(OSError):
                Path(self.path(name)).unlink()  # `save` chose a name that no file had
            raise
