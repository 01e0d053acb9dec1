import datetime as dt
import re
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ratsite.trends.actions.import_figures import FaultyFile, NrmFile, import_figures
from ratsite.trends.enums import DateBasis

SOURCE = "Home Office, National Referral Mechanism and Duty to Notify statistics"
LICENCE = "Open Government Licence v3.0"
# A file in the same folder that says where the files are from, and on which day they were copied.
SOURCES = "SOURCES.txt"
DAY = re.compile(
    r"\b(\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})\b"
)


class Command(BaseCommand):
    help = (
        "Brings in CSV files of the Home Office's NRM and duty to notify statistics: all of them, or none. A published "
        "figure is never changed; another value for it is a revision with its date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--published", metavar="YYYY-MM-DD", help="the day when these figures were published")
        parser.add_argument("--source", default=SOURCE)
        parser.add_argument("--licence", default=LICENCE)

    def handle(self, *args, **options):
        files = [self.read(path, options) for path in options["files"]]
        try:
            done = import_figures(files)
        except FaultyFile as error:
            lines = [
                f"{error.name}, line {fault.line}{f', column {fault.column}' if fault.column else ''}: {fault.what}"
                for fault in error.faults
            ]
            raise CommandError("\n".join([*lines, "Nothing was brought in."])) from error
        if not options["verbosity"]:
            return
        for release, figures, revised in done:
            self.stdout.write(f"{release.file_name}: {figures} figures, {revised} of them revised. {release}")
        skipped = len(files) - len(done)
        if skipped:
            self.stdout.write(f"{skipped} of {len(files)} files were brought in before.")

    def read(self, path: Path, options: dict) -> NrmFile:
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        published_on, basis = self.day(path, options["published"])
        return NrmFile(path.name, content, published_on, basis, options["source"], options["licence"])

    def day(self, path: Path, published: str | None) -> tuple[dt.date, DateBasis]:
        """Return the date of the release, and whether it is the day of publication or of copying.

        The day of copying, from SOURCES.txt, is used if no day of publication is given. Raises CommandError if neither
        can be read.
        """
        if published:
            try:
                return dt.date.fromisoformat(published), DateBasis.PUBLISHED
            except ValueError as error:
                raise CommandError(f"{published} is no date; write it as 2024-03-07.") from error
        sources = path.parent / SOURCES
        match = DAY.search(sources.read_text()) if sources.exists() else None
        if not match:
            raise CommandError(f"{path}: say when it was published, with --published 2024-03-07.")
        return dt.datetime.strptime(match[1], "%d %B %Y").date(), DateBasis.COPIED  # noqa: DTZ007 (a day, no time)
