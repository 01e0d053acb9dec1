"""Define the optimistic lock: a hash of what a moderator was shown, which the moderator's form sends back.

If the content has changed since it was shown, the decision about it is refused.
"""

import hashlib
import json


class Stale(Exception):
    """Raised when what a moderator decides about has changed since it was shown to them; nothing is decided then."""


def content_hash(parts: list) -> str:
    """Return the hash of what is shown to a moderator, given as a list of JSON values.

    Any change gives another hash.
    """
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
