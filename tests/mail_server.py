"""A mail server on this computer, so that tests see emails as they are sent over the network."""

import email
import email.policy
import socket
from email.message import EmailMessage
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:  # the drills use this module in a process without Django
    from ratsite.accounts.models import User


class Sink:
    """Accepts every email except those to `refused`, and stores them as the bytes that arrived."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, EmailMessage]] = []
        self.refused: dict[str, str] = {}  # address: what the server answers

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 accepted"

    async def handle_DATA(self, server, session, envelope) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.accepted += [(recipient, message) for recipient in envelope.rcpt_tos]
        return "250 accepted"

    def of(self, person: "User") -> list[EmailMessage]:
        """Return the accepted emails to this person, oldest first."""
        return [message for recipient, message in self.accepted if recipient == person.email]


class running:
    """Run the server inside the `with` block, and set Django's settings so that emails are sent to it."""

    def __init__(self, sink: Sink, settings) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        self.server = Controller(sink, hostname="127.0.0.1", port=port)

    def __enter__(self) -> None:
        self.server.start()

    def __exit__(self, *exception) -> None:
        self.server.stop()
