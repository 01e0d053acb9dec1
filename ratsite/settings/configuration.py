"""The one configuration file of a site, `ratsite.env`, which every command reads.

It is used before anything is installed, so it imports only the standard library. Lines are `NAME=value`, as systemd's
`EnvironmentFile` takes them; a value with spaces is in double quotes.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from ratsite.settings.embedded import ROOT, CannotStart, default_data_folder, embedded_environment

DATA = ROOT / ".data"
FILE_NAME = "ratsite.env"
FILE_MODE = 0o600  # only its owner can read it, because it contains the keys
PRODUCTION = "ratsite.settings.production"
NAMES_A_DATABASE = ("DATA_DIR", "DATABASE_URL")
OTHER_DATABASE = "--other-database"
# The environment variable that passes this option on to the processes that a command starts.
OTHER_DATABASE_VARIABLE = "RATSITE_OTHER_DATABASE"
SECRET = re.compile(r"KEY|SECRET|PASS|TOKEN|CREDENTIAL")  # in the name of a setting
LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")


def find(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the path of the configuration file, or None.

    It is the file that RATSITE_CONFIG names. Without that variable, it is `ratsite.env` in the current folder or, if
    that does not exist, in the data folder. Raises CannotStart if the file that RATSITE_CONFIG names does not exist.
    """
    if named := environment.get("RATSITE_CONFIG"):
        if not Path(named).is_file():
            raise CannotStart(f"RATSITE_CONFIG names {named}, and there is no such file.")
        return Path(named).absolute()
    places = [Path.cwd() / FILE_NAME, default_data_folder(environment) / FILE_NAME]
    return next((path.absolute() for path in places if path.is_file()), None)


def read_file(path: Path) -> dict[str, str]:
    """Return {name: value} of a configuration file. Raises CannotStart if it cannot be read or has a faulty line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as problem:
        raise CannotStart(f"{path} cannot be read ({problem.strerror}).") from None
    values = {}
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if not (match := LINE.fullmatch(text)):
            raise CannotStart(f"line {number} of {path} is not NAME=value.")
        name, value = match.groups()
        values[name] = _unquoted(value)
    return values


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == "'" else value


def quote_value(value: str) -> str:
    """Return a value as it is written in the configuration file, in quotes if it needs them."""
    if re.fullmatch(r"[\w@%+:,./?=&~-]*", value):
        return value
    return '"' + re.sub(r'(["\\`$])', r"\\\1", value) + '"'


def without_secrets(values: Mapping[str, str]) -> dict[str, str]:
    """Return a configuration without its secrets.

    Settings whose names say that they are keys or passwords are left out. Addresses are returned without user, password
    and options.
    """
    return {name: _without_user(value) for name, value in values.items() if not SECRET.search(name)}


def _without_user(value: str) -> str:
    if "://" not in value:
        return value
    parts = urlsplit(value)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def write_file(path: Path, values: Mapping[str, str], comment: str) -> None:
    """Write a configuration file that only its owner can read. If writing fails, the old file stays.

    If the path is a link, the file to which it leads is written. comment: the lines before the values.
    """
    path = path.resolve()
    lines = [f"# {line}" for line in comment.splitlines()] + [
        f"{name}={quote_value(text)}" for name, text in values.items()
    ]
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def load(environment: dict[str, str] | os._Environ[str] = os.environ) -> Path | None:
    """Add the values of the configuration file to the environment. Return the file's path, or None if there is none.

    A variable that is already set in the environment stays. Raises CannotStart if the environment names another
    database than the file does. Development and tests (DJANGO_SETTINGS_MODULE) read no file. If there is neither a file
    nor a SECRET_KEY, the site gets the settings of `make run` (embedded_environment).
    """
    if environment.get("DJANGO_SETTINGS_MODULE", PRODUCTION) != PRODUCTION:
        return None
    path = find(environment)
    if path is not None:
        values = read_file(path)
        values.setdefault("DATA_DIR", str(path.parent if path.parent == default_data_folder(environment) else DATA))
        _refuse_another_database(path, values, environment)
        for name, value in values.items():
            environment.setdefault(name, value)
        environment["RATSITE_CONFIG"] = str(path)
    elif "SECRET_KEY" not in environment and "DJANGO_SETTINGS_MODULE" not in environment:
        environment.update(embedded_environment())
    environment.setdefault("DJANGO_SETTINGS_MODULE", PRODUCTION)
    return path


def _refuse_another_database(path: Path, values: Mapping[str, str], environment: Mapping[str, str]) -> None:
    if environment.get(OTHER_DATABASE_VARIABLE):
        return
    for name in NAMES_A_DATABASE:
        own, other = values.get(name, ""), environment.get(name, "")
        if other and (not own or _plain(other) != _plain(own)):
            raise CannotStart(
                f"{name} is {without_password(other)} in your environment and {without_password(own) or 'not set'} in "
                f"{path}. Unset the variable, or add {OTHER_DATABASE} to work on the other database."
            )


def _plain(value: str) -> str:
    return value if "://" in value else str(Path(value).absolute())


def without_password(url: str) -> str:
    """Return a database's address without its password."""
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":…@") if parts.password else url


def database_name(environment: Mapping[str, str] = os.environ) -> str:
    """Return the address of this environment's database without its password; for SQLite, the path of the file."""
    address = environment.get("DATABASE_URL", "")
    if address and not address.startswith("sqlite:"):
        return without_password(address)
    return address.removeprefix("sqlite:///") or str(default_data_folder(environment) / "db.sqlite3")
