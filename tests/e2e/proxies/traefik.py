"""Traefik with the printed file, which is its static and its dynamic configuration."""
import contextlib
import socket
import ssl

import http2
import programs
import wire


class Traefik(programs.Program):
    kind = "traefik"
    binaries = {"traefik": programs.from_wheel("bin/traefik")}
    exceptions = {
        # It has no status for "try again", and no time-out of less than 30 s; it asks a silent Postern once more.
        **{f"failure: {fault}": 500 for fault in ("closes", "cut in the status line", "cut in the head", "garbage", "down", "hangs")},
        "failure: patience": 8,
        # It writes a path in one form before anybody sees it.
        "target: escaped letter": "/a",
        "target: lower case escapes": "/%C3%A9",
        "target: two slashes": "/a/b",
        "target: slashes at the start": "/evil.test/a",
        "target: dot": "/a/b",
        "target: dots": "/b",
        "target: escaped dots": "/b",
        "target: dots to another path": "/healthz",
        "target: quote": "/a%22b",
        "target: eight bits": "/%E9",
    }

    def __init__(self, folder, port, files, binary):
        self.port = port
        for name, text in files.items():
            (folder / name).write_text(text)
        self.tls = any("\ntls:" in text for text in files.values())
        # The printed file names itself, relative to the folder where Traefik is started.
        super().__init__(folder, "traefik", ["env", "-C", str(folder), str(binary)])

    def start(self):
        super().start()
        programs.eventually("Traefik has routers", lambda: self.running() and programs.answers(self.port) and self.routes())

    def routes(self):
        """Until it has read its routers it answers 404, or ends a handshake; a router refuses this target before it asks Postern."""
        with contextlib.suppress(ssl.SSLError), contextlib.closing(self.connect()) as connection:
            connection.sendall(wire.request_text(target="/%2f"))
            return wire.read_message(connection.makefile("rb")).status != 404

    def connect(self):
        return http2.connect(self.port, ["http/1.1"]) if self.tls else socket.create_connection(("127.0.0.1", self.port))
