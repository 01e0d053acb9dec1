"""The flags of `ratsite setup`: one for each question.

They are read before anything is installed, so import only the standard library here.
"""

import argparse
import sys
from pathlib import Path

from ratsite.operations.releases import Site
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart

NEW = "new"  # make the key of backups
LATER = "later"  # the operator will answer this another time
FILES = "none"  # no email server: emails are saved as files
FLAGS = {
    "address": "where people open the site: https://network.example, or http://127.0.0.1:8000 for this computer only",
    "network": "the name of the network",
    "short": "its short name, for titles and emails, 30 characters at most",
    "data": "the folder for everything that the site stores",
    "database": "the database: sqlite, or postgres://user:password@host/name",
    "email": f"the email server: host, smtp://user:password@host:587, or {FILES} to save emails as files",
    "sender": "the address that emails come from",
    "contact": "the address that gets messages, warnings and, as the security contact, reports of weaknesses",
    "operators": f"who runs the server, and a phone number; a comma before a second person; or {LATER}",
    "recipients": f"the keys that open the backups (age1…), with commas between them; {NEW} makes one; or {LATER}",
    "coordinator": "the first coordinator: email address, first name, last name, such as ann@agency.example Ann Smith",
}


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="ratsite setup", description="Set up a site, or change how it is set up.")
    for name, what in FLAGS.items():
        parser.add_argument(f"--{name}", help=what)
    parser.add_argument("--config", type=Path, help="the file to write (ratsite.env in this folder)")
    parser.add_argument("--no-input", action="store_true", help="ask nothing: flags, the file and defaults are enough")
    return parser.parse_args(arguments)


def can_ask(options: argparse.Namespace) -> bool:
    return not options.no_input and sys.stdin.isatty()


def configuration_path(options: argparse.Namespace, site: Site | None) -> Path:
    """Return the path of the file to write: in the folder of all releases or, without any, in the current folder."""
    folder = site.folder if site else Path()
    return (options.config or configuration.find() or folder / configuration.FILE_NAME).resolve()


def refuse_missing(options: argparse.Namespace, site: Site | None) -> None:
    """Raise CannotStart if there is no keyboard and a new site gets no first coordinator, which has no default."""
    if options.coordinator is None and not can_ask(options) and not configuration_path(options, site).exists():
        raise CannotStart(f"--coordinator is missing: {FLAGS['coordinator']}.")
