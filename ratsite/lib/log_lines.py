"""Remove secrets and names from log lines: secret parts of URLs, file names, search queries."""

import logging
import re

# A file name may be a person's name. It ends the line and may hold spaces.
FILE = re.compile(r"(/files/[\da-f-]{36}/)[^\n]+")
# The web server's own line has the whole address, with the search query.
REQUEST = re.compile(r"(Error handling request )[^\n]+")
# The next path segment is a secret: a private feed, a link from an email, the key of a password reset.
SECRET = re.compile(r"(?<!/me)(/(?:appeal|feeds|mail/stop|join/application|account/password/reset/key)/)[^\s/?#\"']+")


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for pattern in (SECRET, FILE, REQUEST):
            line = pattern.sub(r"\1…", line)
        return line
