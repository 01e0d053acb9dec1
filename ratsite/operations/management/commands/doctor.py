import stat
from collections.abc import Callable

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand
from django.db import Error
from django.utils import timezone
from django.utils.formats import date_format

from ratsite.lib.health import HealthFact
from ratsite.operations import databases
from ratsite.operations.answers import is_for_this_machine
from ratsite.operations.queries.health import site_health, upgrade_health
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart


class Command(BaseCommand):
    help = "Says how the site is, since when, and what to do. Exits with 0 (well), 1 (soon) or 2 (needs you)."
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument(
            "--before-upgrade",
            action="store_true",
            help="only what must be mended before `upgrade` may begin",
        )

    def handle(self, *args, before_upgrade: bool = False, **options):
        health = upgrade_health if before_upgrade else site_health
        facts = [_configuration(), _tools(), *([] if before_upgrade else [_mail_server()]), *_facts(health)]
        for fact in sorted(facts, key=lambda fact: (not fact.is_urgent, not fact.is_advice)):
            self._write(fact)
        raise SystemExit(2 if any(fact.is_urgent for fact in facts) else int(any(fact.is_advice for fact in facts)))

    def _write(self, fact: HealthFact) -> None:
        word = "NEEDS YOU" if fact.is_urgent else "SOON" if fact.is_advice else "ok"
        since = (
            f" ({'since ' if fact.todo else ''}{date_format(timezone.localtime(fact.since), 'j F Y, H:i')})"
            if fact.since
            else ""
        )
        style = self.style.ERROR if fact.is_urgent else self.style.WARNING if fact.is_advice else self.style.SUCCESS
        self.stdout.write(f"{style(f'{word:9}')} {fact.title}{since}")
        lines = [fact.text, fact.todo and f"What to do: {fact.todo}", fact.command and f"  {fact.command}", *fact.paths]
        for line in filter(None, lines):
            self.stdout.write(f"          {line}")


def _facts(health: Callable[[], list[HealthFact]]) -> list[HealthFact]:
    """Return the facts that the function `health` returns or, if the database does not answer, a fact that says so."""
    try:
        return health()
    except Error as problem:
        why = str(problem).strip().splitlines()[0]
        return [HealthFact("The database does not answer", why, "Start it, and see that DATABASE_URL is right.")]


def _tools() -> HealthFact:
    """Return a fact that says whether backups and upgrades are possible on this server."""
    backend = databases.own_database()
    try:
        lacking = backend.lacking()
    except backend.UNREADABLE:  # another line says that the database does not answer
        lacking = ""
    if lacking:
        return HealthFact("Backups and upgrades are not possible", lacking, "Do what this line says.")
    return HealthFact("Backups and upgrades", "Nothing is missing for them on this server.")


def _configuration() -> HealthFact:
    """Return a fact that says where the configuration is, and whether others can read its keys."""
    try:
        path = configuration.find()
    except CannotStart as problem:
        return HealthFact("The configuration cannot be read", str(problem), "Name the right file in RATSITE_CONFIG.")
    if path is None:
        return HealthFact("Configuration", "From the environment; there is no ratsite.env.")
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        todo = "Let only its owner read it."
        return HealthFact("Others can read the keys of the site", str(path), todo, command=f"chmod 600 {path}")
    return HealthFact("Configuration", str(path))


def _mail_server() -> HealthFact:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") and not is_for_this_machine(settings.SITE_URL):
        return HealthFact(
            "No email server is set up",
            f"Emails are saved as files in {settings.EMAIL_FILE_PATH}, so people get no codes and no notifications.",
            "Name an email server.", is_advice=True, command="python3 -m ratsite setup",
        )  # fmt: skip
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return HealthFact("Email server", f"None: {settings.EMAIL_BACKEND} takes emails.")
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection():
            return HealthFact("Email server", f"{server} answers and lets us in.")
    except OSError as problem:  # SMTPException is an OSError
        todo = "See that it runs, and that the EMAIL_ settings in ratsite.env are right."
        return HealthFact("The email server does not let us in", f"{server}: {problem}", todo)
