"""`ratsite run`: the whole site on a small server, as one supervisor with two processes."""

import argparse
import gc
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlsplit

from ratsite.operations.releases import Site, refuse_old_release
from ratsite.operations.supervisor import Supervisor
from ratsite.settings import configuration
from ratsite.settings.embedded import ROOT, CannotStart, data_folder

DOT_SECONDS = 5  # installing and preparing take minutes on a busy computer
START_SECONDS = 60  # the first answer takes two or three seconds
PORT = 8000
MALLOC = "MALLOC_ARENA_MAX"
TRIAL = "RATSITE_TRIAL"  # set by `make run`: what to print once the site runs
ADDRESS = "127.0.0.1"  # visitors reach the web server through a proxy on the same server


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="ratsite run", description="Run the site until Ctrl-C.")
    parser.add_argument("--port", type=int, help=f"where the web server listens on {ADDRESS} (PORT, else {PORT})")
    parser.add_argument("--no-prepare", action="store_true", help="do not prepare the database and static files first")
    options = parser.parse_args(arguments)
    _keep_memory_small()
    refuse_old_release(Site.around(ROOT))
    if configuration.load() is None and os.environ.get("EMBEDDED") and not os.environ.get(TRIAL):
        raise CannotStart("there is no ratsite.env. `python3 -m ratsite setup` writes it; `make run` tries the site.")
    data, port = data_folder(), options.port or own_port(os.environ)
    supervisor = Supervisor(data)
    supervisor.reserve()
    refuse_taken_port(port, "give another one as --port, and name it to the proxy, too")
    if not options.no_prepare:
        print("Bringing the database and the static files up to date (up to a minute) …", flush=True)
        prepare(os.environ)
    banner = os.environ.get(TRIAL) or (
        f"The site runs: {os.environ['SITE_URL']} (web server on http://{ADDRESS}:{port})\n"
        f"Logs are in {data}/logs. Ctrl-C stops it."
    )
    load_site()
    return keep_running(supervisor, port, banner, web=lambda: serve(port), background=run_background)


def keep_running(supervisor: Supervisor, port: int, banner: str, *, web: Callable, background: Callable) -> int:
    """Start the web server, wait for its first answer, start the background process, and restart either if it ends.

    If they started at the same time, the first page would be late. banner: text to print once the site runs. If it is
    "" (in development), the first answer is not awaited: the web server may fail at first, and is restarted until its
    code is mended.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # In a job that a shell runs in the background, SIGINT is ignored at first.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        program = supervisor.start("web", web)
        if banner:
            supervisor.wait_until(program, lambda: is_answering(port), START_SECONDS)
        supervisor.start("background", background)
        if banner:
            print(banner, flush=True)
        supervisor.watch()
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        supervisor.stop()
    return 0


def load_site() -> None:
    """Load the whole site into this process, so that the processes forked from it share the memory."""
    from django.core.management import load_command_class
    from django.db import connections
    from django.urls import get_resolver

    import ratsite.wsgi  # noqa: F401 it sets up Django and freezes what is loaded

    get_resolver().url_patterns  # noqa: B018 loads the views
    load_command_class("ratsite.operations", "background")
    connections.close_all()
    gc.collect()
    gc.freeze()


def serve(port: int) -> None:
    from gunicorn.app.wsgiapp import WSGIApplication

    sys.argv = ["gunicorn", *web_server(port)]
    WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def run_background() -> None:
    from django.core.management import call_command

    call_command("background", verbosity=0)


def _keep_memory_small() -> None:
    """Start this process again with only two pools of memory: by default, malloc makes one for each thread."""
    if MALLOC not in os.environ:
        os.environ[MALLOC] = "2"
        os.execv(sys.executable, [sys.executable, "-m", "ratsite", *sys.argv[1:]])


def own_port(environment: Mapping[str, str]) -> int:
    """Return the web server's port: PORT or, on a site for this computer only, that of its address; otherwise 8000."""
    if environment.get("PORT"):
        return valid_port(environment["PORT"])
    address = urlsplit(environment.get("SITE_URL", ""))
    return (address.port or PORT) if environment.get("EMBEDDED") else PORT


def valid_port(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or not 0 < int(value) < 65536:
        raise CannotStart(f"PORT is {value!r}; give a number between 1 and 65535.")
    return int(value)


def refuse_taken_port(port: int, advice: str) -> None:
    """Raise CannotStart, with this advice, if the web server cannot listen on this port."""
    try:
        socket.create_server((ADDRESS, port)).close()
    except PermissionError:
        raise CannotStart(f"port {port} needs an administrator; {advice}.") from None
    except OSError:
        raise CannotStart(f"port {port} is taken by another program; {advice}.") from None


def call_with_dots(command: Sequence[str], **options) -> int:
    """Run a command as subprocess.call does, print dots until it ends, and return its exit code.

    A dot comes every DOT_SECONDS, and only on a terminal: a log needs none.
    """
    has_dots = False
    with subprocess.Popen(command, **options) as process:
        try:
            while True:
                try:
                    return process.wait(DOT_SECONDS)
                except subprocess.TimeoutExpired:
                    if sys.stdout.isatty():
                        print(".", end="", flush=True)
                        has_dots = True
        except KeyboardInterrupt:
            process.kill()
            raise
        finally:
            if has_dots:
                print(flush=True)


def prepare(environment: Mapping[str, str], *options: str, python: str = sys.executable) -> None:
    if call_with_dots([python, "manage.py", "prepare", "-v0", *options], cwd=ROOT, env=environment):
        raise CannotStart("preparing it failed; the reason is printed above.")


def web_server(port: int) -> tuple[str, ...]:
    """Return gunicorn's arguments for a small server: one worker. ratsite/settings/gunicorn.py has the others."""
    config = ROOT / "ratsite" / "settings" / "gunicorn.py"
    return ("-c", str(config), "--bind", f"{ADDRESS}:{port}", "--workers", os.environ.get("WEB_WORKERS", "1"))


def is_answering(port: int) -> bool:
    no_proxy = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        no_proxy.open(f"http://{ADDRESS}:{port}/healthz", timeout=5).close()
    except urllib.error.HTTPError:
        return True  # an error is an answer too
    except OSError:
        return False
    return True
