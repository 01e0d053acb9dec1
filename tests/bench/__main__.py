"""`make bench`: the time that members' pages take, as a multiple of a bare Django forum's on the same computer.

Two gunicorns, each with two sync workers, use one PostgreSQL server: one serves the site with production settings, the
other the floor, a bare Django forum (tests/bench/floor). One process sends requests to both in turn, round after round,
so that other load on the computer affects both. Exits with 1 if a page is slower than its limit.
"""

import argparse
import dataclasses
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.bench import servers, table
from tests.bench.drive import Target
from tests.bench.pages import FLOOR, PAGES, Page, addresses
from tests.bench.plan import NEWCOMERS, READERS
from tests.bench.servers import Installation
from tests.bench.table import Measured
from tests.bench.words import REPLY
from tests.run import postgresql

CONCURRENCIES = [1, 8]
GROWS_BY = 2.5  # with --grow: the larger number of posts, as a multiple of the smaller
# Requests to each page before the measured ones: ten to each of sixteen addresses. They are sent at the same time,
# so that both workers serve every address; of requests sent one at a time, nearly all go to the same worker.
WARM_UP = 160


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    sizes = [options.posts, int(options.posts * GROWS_BY)] if options.grow else [options.posts]
    with ExitStack() as stack:
        server = stack.enter_context(postgresql())
        folder = Path(stack.enter_context(servers.data_folder()))
        installations = []
        for posts in sizes:
            for kind in ("floor", "site"):
                installation = servers.build(kind, posts, server, folder)
                stack.callback(servers.stop, installation, server)
                print(f"Filled the {kind} with {posts:,} posts in {installation.seconds:.0f} s", flush=True)
                installations.append(installation)
        measured = measure(installations, options.rounds, options.requests)
        return report(measured, sizes, server)


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench ARGS=", description=__doc__.splitlines()[0])
    parser.add_argument("--posts", type=int, default=400_000, help="from 2,000 up (default: 400,000)")
    parser.add_argument("--grow", action="store_true", help="the same with 2.5 times as many posts beside it")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--requests", type=int, default=10, help="to each page in each round")
    return parser.parse_args(arguments)


def targets_of(installation: Installation) -> list[Target]:
    pages = PAGES if installation.kind == "site" else FLOOR
    return [_target(page, installation) for page in pages]


def _target(page: Page, installation: Installation) -> Target:
    """Return what to request of a page. Readers never write, because a writer's next page shows a message."""
    newcomers = installation.sessions[-NEWCOMERS:]
    readers, writers = installation.sessions[:READERS], installation.sessions[READERS:-NEWCOMERS]
    members = writers if page.is_post else readers
    return Target(
        name=page.name,
        posts=installation.posts,
        port=installation.port,
        addresses=addresses(page, installation.places),
        sessions=newcomers if page.who == "newcomers" else members,
        lands=page.lands,
        body=REPLY,
        workers=servers.workers(installation),
    )


def measure(installations: list[Installation], rounds: int, requests: int) -> dict[int, dict[str, Measured]]:
    """Return the measurements by number of posts and by name of the page."""
    targets = {installation.address: targets_of(installation) for installation in installations}
    measured: dict[int, dict[str, Measured]] = {installation.posts: {} for installation in installations}
    for installation in installations:
        told = json.dumps([dataclasses.asdict(target) for target in targets[installation.address]])
        counted = json.loads(installation.python("-m", "tests.bench.count", input=told))
        measured[installation.posts] |= {name: Measured(queries=queries) for name, queries in counted.items()}
    everything = [target for installation in installations for target in targets[installation.address]]
    first = 0
    for concurrency in CONCURRENCIES:
        _drive(everything, first, WARM_UP, CONCURRENCIES[-1])
        first += WARM_UP
        for _ in range(rounds):
            for batch in _drive(everything, first, requests, concurrency):
                one = measured[batch["posts"]][batch["name"]]
                one.add(concurrency, batch["times"], batch["seconds"])
                one.size, one.memory = batch["size"], batch["memory"]
            first += requests
    return measured


def _drive(targets: list[Target], first: int, count: int, concurrency: int) -> list[dict]:
    told = [dataclasses.asdict(target) for target in targets]
    job = json.dumps({"targets": told, "first": first, "count": count, "concurrency": concurrency})
    command = [sys.executable, "-m", "tests.bench.drive"]
    done = subprocess.run(command, cwd=servers.ROOT, input=job, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit("A page did not answer as it should: see above.")
    return json.loads(done.stdout)


def report(measured: dict[int, dict[str, Measured]], sizes: list[int], server: str) -> int:
    """Print a table for each number of posts; return the exit code."""
    version = servers.run_sql(server, "SHOW server_version")[0][0]
    print(f"\nPostgreSQL {version}, Python {sys.version.split()[0]}, {os.cpu_count()} processors, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}. Times in ms, at 1 and at 8 requests a time; MB resident a worker.")
    verdicts = []
    for posts in sizes:
        smaller = measured[sizes[0]] if posts != sizes[0] else None
        body = table.rows([*FLOOR, *PAGES], measured[posts], smaller)
        print(f"\n{posts:,} posts")
        print(table.drawn(table.heads(CONCURRENCIES, smaller is not None), body))
        print(table.noise(measured[posts][FLOOR[0].name]))
        verdicts += [row[-1] for row in body]
    missed = verdicts.count("too slow")
    print(f"\n{missed} too slow" if missed else "\nevery page reaches its figure")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
