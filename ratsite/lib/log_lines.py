"""Lines of the log without what opens or names something: with a log nobody reads a feed, or learns of a file."""

import logging
import re

# A file's name may be a person's. It is the last of a line, and may hold spaces.
FILE = re.compile(r"(/files/[\da-f-]{36}/)[^\n]+")
# The web server's own line has the whole address: what somebody searched for, too.
REQUEST = re.compile(r"(Error handling request )[^\n]+")
# What follows these is a secret of its holder's: a private address, the link of a mail, a new password's key.
SECRET = re.compile(r"(?<!/me)(/(?:appeal|feeds|mail/stop|join/application|account/password/reset/key)/)[^\s/?#\"']+")


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for pattern in (SECRET, FILE, REQUEST):
            line = pattern.sub(r"\1…", line)
        return line
