"""Lines of the log without what opens something: nobody who reads a log can read a member's feed or stop their mail."""

import logging
import re

# What follows these is a secret of its holder's: a private address, the link of a mail, a new password's key.
SECRET = re.compile(r"(?<!/me)(/(?:feeds|mail/stop|account/password/reset/key)/)[^\s/?#\"']+")


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return SECRET.sub(r"\1…", super().format(record))
