"""Remove secrets and names from log lines: secret parts of URLs, file names, search queries."""

import logging
import re

# A file name may contain a person's name. It is the last part of a line and may contain spaces.
FILE = re.compile(r"(/files/[\da-f-]{36}/)[^\n]+")
# The web server's own line contains the whole address, with the search query.
REQUEST = re.compile(r"(Error handling request )[^\n]+")
# After one of these, the next part of a path is a secret: of a private feed, an emailed link or a password reset.
SECRET = re.compile(r"(?<!/me)(/(?:appeal|feeds|mail/stop|join/application|account/password/reset/key)/)[^\s/?#\"']+")

SERVER_ERROR = 500


class Line(logging.Formatter):
    """Formatter for the site's log, without secrets and names."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line, followed by the traceback if it is an error of the site itself.

        Django gives refusals (403, 404 and other responses below 500) a traceback too, which says nothing new.
        """
        if getattr(record, "status_code", SERVER_ERROR) < SERVER_ERROR:
            record = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        line = super().format(record)
        for pattern in (SECRET, FILE, REQUEST):
            line = pattern.sub(r"\1…", line)
        return line
