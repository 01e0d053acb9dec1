"""Read delivery failures from a bounce message (RFC 3464) or from an SMTP error."""

import re
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

STATUS = re.compile(r"([245])\.\d{1,3}\.\d{1,3}")
# The address or mailbox does not exist (RFC 3463, 3.2 and 3.3, RFC 7505). Not in the list, because they say nothing
# about the address: server policy (5.7), objections to the sender (5.1.7, 5.1.8, Microsoft's 5.1.90), a full mailbox
# (5.2.2).
NOBODY_THERE = re.compile(r"5\.(?:1\.(?:[1236]|10)|2\.1)\b")
RETURNED = ("message/rfc822", "text/rfc822-headers")  # parts that quote the email that bounced


@dataclass(frozen=True)
class Report:
    """A failed delivery of an email to one recipient.

    `is_final`: the failure is permanent (5.x.x) rather than temporary (4.x.x).
    """

    recipient: str
    is_final: bool
    message_id: str  # Message-ID of the email that bounced; empty if the report does not quote it


def reports_in(message: Message) -> list[Report]:
    """Return the delivery failures that this message reports; an empty list if it is not a bounce.

    Never raises an error, however malformed the message is.
    """
    message_id = _returned_id(message)
    return [
        Report(recipient, is_final, message_id)
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for recipient, is_final in _failures(part)
    ]


def refusal_in(error: Exception, recipient: str, message_id: str) -> Report | None:
    """Return a Report if this SMTP error says that the recipient's mailbox does not exist; None for any other error."""
    answers: list[tuple[int, bytes | str]] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPDataError):
        answers = [(error.smtp_code, error.smtp_error)]
    words = [answer if isinstance(answer, str) else answer.decode("utf-8", "replace") for _, answer in answers]
    is_final = any(NOBODY_THERE.match(word.strip()) for word in words)
    return Report(recipient.lower(), is_final, message_id) if is_final else None


def _failures(part: Message) -> Iterator[tuple[str, bool]]:
    for block in _inside(part):
        recipient = _address(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        status = STATUS.match(str(block.get("Status", "")).strip())
        if recipient and status and status[1] != "2":
            yield recipient, status[1] == "5"


def _address(value: str) -> str:
    """Return the address from a field such as "rfc822; name@agency.example", in lower case."""
    return str(value).rpartition(";")[2].strip().strip("<>").lower()


def _returned_id(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() in RETURNED:
            inner = _inside(part)
            message_id = inner[0].get("Message-ID", "") if inner else _id_in(str(part.get_payload()))
            if message_id:
                return str(message_id).strip()
    return ""


def _inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _id_in(headers: str) -> str:
    match = re.search(r"^message-id:\s*(<[^>\s]{1,200}>)", headers[:20_000], re.IGNORECASE | re.MULTILINE)
    return match[1] if match else ""
