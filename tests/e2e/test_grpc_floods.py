"""Floods towards the gRPC listener: they end, take a bounded memory, and others are answered."""
import contextlib
import struct
import time

import ext_authz
import http2_frames as h2
import pytest
from grpc_peers import CHECK, bounded
from grpc_peers import others, peer, postern  # noqa: F401  fixtures

# Octets that a peer sends over and over without reading an answer, after it has said hello.
FLOODS = {
    "settings": h2.settings(),
    "settings with values": h2.settings((4, 65535), (4, 1000), (1, 0), (1, 4096)),
    "pings": h2.frame(h2.PING, payload=bytes(8)),
    "priorities": h2.frame(h2.PRIORITY, 0, 1, bytes(5)),
    "unknown frames": h2.frame(0x42, 0, 0, b"x" * 100),
    "windows": h2.frame(h2.WINDOW_UPDATE, payload=struct.pack("!I", 1)),
}
MOST = 20_000_000  # octets of a flood


def flood(peer, octets, most=MOST):
    """Until the server closes the connection, or takes no more."""
    many, sent = octets * max(1, 50_000 // len(octets)), 0
    peer.socket.settimeout(2)
    with contextlib.suppress(TimeoutError):
        while sent < most and peer.send(many):
            sent += len(many)


@pytest.mark.parametrize("row", FLOODS)
def test_a_flood_of_frames(others, postern, peer, row):
    with bounded(postern):
        assert peer.send(h2.HELLO)
        flood(peer, FLOODS[row])


# What a peer sends for each of many calls, without reading an answer.
STREAMS = {
    "fields and no message": lambda stream: h2.head(stream),
    "fields, and a reset": lambda stream: h2.head(stream) + h2.reset(stream),
    "half a message": lambda stream: h2.head(stream) + h2.data(CHECK[:20], stream, 0),
    "half a message, and a reset": lambda stream: h2.head(stream) + h2.data(CHECK[:20], stream, 0) + h2.reset(stream),
    "checks": lambda stream: h2.call(CHECK, stream),
    "checks, and a reset": lambda stream: h2.call(CHECK, stream) + h2.reset(stream),
}


@pytest.mark.parametrize("row", STREAMS)
@pytest.mark.parametrize("window", [65535, 0])
def test_a_flood_of_calls(others, postern, peer, row, window):
    """A connection does not get more places of grpc.limits.checks by resetting its calls, so that others are never refused."""
    with bounded(postern):
        peer.socket.settimeout(2)
        assert peer.send(h2.PREFACE + h2.settings((4, window)))
        with contextlib.suppress(TimeoutError):
            for first in range(1, 20_000, 200):
                if not peer.send(b"".join(STREAMS[row](stream) for stream in range(first, first + 200, 2))):
                    break


def test_thousands_of_connections_that_say_nothing(others, postern):
    peers = [h2.Peer(postern.grpc_port) for _ in range(3000)]
    with bounded(postern):
        for peer in peers[::2]:
            peer.send(h2.HELLO)
        for peer in peers:
            peer.read_to_the_end()
            peer.close()


def unknown_session(number):
    """A check for which the store is asked, because nobody has asked for this session before."""
    return ext_authz.framed(ext_authz.check_request(headers=[("cookie", f"session={number:042}0")]))


def test_peers_that_go_at_any_moment_of_a_check(others, postern):
    for peer_number in range(10):
        with contextlib.closing(h2.Peer(postern.grpc_port)) as peer:
            assert peer.send(h2.HELLO)
            for stream in range(1, 801, 2):
                peer.send(h2.call(unknown_session(peer_number * 1000 + stream), stream))
                end = time.perf_counter() + stream % 60 / 100_000
                while time.perf_counter() < end:
                    pass
                peer.send(h2.reset(stream))
