import zipfile
from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.queries.export import DATA, FILES, as_json, library_data, stored_contents


class Command(BaseCommand):
    help = "Writes the whole library to a new folder or zip file, which import_library can import into another site."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("to", type=Path, help="A new folder, or a new file whose name ends with .zip.")

    def handle(self, *, to: Path, **options) -> None:
        if to.exists():
            raise CommandError(f"{to} already exists. Name a new folder or zip file.")
        if to.suffix.lower() == ".zip":
            with zipfile.ZipFile(to, "x", zipfile.ZIP_DEFLATED) as archive:
                resources, files = _write(archive.writestr)
        else:
            to.mkdir(parents=True)
            (to / FILES).mkdir()
            resources, files = _write(lambda name, content: (to / name).write_bytes(_bytes(content)))
        self.stdout.write(f"Wrote {resources} resources and {files} files to {to}.")
        self.stdout.write("It includes resources for members and circles. Keep it as safe as a backup.")


def _write(put: Callable[[str, str | bytes], object]) -> tuple[int, int]:
    """Write the whole export by calling put(name, content). Return the number of resources and the number of files."""
    data, files = library_data(), 0
    put(DATA, as_json(data))
    for stored in stored_contents():
        try:
            with stored.content.open("rb") as content:
                put(f"{FILES}/{stored.sha256}", content.read())
        except OSError as error:
            raise CommandError(f"The content of {stored} is missing. Restore it from a backup first.") from error
        files += 1
    return len(data["resources"]), files


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
