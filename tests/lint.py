"""`make lint`: every check that needs no running site. Each prints its own messages; the last line counts failures."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DEPLOYED = {
    "DJANGO_SETTINGS_MODULE": "ratsite.settings.production",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghij-ABCDEFGHIJ-klmnop",
    "ALLOWED_HOSTS": "network.example",
    "SITE_URL": "https://network.example",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
}
TEST = {"DJANGO_SETTINGS_MODULE": "ratsite.settings.test"}

UNENDED = "django/forms/widgets/attrs.html"  # used inside a tag, so it must not end with a line break as others do


def templates() -> list[str]:
    return [str(path) for path in sorted((ROOT / "templates").rglob("*.html")) if not path.match(UNENDED)]


CHECKS = [
    ("ruff: style", [BIN / "ruff", "check", "."], {}),
    ("ruff: format", [BIN / "ruff", "format", "--check", "."], {}),
    ("import contracts", [BIN / "lint-imports"], TEST),
    ("types", [BIN / "mypy"], {}),
    ("templates: style", [BIN / "djade", "--check", "--target-version", "5.2", *templates()], {}),
    ("templates: format", [BIN / "djangofmt", "--check", "templates"], {}),
    ("translations", [sys.executable, "-m", "tests.translations"], TEST),
    ("migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"], TEST),
    ("deployment", [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
]


def run(command: list, environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = [(name, pool.submit(run, command, environment)) for name, command, environment in CHECKS]
        for name, check in runs:
            done = check.result()
            print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name}", flush=True)
            if done.returncode:
                failed.append(name)
                print((done.stdout + done.stderr).strip())
    print(f"{len(CHECKS) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
