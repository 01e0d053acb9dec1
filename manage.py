#!/usr/bin/env python3
"""Django's command line, in the environment that `make run` made."""

import os
import sys
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv" / "bin" / "python"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ratsite.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        if not ENVIRONMENT.exists() or Path(sys.prefix) == ENVIRONMENT.parent.parent:
            sys.exit("Django is not installed here yet. Run `make run` once; it installs everything.")
        os.execv(ENVIRONMENT, [str(ENVIRONMENT), *sys.argv])  # noqa: S606 our own interpreter, our own arguments
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
