"""Extract from an email file (RFC 5322) the text that a reader sees: headers, and the body from plain text or HTML.

Attachments, and headers that mail programs do not show, are hidden parts. Runs in the limited process of
ratsite.lib.documents.extraction; imports no framework.
"""

from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from ratsite.lib.documents.hidden_parts import WHOLE, HiddenPart, HiddenPartKind, Page
from ratsite.lib.documents.text.plain import decode_text
from ratsite.lib.documents.text.web import from_markup
from ratsite.lib.documents.text_parts import parts
from ratsite.lib.documents.unreadable import Unread

SHOWN = ("from", "to", "cc", "date", "subject")
TECHNICAL = ("mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-language")
MOST_PARTS = 500  # parts of a message that are read: an email has at most some dozens


def mail_pages(path: Path) -> Iterator[Page | HiddenPart | str]:
    """Yield the text of an email in numbered parts, and its hidden parts. Raises Unread if it has attachments."""
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    lines: list[str] = []
    unseen: list[str] = []
    for name, value in message.items():
        if name.lower() in SHOWN:
            lines.append(f"{name}: {value}")
        elif name.lower() not in TECHNICAL:
            unseen.append(f"{name}: {value}")
    hidden: list[HiddenPart | str] = [HiddenPart(HiddenPartKind.METADATA, WHOLE, "\n".join(unseen))] if unseen else []
    is_whole = True
    for count, part in enumerate(_leaves(message)):
        if count > MOST_PARTS:
            is_whole = False
            break
        if part.get_content_type() not in ("text/plain", "text/html") or part.is_attachment() or part.get_filename():
            name = part.get_filename() or part.get_content_type()
            hidden.append(HiddenPart(HiddenPartKind.ATTACHMENT, WHOLE, f"{name}\n{_words(part)}"))
            is_whole = is_whole and part.get_content_maintype() == "text"
            continue
        if part.get_content_type() == "text/plain":
            lines += _words(part).splitlines()
            continue
        for page in from_markup(_words(part)):
            if isinstance(page, Page):
                lines.append(page.text)
            else:
                hidden.append(page)
    yield from parts(lines)
    yield from hidden
    if not is_whole:
        raise Unread


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a message that have no parts themselves. A forwarded email counts as one part."""
    for part in message.walk():
        if not part.is_multipart():
            yield part  # type: ignore[misc]


def _words(part: EmailMessage) -> str:
    """Return the text of a part of a message; "" if the part is not text."""
    if part.get_content_maintype() != "text":
        return ""
    try:
        return part.get_content()
    except (LookupError, UnicodeError, MessageError, ValueError):
        content = part.get_payload(decode=True)
        return decode_text(content) if isinstance(content, bytes) else str(part.get_payload())
