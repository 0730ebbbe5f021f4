"""What bad peers send to the gRPC listener: each gets an answer or a close, and nobody else notices."""
import contextlib
import signal
import ssl
import struct
import time

import ext_authz
import grpc_client
import http2_frames as h2
import pytest
from grpc_peers import CHECK, INVALID_ARGUMENT, MESSAGE, OK, SECRET, TOO_LARGE, UNIMPLEMENTED, Others, listening
from grpc_peers import others, postern  # noqa: F401  fixtures


def client_hello():
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname="app.test").do_handshake()
    return outgoing.read()


# Octets after which the server closes the connection, sooner or later.
CLOSED = {
    "nothing": b"",
    "garbage": b"\x00\xff" * 500,
    "a ClientHello of TLS": client_hello(),
    "a request of HTTP/1.1": b"GET / HTTP/1.1\r\nHost: app.test\r\n\r\n",
    "an upgrade to HTTP/2": b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n",
    "half a preface": h2.PREFACE[:12],
    "a preface and no settings": h2.PREFACE,
    "a preface and garbage": h2.PREFACE + b"\xff" * 500,
    "a preface and another frame": h2.PREFACE + h2.frame(h2.PING, payload=bytes(8)),
    "settings and no more": h2.HELLO,
    "a cut frame": h2.HELLO + h2.frame(h2.HEADERS, h2.END_HEADERS, 1, b"\x82", size=100),
    "a frame of 16 MB": h2.HELLO + h2.frame(h2.DATA, 0, 1, b"x" * 100, size=2**24 - 1),
    "a call of an even number": h2.HELLO + h2.call(CHECK, stream=2),
    "a call without a number": h2.HELLO + h2.call(CHECK, stream=0),
    "fields that cannot be decompressed": h2.HELLO + h2.frame(h2.HEADERS, h2.END_HEADERS, 1, b"\xff" * 40),
    "an index of no field": h2.HELLO + h2.frame(h2.HEADERS, h2.END_HEADERS, 1, b"\xff\xff\xff\x0f"),
    "another frame between fields": h2.HELLO + h2.head(flags=0) + h2.frame(h2.PING, payload=bytes(8)),
    "more fields than begun": h2.HELLO + h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1, h2.block()),
    "padding longer than the frame": h2.HELLO + h2.frame(h2.HEADERS, h2.END_HEADERS | h2.PADDED, 1, b"\xff" + h2.block()),
    "settings of a wrong size": h2.HELLO + h2.frame(h2.SETTINGS, payload=b"12345"),
    "settings of a stream": h2.HELLO + h2.frame(h2.SETTINGS, stream=1),
    "a window of nothing": h2.HELLO + h2.frame(h2.WINDOW_UPDATE, payload=bytes(4)),
    "a window that is too large": h2.HELLO + h2.frame(h2.WINDOW_UPDATE, payload=b"\x7f\xff\xff\xff") * 2,
    "a promise": h2.HELLO + h2.frame(h2.PUSH_PROMISE, h2.END_HEADERS, 1, bytes(4) + h2.block()),
    "a ping of a wrong size": h2.HELLO + h2.frame(h2.PING, payload=b"1234"),
    "a goodbye": h2.HELLO + h2.frame(h2.GOAWAY, payload=bytes(8)),
    "a reset of no call": h2.HELLO + h2.frame(h2.RST_STREAM, 0, 1, bytes(4)),
    "unknown frames": h2.HELLO + h2.frame(0x42, 0xFF, 0, b"x" * 100) * 10,
    "priorities": h2.HELLO + h2.frame(h2.PRIORITY, 0, 1, bytes(5)) * 100,
}


@pytest.fixture(scope="module")
def silent_ends(postern, good):
    """All of them at once: how each connection ended, and what the server said before."""
    peers = {row: h2.Peer(postern.grpc_port) for row in CLOSED}
    with Others(postern, good):
        for row, peer in peers.items():
            peer.send(CLOSED[row])
        ends = {row: peer.read_to_the_end() for row, peer in peers.items()}
    for peer in peers.values():
        peer.close()
    return ends


@pytest.mark.parametrize("row", CLOSED)
def test_a_peer_that_makes_no_call_is_closed(silent_ends, row):
    assert not any(kind == h2.DATA for kind, *_ in h2.frames(silent_ends[row]))


