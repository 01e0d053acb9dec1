"""Optimistic lock: a hash of what the moderator was shown, which their form carries.

A decision about anything that has changed since is refused.
"""

import hashlib
import json


class Stale(Exception):
    """Raised when the thing to decide about has changed since the moderator saw it; nothing is decided."""


def content_hash(parts: list) -> str:
    """Return the hash of these parts, which must be JSON values. Any change gives another hash."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
