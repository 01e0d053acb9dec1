"""Reading the invented network from its TOML files."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


@cache
def load(name: str) -> dict[str, Any]:
    """One file, such as "agencies"; keys are its tables."""
    with (CONTENT / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def load_topics() -> list[dict[str, Any]]:
    """Every topic of every board, in the order of the files' names."""
    return [
        topic for path in sorted((CONTENT / "topics").glob("*.toml")) for topic in load(f"topics/{path.stem}")["topic"]
    ]
