"""Check the answers of `ratsite setup` at once: each function returns the value to store, or raises Wrong.

Do not import Django here: there are no settings yet.
"""

import re
import smtplib
import ssl
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ratsite.operations.setup_flags import FILES, LATER

THIS_COMPUTER = ("127.0.0.1", "localhost")
SECONDS = 15
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Wrong(Exception):
    """Raised with a sentence that says what is wrong with an answer."""


def site_address(text: str) -> str:
    """Return the site's address without a slash at its end, such as "https://network.example".

    Raises Wrong for text that is no address, and for http on any host but this computer.
    """
    address = text.strip().rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise Wrong("Give the whole address, such as https://network.example.")
    if parts.scheme == "http" and parts.hostname not in THIS_COMPUTER:
        raise Wrong(f"Use https://{parts.netloc}. Only a site that nobody else opens may use http.")
    return address


def is_for_this_machine(address: str) -> bool:
    """True if the address begins with http://, which set-up allows only for a site that is opened on this computer."""
    return urlsplit(address).scheme == "http"


def data_folder(text: str) -> str:
    """Create the data folder and return its whole path.

    Raises Wrong for a folder that this user cannot write to, or that `make run` uses.
    """
    folder = Path(text).expanduser().absolute()
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        raise Wrong(f"The folder {folder} cannot be written ({problem.strerror}).") from None
    if (folder / "secret").exists():
        raise Wrong(f"{folder} holds the site that `make run` tries. Give another folder.")
    return str(folder)


def database(text: str, data: str) -> str:
    """Return the address of a database. Raises Wrong if PostgreSQL does not let us create tables and databases.

    text: an address, or "sqlite" for a file in the data folder `data`.
    """
    address = text.strip()
    if address == "sqlite":
        return f"sqlite:///{data}/db.sqlite3"
    if address.startswith("sqlite:///"):
        data_folder(str(Path(address.removeprefix("sqlite:///")).parent))
        return address
    if not address.startswith(("postgres://", "postgresql://")):
        raise Wrong("Type sqlite, or the address of a PostgreSQL database: postgres://user:password@host/name.")
    _connect(address)
    return address


def _connect(address: str) -> None:
    import psycopg2

    try:
        connection = psycopg2.connect(address.replace("postgres://", "postgresql://", 1), connect_timeout=SECONDS)
    except (psycopg2.Error, UnicodeError) as problem:
        raise Wrong(f"PostgreSQL does not let us in: {str(problem).strip().splitlines()[0]}") from None
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_schema_privilege(current_schema(), 'CREATE'), rolcreatedb OR rolsuper, current_user, "
                "current_database() FROM pg_roles WHERE rolname = current_user"
            )
            may_create, may_create_databases, user, name = cursor.fetchone()
            cursor.execute("SHOW server_encoding")
            encoding = cursor.fetchone()[0]
    finally:
        connection.close()
    if not may_create:
        raise Wrong(f'{user} may make no tables there. Run as postgres: ALTER DATABASE "{name}" OWNER TO "{user}"')
    if not may_create_databases:
        raise Wrong(
            f"{user} may make no databases, which upgrades and restores need. "
            f'Run as postgres: ALTER ROLE "{user}" CREATEDB'
        )
    if encoding != "UTF8":
        raise Wrong(f"The database is in {encoding}. Make one with ENCODING 'UTF8'.")


def email_server(text: str) -> dict[str, str]:
    """Return the EMAIL_ settings for an email server. Raises Wrong if it does not let us in.

    text: such as "smtp://user:password@host:587" or "localhost", or FILES.
    """
    if text.strip() == FILES:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    parts = urlsplit(text.strip() if "://" in text else f"smtp://{text.strip()}")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Wrong("Type the name of the email server, or smtp://user:password@host:587, or none.")
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 587 if parts.username else 25)
    except ValueError:
        raise Wrong("The port is not a number.") from None
    is_ssl = parts.scheme == "smtps" or port == 465
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    is_tls = _greet(parts.hostname, port, user, password, is_ssl=is_ssl)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": str(port),
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_TLS": str(is_tls),
        "EMAIL_USE_SSL": str(is_ssl),
    }


def _greet(host: str, port: int, user: str, password: str, *, is_ssl: bool) -> bool:
    """Connect to the email server and sign in; return True if STARTTLS was used.

    A password is never sent without TLS, except to this computer itself.
    """
    context = ssl.create_default_context()
    options = {"timeout": SECONDS, **({"context": context} if is_ssl else {})}
    try:
        with (smtplib.SMTP_SSL if is_ssl else smtplib.SMTP)(host, port, **options) as server:
            server.ehlo()
            has_tls = not is_ssl and server.has_extn("starttls") and host not in THIS_COMPUTER
            if has_tls:
                server.starttls(context=context)
                server.ehlo()
            if user and not (is_ssl or has_tls or host in THIS_COMPUTER):
                raise Wrong(f"{host}:{port} offers no encryption, so we do not send it a password.")
            if user:
                server.login(user, password)
            return has_tls
    except (OSError, smtplib.SMTPException) as problem:
        raise Wrong(f"The email server {host}:{port} does not let us in: {problem}") from None


def recipients(text: str) -> str:
    """Return the public keys (age recipients) for encrypting backups, separated by commas; "" if the answer is LATER.

    Raises Wrong if one of them is no age recipient.
    """
    from pyrage import RecipientError, ssh, x25519

    keys = [key.strip() for key in text.split(",") if key.strip()]
    if keys == [LATER]:
        return ""
    for key in keys:
        try:
            (ssh.Recipient if key.startswith("ssh-") else x25519.Recipient).from_str(key)
        except RecipientError:
            raise Wrong(f"This is not an age recipient: {key[:80]}. One begins with age1.") from None
    return ",".join(keys)


def people(text: str) -> str:
    """Return people's names with how to reach them, separated by commas; "" if the answer is LATER."""
    names = [" ".join(name.split()) for name in text.split(",") if name.strip()]
    return "" if names == [LATER] else ",".join(names)


def email_address(text: str) -> str:
    if not EMAIL.fullmatch(text.strip()):
        raise Wrong("Give an email address, such as name@agency.example.")
    return text.strip()


def check_name(text: str, longest: int) -> str:
    """Return a name with single spaces. Raises Wrong if it is empty, too long, or has "<" or ">"."""
    words = " ".join(text.split())
    if not words:
        raise Wrong("Type something.")
    if len(words) > longest or re.search(r"[<>]", words):
        raise Wrong(f"Give {longest} characters at most, without < or >. These are {len(words)}.")
    return words
