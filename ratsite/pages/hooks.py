"""Hooks by which the public pages ask other apps for what they link to. ratsite/wiring.py connects them."""

from dataclasses import dataclass

from ratsite.lib.hooks import Hook

# () -> list[OpenResource]: the library's resources that are open to everyone today, in the order of their titles.
open_resources = Hook()


@dataclass(frozen=True)
class OpenResource:
    """A library resource that is open to everyone, as a public page links to it."""

    slug: str
    title: str
    kind: str
    url: str
