"""`ratsite setup`: ask for a site's configuration, check each answer at once, write ratsite.env, prepare the database.

Each question has a flag too, so that setup can run without a keyboard. Run again, it offers the answers in the file as
defaults and does not change the keys.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from email.utils import formataddr, parseaddr
from pathlib import Path
from urllib.parse import quote, urlsplit

from ratsite.accounts.private_addresses import provider_of
from ratsite.lib.backups.encryption import make_identity, read_identities
from ratsite.lib.backups.manifest import BackupFault
from ratsite.lib.own_network import LONGEST_NAME, LONGEST_SHORT_NAME, shorten_name
from ratsite.operations import answers
from ratsite.operations.answers import Wrong
from ratsite.operations.releases import CURRENT, DATA, Site
from ratsite.operations.run import call_with_dots
from ratsite.operations.setup_flags import FILES, FLAGS, LATER, NEW, can_ask, configuration_path, parse, refuse_missing
from ratsite.settings import configuration
from ratsite.settings.embedded import ROOT, CannotStart

IDENTITY = Path("ratsite-identity.txt")
KEYS = ("SECRET_KEY", "FIELD_KEYS", "LOG_KEYS")
COMMENT = "The configuration of the site. Every command reads it. docs/operating/settings.md says what each line means."
NEXT = """
Set up. Run the site:

    {go}python3 -m ratsite run

{proxy}Then make a backup, and see how the site is: python3 -m ratsite backup, python3 -m ratsite doctor"""
PROXY = (
    "It listens on http://127.0.0.1:8000. A proxy in front speaks https: see deploy/nginx.conf and deploy/Caddyfile.\n"
)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    site = Site.around(ROOT)
    refuse_missing(options, site)
    path = configuration_path(options, site)
    old = configuration.read_file(path) if path.exists() else {}
    ask = Questions(vars(options), can_ask=can_ask(options))
    values = {**old, **_ask_about_the_site(ask, old, site)}
    for key in KEYS:
        values.setdefault(key, secrets.token_urlsafe(50))
    coordinator = ask("coordinator", _coordinator, default="" if old else None, may_be_empty=bool(old))
    configuration.write_file(path, values, f"{COMMENT}\nWritten by `ratsite setup` on {time.strftime('%d %B %Y')}.")
    print(f"Wrote {path}. It holds the keys: only you can read it. Keep a copy apart from the backups.")
    print(f"The security contact is {values['SECURITY_EMAIL']}. Change SECURITY_EMAIL in that file to name another.")
    if site and path.parent == site.folder:
        site.link_own_release()
    environment = {**_environment_without(values), "RATSITE_CONFIG": str(path), "LOG_LEVEL": "WARNING"}
    print("Preparing the database (usually a minute or two) …", flush=True)
    _manage(environment, "prepare", "-v0")
    if coordinator:
        _manage(environment, "add_coordinator", "-v0", *coordinator)
    go = f"cd {site.folder / CURRENT} && " if site and site.has_releases else ""
    print(NEXT.format(go=go, proxy="" if values.get("EMBEDDED") else PROXY), flush=True)
    return 0


def _ask_about_the_site(ask: "Questions", old: dict[str, str], site: Site | None) -> dict[str, str]:
    address = ask("address", answers.site_address, default=old.get("SITE_URL", "http://127.0.0.1:8000"))
    host, is_local = urlsplit(address).hostname, answers.is_for_this_machine(address)
    network = old.get("NETWORK_NAME", "Anti-trafficking network")
    network = ask("network", lambda text: answers.check_name(text, LONGEST_NAME), default=network)
    short = old.get("NETWORK_SHORT_NAME", shorten_name(network))
    short = ask("short", lambda text: answers.check_name(text, LONGEST_SHORT_NAME), default=short)
    if old:
        data, database = old.get("DATA_DIR", str(configuration.DATA)), old.get("DATABASE_URL", "sqlite")
        _refuse_to_move(ask, data, database)
    else:
        data = ask("data", answers.data_folder, default=str(_free_folder(site)))
        database = ask("database", lambda text: answers.database(text, data), default="sqlite")
    email = ask("email", answers.email_server, default=_email_of(old) or (FILES if is_local else "localhost"))
    domain = "network.example" if is_local else host.removeprefix("www.")
    sender_name, sent_from = parseaddr(old.get("DEFAULT_FROM_EMAIL", ""))
    sender = ask("sender", answers.email_address, default=sent_from or f"noreply@{domain}")
    contact = ask("contact", answers.email_address, default=old.get("CONTACT_EMAIL", f"hello@{domain}"))
    operators = ask("operators", answers.people, default=old.get("OPERATORS") or LATER)
    recipients = ask("recipients", _recipients_of(address), default=old.get("BACKUP_RECIPIENTS") or LATER)
    return {
        "SITE_URL": address,
        "ALLOWED_HOSTS": _hosts(old, ["127.0.0.1", "localhost"] if is_local else [host]),
        "NETWORK_NAME": network,
        "NETWORK_SHORT_NAME": short,
        "DATA_DIR": data,
        "DATABASE_URL": database,
        **email,
        "DEFAULT_FROM_EMAIL": formataddr((sender_name, sender)),
        "CONTACT_EMAIL": contact,
        "SECURITY_EMAIL": old.get("SECURITY_EMAIL", contact),
        "OPERATORS": operators,
        "BACKUP_RECIPIENTS": recipients,
        "EMBEDDED": "1" if is_local else "",
    }


def _hosts(old: dict[str, str], own: list[str]) -> str:
    """Return the site's host names, including those that were added by hand, such as one with www."""
    before = [host for host in map(str.strip, old.get("ALLOWED_HOSTS", "").split(",")) if host]
    return ",".join(dict.fromkeys([*before, *own]))


