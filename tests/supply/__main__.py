"""The software's supply chain: licences, bill of materials (SBOM), known vulnerabilities, the newest Django.

python -m tests.supply licences | sbom | audit | newest
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.supply.licences import LIST, ROOT, as_page

BIN = Path(sys.executable).parent
LOCKED = ("requirements.txt", "deploy/requirements-scale.txt")
SBOMS = {"requirements.txt": "sbom.json", "deploy/requirements-scale.txt": "sbom-scale.json"}  # written to .data/
NEWEST = ROOT / ".data" / "newest"
LATEST, NEWEST_PYTHON = ("django", "wagtail"), ">=3.12"


def main(arguments: list[str]) -> int:
    verb, *more = arguments or ["licences"]
    if verb == "licences":
        LIST.write_text(as_page(), encoding="utf-8")
        print(f"Wrote {LIST.relative_to(ROOT)}")
        return 0
    return {"sbom": sbom, "audit": audit, "newest": newest}[verb](*more)


def sbom() -> int:
    (ROOT / ".data").mkdir(exist_ok=True)
    code = 0
    for lock, name in SBOMS.items():
        path = ROOT / ".data" / name
        make = [BIN / "cyclonedx-py", "requirements", lock, "--pyproject", "pyproject.toml"]
        failed = subprocess.call([*make, "--output-reproducible", "-o", path], cwd=ROOT)
        print(f"No {path.relative_to(ROOT)}" if failed else f"Wrote {path.relative_to(ROOT)}")
        code |= failed
    return code


def audit() -> int:
    """Print known vulnerabilities of the locked packages. Fails also if the service did not answer for one of them."""
    code = 0
    for name in LOCKED:
        print(f"{name}:", flush=True)
        code |= subprocess.call(
            [BIN / "pip-audit", "--require-hashes", "--disable-pip", "--strict", "-r", name], cwd=ROOT
        )
    if code:
        print("Either something is known against a package, or the service did not answer: see above.")
    return code


def newest(*arguments: str) -> int:
    python = NEWEST / "bin" / "python"
    uv = BIN / "uv"
    # The newest Django needs a newer Python than this site; with an older Python, uv would install an older Django.
    subprocess.run([uv, "venv", "--quiet", "--clear", "--python", NEWEST_PYTHON, NEWEST], check=True)
    install = [uv, "pip", "install", "--quiet", "--python", python]
    subprocess.run([*install, "-r", "tests/requirements.txt"], cwd=ROOT, check=True)
    subprocess.run([*install, "--upgrade", *LATEST], cwd=ROOT, check=True)
    show = (
        "import django, platform, wagtail;"
        "print('Django', django.__version__, 'Wagtail', wagtail.__version__, 'Python', platform.python_version())"
    )
    subprocess.run([python, "-c", show], check=True)
    return subprocess.call([python, "-m", "tests.run", *arguments], cwd=ROOT, env={**os.environ})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
