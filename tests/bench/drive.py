"""The visitors: a separate process that requests pages and times the responses. Standard library only.

Run as `python -m tests.bench.drive`, with a Job as JSON on stdin; prints one Batch for each target as JSON.
"""

import dataclasses
import http.client
import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TOKEN = "benchbenchbenchbenchbenchbench32"  # a CSRF secret, in the cookie and in the form


@dataclass(frozen=True)
class Target:
    """One page of one server. Request n takes the n-th address and the n-th session, and begins again at the end."""

    name: str
    posts: int  # in the server's database
    port: int
    addresses: list[str]
    sessions: list[str]
    lands: str = ""  # for a POST: a pattern of the address that it redirects to; empty for a GET
    body: str = ""
    workers: list[int] = field(default_factory=list)


@dataclass
class Batch:
    """The times and sizes of one target in one round."""

    name: str
    posts: int
    times: list[float]  # milliseconds, one for each request
    seconds: float  # for all requests together
    size: int  # bytes of the body, mean
    memory: float  # MB, resident, mean of the workers; 0 if the system does not say


class WrongAnswer(Exception):
    """Raised if a response is not the page that a member gets: its time would mean nothing."""


def run(targets: list[Target], first: int, count: int, concurrency: int) -> list[Batch]:
    """Send `count` requests to each target in turn, `concurrency` at a time, numbered from `first`."""
    with ThreadPoolExecutor(concurrency) as pool:
        return [_batch(target, first, count, pool) for target in targets]


def _batch(target: Target, first: int, count: int, pool: ThreadPoolExecutor) -> Batch:
    began = time.perf_counter()
    answers = list(pool.map(lambda number: ask(target, number), range(first, first + count)))
    seconds = time.perf_counter() - began
    times = [took for took, _ in answers]
    size = sum(size for _, size in answers) // count
    return Batch(target.name, target.posts, times, seconds, size, _memory(target.workers))


def ask(target: Target, number: int) -> tuple[float, int]:
    """Send one request on a new connection. Return the milliseconds until the last byte, and the bytes of the body."""
    address = target.addresses[number % len(target.addresses)]
    headers = {"Cookie": f"sessionid={target.sessions[number % len(target.sessions)]}", "Connection": "close"}
    method, body = "GET", None
    if target.lands:
        method, body = "POST", urlencode({"body": target.body, "csrfmiddlewaretoken": TOKEN})
        headers["Cookie"] += f"; csrftoken={TOKEN}"
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=60)
    connection.request(method, address, body, headers)
    answer = connection.getresponse()
    size = len(answer.read())
    took = (time.perf_counter() - began) * 1000
    connection.close()
    check(target, address, answer.status, answer.headers.get("Location", ""))
    return took, size


def check(target: Target, address: str, status: int, location: str) -> None:
    if status != (302 if target.lands else 200) or (target.lands and not re.fullmatch(target.lands, location)):
        raise WrongAnswer(f"{target.name}: {address} answered {status} {location}")


def _memory(workers: list[int]) -> float:
    if not workers:
        return 0
    found = [re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()) for pid in workers]
    return sum(int(match[1]) for match in found) / len(found) / 1024


if __name__ == "__main__":
    job = json.load(sys.stdin)
    job["targets"] = [Target(**target) for target in job["targets"]]
    try:
        print(json.dumps([dataclasses.asdict(batch) for batch in run(**job)]))
    except WrongAnswer as problem:
        sys.exit(str(problem))
