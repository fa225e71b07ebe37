"""A real package index: pypiserver over the folder named first, on a free loopback port.

Whoever wants to upload, list or download has to be the user named second with the password named
third. The address is printed once the port is open; the server ends when its standard input does,
so it cannot outlive the test that started it.
"""

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pypiserver
from passlib.apache import HtpasswdFile


class Server(ThreadingMixIn, WSGIServer):
    """One thread per request: a client may hold one connection open and use another."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """Keeps the log of requests out of the test's output."""

    def log_message(self, format: str, *args: object) -> None:
        pass


def main(folder: str, user: str, password: str) -> None:
    """Serves ``folder`` until standard input ends."""
    packages = Path(folder) / "packages"
    packages.mkdir(parents=True)
    accounts = HtpasswdFile(str(packages.with_name("htpasswd")), new=True, default_scheme="apr_md5_crypt")
    accounts.set_password(user, password)
    accounts.save()
    app = pypiserver.app(
        roots=[str(packages)],
        password_file=str(accounts.path),
        authenticate=["update", "list", "download"],
        disable_fallback=True,
    )
    server = make_server("127.0.0.1", 0, app, Server, Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
