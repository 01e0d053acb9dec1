"""Whole numbers from what a browser sent."""

LONGEST = 8  # digits: more than any row or post number here, and less than any database's integer


def whole_number(sent: str) -> int | None:
    """The number, from 0 up; None for anything else."""
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= LONGEST else None
