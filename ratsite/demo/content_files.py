"""Read the content of the demo, an invented network, from TOML files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


@cache
def load(name: str) -> dict[str, Any]:
    """Return the tables of the TOML file with this name, such as "agencies"."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def load_topics() -> list[dict[str, Any]]:
    return [
        topic for path in sorted((CONTENT / "topics").glob("*.toml")) for topic in load(f"topics/{path.stem}")["topic"]
    ]
