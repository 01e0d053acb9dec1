"""Gunicorn's configuration: `gunicorn -c ratsite/settings/gunicorn.py`. Read by gunicorn, not by Django.

Each worker has threads, because without a proxy a download by a slow reader occupies one until it ends. With threads,
`timeout` does not cut a slow download: it only restarts a worker that no longer responds.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from ratsite.settings import configuration
from ratsite.settings.embedded import CannotStart

try:
    configuration.load()
except CannotStart as problem:
    sys.exit(f"The site cannot start: {problem}")

wsgi_app = "ratsite.wsgi"
bind = os.environ.get("WEB_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
# Ten slow readers in one of two workers leave six threads. Each thread may hold a connection to the database.
threads = int(os.environ.get("WEB_THREADS", "16"))
preload_app = True  # so that the workers share the memory of what is loaded before they start
timeout = 60
graceful_timeout = 120  # seconds that a restart waits for downloads that have begun
keepalive = 5
# Longest pause while a form or a file is being received. After it, the request ends and its thread is free.
STALL_SECONDS = max(1, int(os.environ.get("WEB_STALL_SECONDS", "60")))
accesslog = None  # no access log, because IP addresses and private addresses must not be stored
loglevel = os.environ.get("WEB_LOG_LEVEL", "warning")
control_socket_disable = True
forwarded_allow_ips = "127.0.0.1,::1"


def pre_request(_worker, request):
    """Limit how long the thread waits if the sending of a form stalls. Downloads may pause for longer."""
    if request.method == "POST":
        request.unreader.sock.settimeout(STALL_SECONDS)
