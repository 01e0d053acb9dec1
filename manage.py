#!/usr/bin/env python3
"""Django's command line.

On a deployed site the environment has the settings (docs/operating/settings.md). Without them it manages the site that
`make run` made on this machine: the same database, secret and settings.
"""

import os
import sys
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def embedded() -> dict[str, str]:
    from ratsite.settings.embedded import CannotStart, embedded_environment

    try:
        return embedded_environment()
    except CannotStart as problem:
        sys.exit(str(problem))


def main() -> None:
    if "SECRET_KEY" in os.environ:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.production")
    elif "DJANGO_SETTINGS_MODULE" not in os.environ:
        os.environ.update(embedded())
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        if not ENVIRONMENT.exists() or Path(sys.prefix) == ENVIRONMENT.parent.parent:
            sys.exit("Django is not installed here yet. Run `make run` once; it installs everything.")
        os.execv(ENVIRONMENT, [str(ENVIRONMENT), *sys.argv])  # noqa: S606 our own interpreter, our own arguments
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
