"""The messages of Envoy's ext_authz over gRPC, as octets: envoy/service/auth/v3/external_auth.proto and what it imports."""
import struct

import wire

CHECK = "/envoy.service.auth.v3.Authorization/Check"


def varint(number):
    octets = b""
    while number > 0x7F:
        octets += bytes([number & 0x7F | 0x80])
        number >>= 7
    return octets + bytes([number])


def field(number, value):
    """A number, a text or a message (https://protobuf.dev/programming-guides/encoding)."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    octets = value.encode("latin-1") if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(octets)) + octets


def nested(*numbers, value):
    """`value` in field numbers[-1] of a message in field numbers[-2] of one, and so on."""
    for number in reversed(numbers):
        value = field(number, value)
    return value


def entry(number, key, value):
    """An entry of a map."""
    return field(number, field(1, key) + field(2, value))


def read_varint(octets, at):
    number, shift = 0, 0
    while True:
        number |= (octets[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not octets[at - 1] & 0x80:
            return number, at


def read(octets):
    """The fields of a message: number and value."""
    at = 0
    while at < len(octets):
        tag, at = read_varint(octets, at)
        kind = tag & 7
        if kind == 0:
            value, at = read_varint(octets, at)
        else:
            size, at = read_varint(octets, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = octets[at : at + size], at + size
            assert len(value) == size, "the message is cut"
        yield tag >> 3, value


def every(octets, *numbers):
    """All values at this place: the first number is a field of the message, the next one a field of that, and so on."""
    found = [octets]
    for number in numbers:
        found = [value for each in found for given, value in read(each) if given == number]
    return found


def first(octets, *numbers, default=b""):
    return (every(octets, *numbers) or [default])[0]


def text(octets, *numbers):
    return first(octets, *numbers).decode("latin-1")


class CheckRequest(wire.Message):
    """The original request of a check, as if a proxy had described it with X-Forwarded-* over HTTP."""

    def __init__(self, octets):
        self.octets = octets
        http = first(octets, 1, 4, 2)
        self.fields = [(text(each, 1), text(each, 3) or text(each, 2)) for each in every(http, 13, 1)]
        self.fields += [(text(each, 1), text(each, 2)) for each in every(http, 3)]
        self.extensions = [(text(each, 1), text(each, 2)) for each in every(octets, 1, 10)]
        described = {
            "Method": text(http, 2), "Uri": text(http, 4), "Host": text(http, 5), "Proto": text(http, 6),
            "For": self.client(octets),
        }
        lines = [f"X-Forwarded-{name}: {value}" for name, value in described.items()]
        lines += [f"{name}: {value}" for name, value in self.fields if not name.startswith((":", "x-forwarded-"))]
        super().__init__(f"POST {CHECK} HTTP/2", lines, first(http, 11) or first(http, 12))

    def client(self, octets):
        """What Envoy says behind a balancer, or the address of the connection."""
        return dict(self.fields).get("x-envoy-external-address") or text(octets, 1, 1, 1, 1, 2)


def check_request(method="GET", path="/", host="app.test", scheme="http", headers=(), extensions=(), client="127.0.0.1"):
    """As Envoy writes it with encode_raw_headers."""
    fields = [(":method", method), (":path", path), (":authority", host), (":scheme", scheme), *headers]
    http = field(2, method) + field(4, path) + field(5, host) + field(6, scheme) + field(10, "HTTP/1.1")
    http += b"".join(nested(13, 1, value=field(1, name.lower()) + field(3, value)) for name, value in fields)
    source = nested(1, 1, value=field(2, client) + field(3, 50000)) if client else b""
    attributes = nested(1, value=source) + nested(4, 2, value=http)
    return field(1, attributes + b"".join(entry(10, *each) for each in extensions))


def option(name, value):
    return field(1, field(1, name) + field(2, value))


def allowed(headers=(), removed=(), metadata=True):
    """A CheckResponse that lets the request pass; `metadata` is what the printed text asks for."""
    ok = b"".join(field(2, option(*each)) for each in headers) + b"".join(field(5, name) for name in removed)
    postern = entry(1, "postern", nested(5, value=b"")) if metadata else b""
    return field(1, b"") + field(3, ok) + (field(4, postern) if metadata else b"")


def denied(status, headers=(), body=""):
    """With the code of gRPC for it."""
    code = {401: 16, 403: 7, 503: 14}.get(status, 7)
    http = field(1, field(1, status))
    return field(1, field(1, code)) + field(2, http + b"".join(field(2, option(*each)) for each in headers) + field(3, body))


class CheckResponse:
    def __init__(self, octets):
        self.octets = octets
        self.code = first(octets, 1, 1, default=0)
        self.is_ok, self.is_denied = bool(every(octets, 3)), bool(every(octets, 2))
        self.status = first(octets, 2, 1, 1, default=200 if self.code == 0 else 403)
        options = every(octets, 3 if self.is_ok else 2, 2)
        self.headers = [(text(each, 1, 1), text(each, 1, 2)) for each in options]
        self.removed = [value.decode() for value in every(octets, 3, 5)]
        self.body = text(octets, 2, 3)
        self.metadata = [text(each, 1) for each in every(octets, 4, 1)]


def framed(message, compressed=0):
    """A message of gRPC: whether it is compressed, its size, its octets."""
    return struct.pack("!BI", compressed, len(message)) + message


def unframed(octets):
    """The one message of a call."""
    compressed, size = struct.unpack("!BI", octets[:5])
    assert (compressed, size) == (0, len(octets) - 5), "not one whole message"
    return octets[5:]
