"""Hooks by which other apps act when an account changes. ratsite/wiring.py connects them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from ratsite.accounts.models import User
from ratsite.lib.hooks import Hook
from ratsite.network.models import Agency

# (person, roles, actor): called in the transaction that removes the roles and holds lock_coordinators. An app removes
# what it entrusted to this person because of a role. It may lock the audit log, which waits for no row.
roles_ended = Hook()

# (person) -> Explanation | None: why a person with the right password may not come in.
why_shut_out = Hook()


@dataclass(frozen=True)
class Explanation:
    """Why an excluded person may not sign in, and until when."""

    until: dt.datetime
    reason: str
    appeal_url: str  # the page to appeal on, or to read the answer to the appeal


@dataclass(frozen=True)
class Joiner:
    """A person about to be approved or to get an agency, and so to read the circles of this agency.

    - queue, item_id: the item of the review queue that the decision is about.
    - person, agency: for an application, the person is not saved yet, nor is a new agency.
    - target: the object that the entry in the audit log is about.
    - version: hash of what the coordinator decides on.
    - may_decide(coordinator): True if this coordinator may decide on it.
    - inviter: the member who invited the person; None if nobody did.
    """

    queue: str
    item_id: int
    person: User
    agency: Agency | None
    target: Model
    version: str
    may_decide: Callable[[User], bool]
    inviter: User | None = None


# (joiner, coordinator) -> Joining: what the person will be able to read through circles, and who must agree to it.
joining_of = Hook()
# (joiner, coordinator, *, reason, shown_hash) -> Joining | None: called before the person is let in, in the transaction
# that holds lock_coordinators. None: this was only the first of the two approvals that are needed.
approve_joiner = Hook()
# (queue, item_id) -> FirstApproval | None: the approval of the first of two coordinators, while the second is missing.
first_approval_of = Hook()
# (queue, item_id, decider, reason): called in the transaction that decides on a person or an application. It ends a
# first approval that is still there, and all else that the review queue stores about them.
item_decided = Hook()
# (joining, person, coordinator): called in the same transaction, once the person is let in.
complete_joining = Hook()
