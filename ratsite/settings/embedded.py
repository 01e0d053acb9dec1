"""Settings of the site that `make run` starts on one's own computer, without any configuration.

`ratsite/launch.py` and `manage.py` use this module before anything is installed, so it imports only the standard
library.
"""

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class CannotStart(Exception):
    """Raised if the site cannot start; the message says why and what to do about it."""


def embedded_environment(port: int = 0, data: str | os.PathLike = "", **changes: str) -> dict[str, str]:
    """Return the environment variables with which `make run` starts the site: production settings with defaults.

    A variable that is already set in the environment overrides its default. The secret key is made at the first call,
    and later calls read it from the data folder. Without `port`, the site gets the port on which it last started.
    """
    folder = Path(data or data_folder())
    if port:
        (folder / "address").write_text(f"http://127.0.0.1:{port}")
    secret = folder / "secret"
    if not read(secret):
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(50))
    return {
        "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
        "EMBEDDED": "1",
        "SECRET_KEY": read(secret),
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "SITE_URL": read(folder / "address") or "http://127.0.0.1:8000",
        "DATA_DIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        **changes,
        **os.environ,
    }


def default_data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    return Path(environment.get("DATA_DIR") or ROOT / ".data").absolute()


def data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the data folder; create it if it does not exist. Raises CannotStart if it cannot be written."""
    folder = default_data_folder(environment)
    try:
        for path in (folder, folder / "logs", folder / "mail"):
            path.mkdir(mode=0o750, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as problem:
        advice = "give another one as DATA_DIR."
        raise CannotStart(f"the folder {folder} cannot be written ({problem.strerror}); {advice}") from None
    return folder


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""
