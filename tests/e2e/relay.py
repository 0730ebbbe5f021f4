"""Stands between a proxy and Postern: counts connections, keeps the checks, and fails as a test says."""
import contextlib
import socket
import time

import programs
import wire

UNAVAILABLE = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nCache-Control: no-store\r\n\r\n"

# What becomes of Postern's reply; None: the connection ends without one.
FAULTS = {
    "": lambda reply: reply,
    "unavailable": lambda reply: UNAVAILABLE,
    "closes": lambda reply: None,
    "hangs": None,
    "cut in the status line": lambda reply: programs.Last(reply[:9]),
    "cut in the head": lambda reply: programs.Last(reply[: reply.index(b"\r\n\r\n") - 16]),
    "garbage": lambda reply: programs.Last(b"\x16\x03\x01 200 OK\r\n\r\n"),
}


def octets(request):
    return "\r\n".join([request.first, *request.lines]).encode("latin-1") + b"\r\n\r\n" + request.body


class Relay(programs.Backend):
    takes_upgrades = False

    def __init__(self, postern):
        self.postern, self.fault, self.close_after_next = postern, "", False
        super().__init__(self.pass_on)

    def pass_on(self, request):
        if self.fault == "hangs":
            return time.sleep(3)
        reply = FAULTS[self.fault](self.ask_postern(request))
        if not self.close_after_next:
            return reply
        self.close_after_next = False
        return programs.Last(reply)

    def ask_postern(self, request):
        with contextlib.closing(socket.create_connection(("127.0.0.1", self.postern.port), wire.TIMEOUT)) as connection:
            connection.sendall(octets(request))
            with connection.makefile("rb") as stream:
                return octets(wire.read_message(stream, has_body=request.first[:5] != "HEAD "))

    @contextlib.contextmanager
    def failing(self, fault):
        self.fault = fault
        try:
            yield
        finally:
            self.fault = ""

    @contextlib.contextmanager
    def down(self):
        """Nobody listens, and open connections end at their next request."""
        with self.failing("closes"):
            self.stop()
            try:
                yield
            finally:
                self.listen()
