import mailbox
import sys
from collections.abc import Iterable
from contextlib import closing
from email import message_from_binary_file
from email.message import Message
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ratsite.accounts.actions.record_bounce import record_bounce
from ratsite.lib.bounces import reports_in


class Command(BaseCommand):
    help = (
        "Reads delivery reports and counts the emails that came back. Give a Maildir, an mbox or a single message, "
        "or - for standard input. Reading the same reports again counts nothing twice."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", help="a folder with cur and new in it, a file, or -")

    def handle(self, *args, path: str, **options):
        read = counted = 0
        for message in _messages(path):
            read += 1
            counted += sum(record_bounce(report) for report in reports_in(message))
        self.stdout.write(f"{read} read, {counted} of our emails came back.")


def _messages(path: str) -> Iterable[Message]:
    if path == "-":
        return [message_from_binary_file(sys.stdin.buffer)]
    place = Path(path)
    if place.is_dir():
        if not (place / "new").is_dir() or not (place / "cur").is_dir():
            raise CommandError(f"{path} is not a Maildir: it has no folders called cur and new.")
        return mailbox.Maildir(path, create=False)
    try:
        with place.open("rb") as file:
            if file.read(5) == b"From ":
                with closing(mailbox.mbox(path, create=False)) as box:
                    return list(box)
            file.seek(0)
            return [message_from_binary_file(file)]
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
