"""Two hundred members with browsers: each reads pages, sometimes replies, and pauses in between."""

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "loadloadloadloadloadloadloadload"  # a CSRF secret, in the cookie and in the form
THINKS = (2.0, 8.0)  # seconds between two pages: quicker than people read
WRITES = 0.15  # share of a member's requests that send a reply
GIVES_UP_AFTER = 30  # seconds
FULL = 507  # the status of a page that says that the disk is full
READS = ("/catch-up/", "/forum/", "/library/", "/search/?q=rooms", "/notifications/", "/agencies/", "/get-help/")


@dataclass
class Diary:
    """The results of all visitors together. taken: the texts of the replies that the site accepted."""

    times: list[tuple[str, float]] = field(default_factory=list)  # (what, seconds) of complete responses
    answers: Counter = field(default_factory=Counter)  # status, or the name of the error
    taken: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)  # texts that were sent without a response
    full: list[str] = field(default_factory=list)  # texts that the site refused because its disk was full
    not_given_back: list[str] = field(default_factory=list)  # those of `full` that the page did not show again
    failed_at: list[float] = field(default_factory=list)  # seconds since the start
    failures: Counter = field(default_factory=Counter)  # (method, the first two parts of the address, outcome)
    lock: threading.Lock = field(default_factory=threading.Lock)


def visit(port: int, places: dict, seconds: float, thinks: tuple[float, float] = THINKS) -> Diary:
    """Let every member of `places` use the site at the same time, for `seconds`. thinks: seconds between two pages."""
    diary, until = Diary(), time.monotonic() + seconds
    began = time.monotonic()
    members = [
        threading.Thread(target=_member, args=(number, session, port, places, until, began, diary, thinks))
        for number, session in enumerate(places["sessions"])
    ]
    for member in members:
        member.start()
    for member in members:
        member.join()
    return diary


def _member(
    number: int, session: str, port: int, places: dict, until: float, began: float, diary: Diary, thinks
) -> None:
    chance, written = random.Random(number), 0
    time.sleep(chance.uniform(0, thinks[1]))  # so that they do not all begin at the same moment
    while time.monotonic() < until:
        headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
        if chance.random() < WRITES:
            written += 1
            text = f"Seen here as well, load-{began:.0f}-{number}-{written}-end."  # a text that no other run writes
            form = urlencode({"body": text, "csrfmiddlewaretoken": TOKEN})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            _ask(diary, began, port, "POST", chance.choice(places["replies"]), headers, form, text)
        else:
            address = chance.choice([*READS, *places["boards"], *places["topics"]])
            _ask(diary, began, port, "GET", address, headers)
        time.sleep(chance.uniform(*thinks))


def _ask(diary: Diary, began: float, port: int, method: str, address: str, headers: dict, form="", text="") -> None:
    started = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVES_UP_AFTER)
    try:
        connection.request(method, address, form or None, headers)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        outcome: int | str = answer.status
    except (OSError, http.client.HTTPException) as error:
        page = ""
        outcome = type(error).__name__
    finally:
        connection.close()
    took = time.monotonic() - started
    with diary.lock:
        diary.answers[outcome] += 1
        if isinstance(outcome, int) and outcome < 500:
            diary.times.append((method, took))
        else:
            diary.failed_at.append(started - began)
        if outcome not in (200, 302):
            diary.failures[method, "/".join(address.split("/")[1:3]), outcome] += 1
        if text and outcome == 302:
            diary.taken.append(text)
        elif text and outcome == FULL:
            diary.full.append(text)
            diary.not_given_back.extend([] if text in page else [text])
        elif text and not isinstance(outcome, int):
            diary.unsure.append(text)
