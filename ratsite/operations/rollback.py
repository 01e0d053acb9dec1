"""`ratsite rollback`: go back to the release before the last upgrade, with its database if tables were changed."""

import argparse
import subprocess
import sys
import time

from ratsite.operations.releases import CLOSED, MIGRATE, Site, recover, refuse_without_releases
from ratsite.operations.upgrade import add_commands, start, stop, try_to_go_back
from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="ratsite rollback", description="Go back to the release before the upgrade.")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_commands(parser)
    options = parser.parse_args(arguments)
    configuration.load()
    site = Site()
    if message := recover(site):
        print(message)
    refuse_without_releases(site)
    last = site.last_upgrade()
    if last is None or last.new != site.current or not site.release(last.old).is_dir():
        raise CannotStart(f"there is no release to go back to: {site.current} runs, and no upgrade led to it.")
    with site.locked():
        site.run(last.new, "upgrade_step", "print_losses", last.moment, "-v0")
        if not options.yes and not _agreed():
            raise CannotStart("nothing was changed.")
        last.was_closed = (site.data / CLOSED).exists()
        last.began = time.time()
        last.is_undone = True
        was_running = False
        try:
            (site.data / CLOSED).touch()
            was_running = stop(site, options.stop)
            site.run(last.new, "upgrade_step", "register", last.moment, "-v0")  # fails if the site still runs
            # If the power fails before the switch, the site stays with the new release. If it fails after the switch,
            # the next start finishes the rollback.
            site.record_step(last, MIGRATE)
            site.switch(last.old)
        except (CannotStart, OSError, KeyboardInterrupt, subprocess.SubprocessError) as problem:
            site.end(last, may_roll_back=False)  # last-upgrade.json stays, so `rollback` can be tried again
            start(site, options.start, was_running)
            print(f"The site stays with {last.new}: {problem or 'it was stopped.'}", file=sys.stderr)
            return 1
        if not try_to_go_back(site, last, ""):
            return 1
    if not start(site, options.start, was_running):
        print(f"The site is back at {last.old}.", file=sys.stderr)
        return 1
    print(f"{last.old} runs again. {last.new} stays in {site.release(last.new)} until the next upgrade to it.")
    return 0


def _agreed() -> bool:
    return sys.stdin.isatty() and input("Type yes to go back: ").strip().lower() == "yes"