# Calls: their fields, their octets, and the status of gRPC that they get; None: any, or the call is reset.
CALLS = {
    "a check": ({}, CHECK, OK),
    "an empty message": ({}, ext_authz.framed(b""), OK),
    "unknown fields": ({}, ext_authz.framed(ext_authz.check_request() + ext_authz.field(99, b"x" * 100) + ext_authz.field(7, 1)), OK),
    "undecodable octets": ({}, ext_authz.framed(b"\xff" * 50), INVALID_ARGUMENT),
    "a message that is cut within": ({}, ext_authz.framed(ext_authz.check_request()[:-3]), INVALID_ARGUMENT),
    "a message of the largest size": ({}, ext_authz.framed(ext_authz.field(99, b"x" * (MESSAGE - 100))), OK),
    "a message that is too large": ({}, ext_authz.framed(ext_authz.field(99, b"x" * MESSAGE)), TOO_LARGE),
    "a message that says it is huge": ({}, struct.pack("!BI", 0, 2**32 - 1) + b"x" * 1000, TOO_LARGE),
    "a deep message": ({}, ext_authz.framed(ext_authz.nested(*[1] * 2000, value=b"")), None),
    "no message": ({}, b"", None),
    "a cut message": ({}, CHECK[:-10], None),
    "a cut frame of a message": ({}, CHECK[:3], None),
    "two messages": ({}, CHECK * 2, None),
    "a message that says it is compressed": ({}, ext_authz.framed(b"\x1f\x8b" * 10, compressed=1), None),
    "a compressed message": ({"grpc-encoding": "gzip"}, ext_authz.framed(b"\x1f\x8b" * 10, compressed=1), None),
    "an unknown compression": ({"grpc-encoding": "unknown"}, ext_authz.framed(b"x", compressed=1), None),
    "another method": ({":path": "/envoy.service.auth.v3.Authorization/Other"}, CHECK, UNIMPLEMENTED),
    "another service": ({":path": "/envoy.service.auth.v2.Authorization/Check"}, CHECK, UNIMPLEMENTED),
    "a path of HTTP": ({":path": "/authz/envoy"}, CHECK, UNIMPLEMENTED),
    "an empty path": ({":path": ""}, CHECK, UNIMPLEMENTED),
    "no path": ({":path": None}, CHECK, None),
    "GET": ({":method": "GET"}, CHECK, None),
    "no method": ({":method": None}, CHECK, None),
    "another content": ({"content-type": "application/json"}, CHECK, None),
    "no content": ({"content-type": None}, CHECK, None),
    "a deadline that has passed": ({"grpc-timeout": "0n"}, CHECK, None),
    "a deadline that is none": ({"grpc-timeout": "soon"}, CHECK, None),
    "a field with upper case": ({"X-Other": "a"}, CHECK, None),
    "a field of the connection": ({"connection": "close"}, CHECK, None),
    "64 KiB of fields": ({f"x-{n}": "a" * 1024 for n in range(64)}, CHECK, None),
}


def answer_to(postern, octets):
    """The frames of the first call, until it has ended or the server closes the connection."""
    said = b""
    with contextlib.closing(h2.Peer(postern.grpc_port)) as peer:
        peer.send(octets)
        while more := peer.receive():
            said += more
            found = [(kind, flags, payload) for kind, flags, stream, payload in h2.frames(said) if stream == 1]
            if any(kind == h2.RST_STREAM or (kind <= h2.HEADERS and flags & h2.END_STREAM) for kind, flags, _ in found):
                return found
    return []


@pytest.mark.parametrize("row", CALLS)
def test_each_call_has_an_end(others, postern, row):
    changed, octets, status = CALLS[row]
    fields = block_of(changed)
    found = answer_to(postern, h2.HELLO + fields + h2.data(octets))
    message = b"".join(payload for kind, _, payload in found if kind == h2.DATA)
    if status is not None:
        (said,) = statuses(found)
        assert said in (status if isinstance(status, tuple) else (status,))
    if message and row != "a check":  # whatever was asked, nobody got in
        assert ext_authz.CheckResponse(ext_authz.unframed(message)).is_denied


def block_of(changed):
    """In as many frames as it needs."""
    block = h2.block(changed)
    parts = [block[at : at + 16384] for at in range(0, len(block), 16384)]
    kinds = [h2.HEADERS] + [h2.CONTINUATION] * len(parts)
    return b"".join(h2.frame(kind, h2.END_HEADERS if part is parts[-1] else 0, 1, part) for kind, part in zip(kinds, parts))


