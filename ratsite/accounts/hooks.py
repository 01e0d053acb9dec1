"""Where other apps act on what happens to an account. Connected in ratsite/wiring.py."""

import datetime as dt
from dataclasses import dataclass

from ratsite.lib.hooks import Hook

# (person, roles, actor), in the transaction that takes the roles and holds lock_coordinators: an app takes back what
# it trusted this person with because of a role. It may lock the audit log, which waits for no row.
roles_ended = Hook()

# (person) -> Explanation | None: why somebody who proved who they are may not come in.
why_shut_out = Hook()


@dataclass(frozen=True)
class Explanation:
    """Of a suspension that runs out."""

    until: dt.datetime
    reason: str
    answer_url: str  # where the person can appeal, or read what became of the appeal
