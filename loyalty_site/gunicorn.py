"""The web process in production: `gunicorn loyalty_site.wsgi --config …`."""

from pathlib import Path

from loyalty_site import logs
from loyalty_site.environment import env

# Loopback, unless told otherwise: past the proxy anybody could say where they come from.
bind = f"{env.str('BIND', default='') or '127.0.0.1'}:{env.str('PORT', default='') or 8000}"
workers = int(env.str("WEB_CONCURRENCY", default="") or 2)
worker_class = "loyalty_site.draining.DrainingWorker"
threads = 4
# Loaded once, before forking: a worker that dies is replaced within milliseconds.
preload_app = True
# Requests take milliseconds; one that hangs must not hold up a deployment.
timeout = 30
graceful_timeout = 25
# Longer than the proxy keeps an idle connection (nginx: 60 s): it must not use one that is
# just being closed. Idle connections hold no thread.
keepalive = 75
max_requests = 10_000
max_requests_jitter = 1_000
# Heartbeat files in memory: a slow disk must not look like a dead worker.
SHM = Path("/dev/shm")  # noqa: S108 -- gunicorn makes its own files in it
worker_tmp_dir = str(SHM) if SHM.is_dir() else None
# Signals are enough; the socket would need a home folder.
control_socket_disable = True
logconfig_dict = logs.config(pretty=False, level=env.str("LOG_LEVEL", default="") or "INFO")
# Longer addresses are refused before Django is asked.
limit_request_line = 4094
