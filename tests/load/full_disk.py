"""The fifth run of `make load`, in a process that may mount a small disk, which is full for a third of the time.

Members must get a page that says so and shows what they typed. Replies that the site accepted must be stored. The
health page must report the full disk. When there is room again, everything must work.
"""

import http.client
import sys
import time
from contextlib import suppress

from tests.drills.live import HEALTH
from tests.load.__main__ import MINUTES, loaded_site, python, stored, tell, visit_while
from tests.small_disk import fill, small_disk

BACK_WITHIN = 60  # seconds after there is room again


def main() -> int:
    with small_disk() as disk:
        folder, seen = disk / "site", {}
        with loaded_site(folder, f"sqlite:///{folder}/db.sqlite3") as (port, places, environment, _background):
            third, began = MINUTES * 60 / 3, time.monotonic()

            def fill_and_empty() -> None:
                time.sleep(third)
                ballast = fill(folder)
                until = time.monotonic() + third
                codes = (
                    python(environment, "manage.py", "shell", "--no-imports", "-v0", "-c", HEALTH).strip().split(",")
                )
                seen["page"], seen["healthz"] = "disk full" in codes, _healthz(port)
                time.sleep(max(0, until - time.monotonic()))
                ballast.unlink()
                seen["room"] = time.monotonic() - began

            diary = visit_while(fill_and_empty, port, places)
            deadline = time.monotonic() + BACK_WITHIN
            while (healthz := _healthz(port)) != 200 and time.monotonic() < deadline:
                time.sleep(0.5)
            found = stored(environment)
    is_well = tell("SQLite, disk full", diary, found)
    late = [moment - seen["room"] for moment in diary.failed_at if moment > seen["room"]]
    wrong = [text for text in diary.full if text in found]
    print(
        f"  full for {third:.0f} s: {len(diary.full)} writers read so, of them without what they typed "
        f"{len(diary.not_given_back)}, although it was stored {len(wrong)}; the health page knew: {seen['page']}, "
        f"/healthz: {seen['healthz']}\n"
        f"  room again: failures {len(late)}, the last after {max(late, default=0):.1f} s; /healthz: {healthz}"
    )
    is_seen = seen["page"] and seen["healthz"] == 503
    return 0 if is_well and is_seen and healthz == 200 and not diary.not_given_back and not wrong else 1


def _healthz(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status
    return 0


if __name__ == "__main__":
    sys.exit(main())
