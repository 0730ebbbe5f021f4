"""Frames of HTTP/2 as octets, so that a peer can send what no library would (RFC 9113)."""
import contextlib
import socket
import struct

import ext_authz
import http2  # finds Debian's modules
import wire

from hpack import Decoder, Encoder  # noqa: E402, isort: skip

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
END_STREAM, ACK, END_HEADERS, PADDED = 1, 1, 4, 8
FIELDS = {
    ":method": "POST", ":scheme": "http", ":authority": "postern", ":path": ext_authz.CHECK, "te": "trailers",
    "content-type": "application/grpc",
}
assert http2 and Decoder


def frame(kind, flags=0, stream=0, payload=b"", size=None):
    """`size`: what the frame says, if that is not true."""
    size = len(payload) if size is None else size
    return struct.pack("!I", size)[1:] + bytes([kind, flags]) + struct.pack("!I", stream) + payload


def block(changed=()):
    """The fields of a call, compressed without a table, so that it can be sent for any stream. None: no such field."""
    encoder = Encoder()
    encoder.header_table_size = 0
    return encoder.encode([(name, value) for name, value in {**FIELDS, **dict(changed)}.items() if value is not None])


def settings(*pairs):
    return frame(SETTINGS, payload=b"".join(struct.pack("!HI", *each) for each in pairs))


HELLO = PREFACE + settings()


def head(stream=1, changed=(), flags=END_HEADERS):
    return frame(HEADERS, flags, stream, block(changed))


def data(octets, stream=1, flags=END_STREAM):
    """In frames that every server takes."""
    parts = [octets[at : at + 16384] for at in range(0, len(octets), 16384)] or [b""]
    return b"".join(frame(DATA, flags if part is parts[-1] else 0, stream, part) for part in parts)


def call(octets, stream=1, changed=()):
    return head(stream, changed) + data(octets, stream)


def reset(stream=1):
    return frame(RST_STREAM, 0, stream, struct.pack("!I", 8))


class Peer:
    """A connection to a server that need not be treated well."""

    def __init__(self, port, timeout=wire.TIMEOUT):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)

    def send(self, octets):
        """False: the server has closed the connection."""
        try:
            self.socket.sendall(octets)
            return True
        except (ConnectionResetError, BrokenPipeError):
            return False

    def receive(self):
        """What comes next; empty: the end. A server that says nothing raises TimeoutError."""
        try:
            return self.socket.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            return b""

    def read_to_the_end(self):
        """All that the server says before it closes the connection."""
        octets = b""
        while more := self.receive():
            octets += more
        return octets

    def reset(self):
        """Ends the connection with RST of TCP."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.close()


def frames(octets):
    """The whole frames in these octets: kind, flags, stream, payload."""
    while len(octets) >= 9:
        size, kind, flags = int.from_bytes(octets[:3], "big"), octets[3], octets[4]
        if len(octets) < 9 + size:
            return
        yield kind, flags, int.from_bytes(octets[5:9], "big"), octets[9 : 9 + size]
        octets = octets[9 + size :]