def statuses(found):
    """`grpc-status` in these frames."""
    decoder = h2.Decoder()
    decoder.max_header_list_size = 2**20
    fields = [field for kind, _, payload in found if kind == h2.HEADERS for field in decoder.decode(payload)]
    return [int(value) for name, value in fields if name == "grpc-status"]


# After the beginning of a check.
BROKEN_OFF = {
    "reset": lambda peer: peer.send(h2.reset()),
    "a goodbye": lambda peer: peer.send(h2.frame(h2.GOAWAY, payload=bytes(8))),
    "end of the connection": lambda peer: peer.close(),
    "reset of the connection": lambda peer: peer.reset(),
    "garbage": lambda peer: peer.send(b"\xff" * 100),
}


@pytest.mark.parametrize("row", BROKEN_OFF)
@pytest.mark.parametrize("octets", [0, 3, 20, len(CHECK)])
def test_a_check_that_is_broken_off(others, postern, row, octets):
    for _ in range(20):
        with contextlib.closing(h2.Peer(postern.grpc_port)) as peer:
            end = h2.END_STREAM if octets == len(CHECK) else 0
            peer.send(h2.HELLO + h2.head() + (h2.data(CHECK[:octets], flags=end) if octets else b""))
            BROKEN_OFF[row](peer)


def test_a_goodbye_does_not_end_a_check_that_is_begun(postern):
    """RFC 9113 section 6.8: the peer begins no call from now on, and still waits for this one."""
    goodbye = h2.frame(h2.GOAWAY, payload=bytes(8))
    assert statuses(answer_to(postern, h2.HELLO + h2.head() + goodbye + h2.data(CHECK))) == [OK]


def test_a_slow_sender_is_answered(others, postern):
    with contextlib.closing(h2.Peer(postern.grpc_port)) as peer:
        peer.send(h2.HELLO + h2.head())
        for at in range(0, len(CHECK), 40):
            peer.send(h2.data(CHECK[at : at + 40], flags=0 if at + 40 < len(CHECK) else h2.END_STREAM))
            time.sleep(0.05)
        said = b""
        while not statuses([frame[:2] + frame[3:] for frame in h2.frames(said) if frame[2] == 1]):
            said += peer.receive()


def test_the_pings_of_envoy_keep_the_connection(postern, good):
    """`connection_keepalive` in the printed text; the idle time of these tests is 3 s."""
    with contextlib.closing(grpc_client.Connection(postern.grpc_port)) as connection:
        connection.check(headers=good)
        for _ in range(4):
            connection.protocol.ping(bytes(8))
            connection.flush()
            time.sleep(0.6)
        assert connection.check(headers=good).status == 200


def test_nothing_secret_is_in_the_log(postern):
    grpc_client.call(postern.grpc_port, ext_authz.framed(CHECK))
    log = postern.log.read_text()
    assert SECRET not in log and "Bearer" not in log


@pytest.mark.parametrize("row", ["nothing", "settings and no more", "a cut frame"])
def test_it_ends_while_peers_are_connected(settings, good, row):
    with listening(settings, resolver={"drain": "2s"}) as postern:
        peers = [h2.Peer(postern.grpc_port) for _ in range(20)]
        for peer in peers:
            peer.send(CLOSED[row])
        assert grpc_client.call(postern.grpc_port, ext_authz.check_request(headers=good)).check.status == 200
        assert postern.stop(signal.SIGTERM, 8) == 0
        for peer in peers:
            peer.read_to_the_end()
            peer.close()


def test_a_drain_ends_what_has_begun(settings, good):
    """It says GOAWAY; a check that had begun before is still answered."""
    with listening(settings, resolver={"drain": "5s"}) as postern:
        with contextlib.closing(grpc_client.Connection(postern.grpc_port)) as connection:
            octets = ext_authz.framed(ext_authz.check_request(headers=good))
            stream = connection.start(octets[:20], end=False)
            connection.check(headers=good)
            postern.send(signal.SIGTERM)
            time.sleep(0.5)
            connection.send(stream, octets[20:])
            answer = connection.finish(stream)
            assert answer.status != OK or answer.check.status == 200
        assert postern.process.wait(8) == 0  # a second signal would end it at once
