"""Write log lines without secrets and names: secret parts of URLs, file names, search queries."""

import logging
import re

# A file name may be a person's name. It ends the line and may hold spaces.
FILE = re.compile(r"(/files/[\da-f-]{36}/)[^\n]+")
# The web server's own line has the whole address, with the search query.
REQUEST = re.compile(r"(Error handling request )[^\n]+")
# The next path segment is a secret: a private feed, a link from an email, the key of a password reset.
SECRET = re.compile(r"(?<!/me)(/(?:appeal|feeds|mail/stop|join/application|account/password/reset/key)/)[^\s/?#\"']+")

SERVER_ERROR = 500


class Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line; only errors of the site itself have their traceback after it.

        Django gives refusals (403, 404 and other answers below 500) a traceback, which says nothing new.
        """
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        line = super().format(record)
        for pattern in (SECRET, FILE, REQUEST):
            line = pattern.sub(r"\1…", line)
        return line
