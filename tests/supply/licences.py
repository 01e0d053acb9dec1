"""The licences of all packages of a site, from their own metadata."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = ROOT / "docs" / "operating" / "licences.md"
LOCKS = {
    "requirements.txt": "every site",
    "deploy/requirements-scale.txt": "several machines",
    "ratsite/demo/requirements.txt": "the demo",
}
PINNED = re.compile(r"^[\w.\[\]-]+==[^\\\n]+", re.MULTILINE)
CLASSIFIER = "License :: OSI Approved :: "
# Packages whose metadata names no licence: someone has read it in their sources.
READ_BY_HAND = {"pyrage": "MIT"}
HEAD = """# Licences

Every package that a site installs, with the licence that its own metadata names. Written by `make licences`; a test
compares it with what is locked, and refuses licences that would bind the site (GPL, AGPL). The licence of the site
itself is in `LICENSE`.

| package | version | licence | for |
|---|---|---|---|
"""


class Package(NamedTuple):
    name: str
    version: str
    licence: str
    needed_for: str


def packages() -> Iterator[Package]:
    """Yield each package of all locks that would be installed on this platform, once."""
    seen = set()
    for lock, needed_for in LOCKS.items():
        for line in PINNED.findall((ROOT / lock).read_text()):
            wanted = Requirement(line)
            if wanted.name in seen or (wanted.marker and not wanted.marker.evaluate()):
                continue
            seen.add(wanted.name)
            version = str(wanted.specifier).removeprefix("==")
            try:
                installed = distribution(wanted.name)
            except PackageNotFoundError:
                installed = None
            named = licence(installed) if installed and installed.version == version else "not installed here"
            yield Package(wanted.name, version, named, needed_for)


def licence(package: Distribution) -> str:
    """Return the licence: its SPDX expression, else its classifiers, else the first line of its text."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return expression
    found = [line.removeprefix(CLASSIFIER) for line in about.get_all("Classifier", []) if line.startswith(CLASSIFIER)]
    text = (about.get("License") or "").strip().splitlines()
    return ", ".join(found) or (text[0][:60] if text else READ_BY_HAND.get(about["Name"], "not named"))


def as_page() -> str:
    rows = sorted(packages(), key=lambda one: one.name.lower())
    return HEAD + "".join(f"| {one.name} | {one.version} | {one.licence} | {one.needed_for} |\n" for one in rows)
