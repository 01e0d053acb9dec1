"""Hooks by which the public pages ask other apps for what they link to. ratsite/wiring.py connects them."""

from dataclasses import dataclass

from ratsite.lib.hooks import Hook

# () -> list[OpenResource]: the library's resources that are open to everybody today, in the order of their titles.
open_resources = Hook()


@dataclass(frozen=True)
class OpenResource:
    """A library resource that is open to everybody, as a public page links to it."""

    slug: str
    title: str
    kind: str
    url: str
