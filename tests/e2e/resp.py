"""Redis' protocol (RESP2): a client for the tests, and messages as the octets that they are."""
import socket

TIMEOUT = 10


class ErrorReply(Exception):
    """What Redis says after the minus sign."""


def octets_of(part):
    return part if isinstance(part, bytes) else str(part).encode()


def command_text(*parts):
    bulks = (b"$%d\r\n%s\r\n" % (len(part), part) for part in map(octets_of, parts))
    return b"*%d\r\n" % len(parts) + b"".join(bulks)


def read_octets(stream):
    """The next message of a stream as it came; nothing at the end of the stream."""
    first = stream.readline()
    if not first.endswith(b"\r\n"):
        return b""
    size = int(first[1:]) if first[:1] in b"$*" else -1
    if first[:1] == b"$" and size >= 0:
        return first + stream.read(size + 2)
    if first[:1] == b"*":
        return first + b"".join(read_octets(stream) for _ in range(size))
    return first


def value_of(stream):
    """The next message of a stream as a value. An error that is an element of an array is returned and not raised."""
    first = stream.readline()
    if not first:
        raise EOFError
    kind, rest = first[:1], first[1:-2]
    if kind == b"-":
        return ErrorReply(rest.decode())
    if kind == b"+":
        return rest.decode()
    number = int(rest)
    if kind == b":":
        return number
    if number < 0:
        return None
    if kind == b"*":
        return [value_of(stream) for _ in range(number)]
    return stream.read(number + 2)[:-2]


class Client:
    """One connection. `address` is a port of 127.0.0.1 or the path of a Unix socket."""

    def __init__(self, address, timeout=TIMEOUT):
        if isinstance(address, int):
            self.socket = socket.create_connection(("127.0.0.1", address), timeout)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(timeout)
            self.socket.connect(str(address))
        self.stream = self.socket.makefile("rb")

    def send(self, *parts):
        self.socket.sendall(command_text(*parts))

    def read(self):
        value = value_of(self.stream)
        if isinstance(value, ErrorReply):
            raise value
        return value

    def call(self, *parts):
        self.send(*parts)
        return self.read()

    def call_all(self, commands):
        """The replies to commands that are sent together; errors are returned."""
        self.socket.sendall(b"".join(command_text(*each) for each in commands))
        return [value_of(self.stream) for _ in commands]

    def close(self):
        self.stream.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
