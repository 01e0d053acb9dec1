"""Delivery reports: what a mail server sends back about a mail that it could not deliver (RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
RETURNED = ("message/rfc822", "text/rfc822-headers")  # the parts that quote the mail itself


@dataclass(frozen=True)
class Report:
    """One recipient's: `is_final` tells a refusal for good (5.x.x) from one that may pass (4.x.x)."""

    recipient: str
    is_final: bool
    message_id: str  # of the mail that came back; empty where the report does not quote it


def reports_in(message: Message) -> list[Report]:
    """The failures that this message reports; none where it is something else. Never raises for odd content."""
    message_id = _returned_id(message)
    return [
        Report(recipient, is_final, message_id)
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for recipient, is_final in _failures(part)
    ]


def _failures(part: Message) -> Iterator[tuple[str, bool]]:
    for block in _inside(part):
        recipient = _address(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        status = STATUS.match(str(block.get("Status", "")).strip())
        if recipient and status and status[1] != "2":
            yield recipient, status[1] == "5"


def _address(value: str) -> str:
    """The address of "rfc822; name@agency.example", in lower case."""
    return str(value).rpartition(";")[2].strip().strip("<>").lower()


def _returned_id(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() in RETURNED:
            inner = _inside(part)
            found = inner[0].get("Message-ID", "") if inner else _id_in(str(part.get_payload()))
            if found:
                return str(found).strip()
    return ""


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _id_in(headers: str) -> str:
    found = re.search(r"^message-id:\s*(<[^>\s]{1,200}>)", headers[:20_000], re.IGNORECASE | re.MULTILINE)
    return found[1] if found else ""
