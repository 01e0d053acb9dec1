"""Optimistic lock: a hash of what a moderator was shown, which the moderator's form sends back with the decision.

If the content has changed since it was shown, the decision is refused.
"""

import hashlib
import json


class Stale(Exception):
    """Raised if the content has changed since it was shown to the person who decides. The decision is not stored."""


def content_hash(parts: list) -> str:
    """Return the hash of what is shown to a moderator, given as a list of JSON values.

    Any change gives another hash.
    """
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
