"""Count the queries of each page of one installation, in a process with its settings.

An installation is a database with a web server (tests/bench/servers.py). Run as `python -m tests.bench.count`, with
targets as JSON on stdin; prints {name: queries}.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tests.bench.drive import TOKEN, Target, check  # noqa: E402


def queries(target: Target) -> int:
    """Count the queries of the second request: the first fills caches that last as long as the worker."""
    for number in range(2):
        client = Client(headers={"host": "127.0.0.1"}, enforce_csrf_checks=True)
        client.cookies["sessionid"] = target.sessions[-1 - number]
        client.cookies["csrftoken"] = TOKEN
        address = target.addresses[0]
        with CaptureQueriesContext(connection) as asked:
            if target.lands:
                answer = client.post(address, {"body": target.body, "csrfmiddlewaretoken": TOKEN})
            else:
                answer = client.get(address)
        check(target, address, answer.status_code, answer.headers.get("Location", ""))
    return len(asked)


if __name__ == "__main__":
    print(json.dumps({row["name"]: queries(Target(**row)) for row in json.load(sys.stdin)}))