class Questions:
    """Gets and checks the answers to setup's questions: from a flag, else the keyboard, else the default.

    flags: the answers given as flags, by name. can_ask: whether to ask at the keyboard.
    """

    def __init__(self, flags: dict, *, can_ask: bool):
        self.flags, self.can_ask = flags, can_ask

    def __call__(self, name: str, check: Callable, *, default: str | None, may_be_empty: bool = False):
        """Return the answer to one question as `check` returns it.

        name: a key of FLAGS. check: a function that raises Wrong for a wrong answer. may_be_empty: return None if there
        is no answer. Raises CannotStart for a wrong flag. Without a keyboard, an answer needs a flag or a default.
        """
        if self.flags[name] is not None:
            return self._checked(name, check, self.flags[name])
        if not self.can_ask:
            return None if may_be_empty else self._checked(name, check, default)
        while True:
            shown = f" [{_without_password(default)}]" if default else " [nobody]" if may_be_empty else ""
            typed = input(f"{FLAGS[name][0].upper()}{FLAGS[name][1:]}{shown}\n> ").strip()
            if may_be_empty and not typed:
                return None
            try:
                return check(typed or default or "")
            except Wrong as problem:
                print(f"  {problem}")

    def _checked(self, name: str, check: Callable, text: str):
        try:
            return check(text)
        except Wrong as problem:
            raise CannotStart(f"--{name}: {problem}") from None


def _coordinator(text: str) -> list[str]:
    """Return [email address, first name, last name]. Raises Wrong if one is missing, or the address is private."""
    parts = text.split()
    if len(parts) < 3:
        raise Wrong("Give the email address, the first name and the last name: ann@agency.example Ann Smith.")
    email = answers.email_address(parts[0])
    if provider := provider_of(email):
        raise Wrong(f"Give a work email address. Addresses at {provider} do not show where someone works.")
    return [email, parts[1], " ".join(parts[2:])]


def _recipients_of(address: str) -> Callable[[str], str]:
    """Return a function that checks the recipients of backups; if the answer is NEW, it first makes a key."""

    def check(text: str) -> str:
        if text != NEW:
            return answers.recipients(text)
        try:
            if IDENTITY.exists():  # an earlier setup made the key but was cut off
                return str(read_identities(IDENTITY)[0].to_public())
            recipient = make_identity(IDENTITY, site=address, day=time.strftime("%Y-%m-%d"))
        except (BackupFault, OSError) as problem:
            raise Wrong(str(problem)) from None
        print(f"  Wrote {IDENTITY.absolute()}. Move it off this server, to two places: without it no backup opens.")
        return recipient

    return check


def _refuse_to_move(ask: Questions, data: str, database: str) -> None:
    """Raise CannotStart if a flag names another data folder or database than those of the site."""
    for name, own in (("data", data), ("database", database)):
        if ask.flags[name] not in (None, own):
            raise CannotStart(f"--{name}: this site is at {_without_password(own)}. To move it, back up and restore.")


def _free_folder(site: Site | None) -> Path:
    """Return a default data folder that `make run` does not use."""
    if site:
        return site.folder / DATA
    return configuration.DATA if not (configuration.DATA / "secret").exists() else ROOT.parent / "ratsite-data"


def _email_of(old: dict[str, str]) -> str:
    """Return the email server of an earlier configuration as an address, as the question expects it."""
    if old.get("EMAIL_BACKEND", "").endswith("filebased.EmailBackend"):
        return FILES
    if not old.get("EMAIL_HOST"):
        return ""
    user, password = quote(old.get("EMAIL_HOST_USER", ""), safe=""), quote(old.get("EMAIL_HOST_PASSWORD", ""), safe="")
    scheme = "smtps" if old.get("EMAIL_USE_SSL", "").lower() in ("true", "1", "on", "yes") else "smtp"
    return f"{scheme}://{f'{user}:{password}@' if user else ''}{old['EMAIL_HOST']}:{old.get('EMAIL_PORT', '25')}"


def _without_password(text: str) -> str:
    return configuration.without_password(text) if "://" in text else text


def _environment_without(values: dict[str, str]) -> dict[str, str]:
    """Return the environment without these settings, so that commands use the values of the new file."""
    left_out = {*values, "DJANGO_SETTINGS_MODULE"}
    return {name: value for name, value in os.environ.items() if name not in left_out}


def _manage(environment: dict[str, str], *arguments: str) -> None:
    call = call_with_dots if arguments[0] == "prepare" else subprocess.call  # no dots around a link
    if call([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment):
        raise CannotStart(f"{arguments[0]} failed; the reason is printed above.")
