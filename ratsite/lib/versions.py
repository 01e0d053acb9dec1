"""What somebody has read before they decide, as one word that their form carries: nobody decides about other words."""

import hashlib
import json


class Changed(Exception):
    """It is not what the decider has read: nothing is decided."""


def word_of(parts: list) -> str:
    """Another one after any change in the parts, which are what JSON can say."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
