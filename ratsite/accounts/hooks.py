"""Hooks by which other apps act when an account changes. ratsite/wiring.py connects them."""

import datetime as dt
from dataclasses import dataclass

from ratsite.lib.hooks import Hook

# (person, roles, actor): called in the transaction that removes the roles and holds lock_coordinators. An app removes
# what it entrusted to this person because of a role. It may lock the audit log, which waits for no row.
roles_ended = Hook()

# (person) -> Explanation | None: why a person with the right password may not come in.
why_shut_out = Hook()


@dataclass(frozen=True)
class Explanation:
    """An explanation why a suspended person may not sign in."""

    until: dt.datetime
    reason: str
    answer_url: str  # the page to appeal on, or to read the answer to the appeal
