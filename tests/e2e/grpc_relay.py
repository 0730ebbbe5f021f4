"""Stands between Envoy and Postern's gRPC listener, as relay.py does for HTTP: the same names, the same faults."""
import time

import ext_authz
import grpc_client
import grpc_server
import relay

UNAVAILABLE = ext_authz.denied(503, [("retry-after", "1"), ("cache-control", "no-store")])
PREFACE = b"\0\0\0\4\0\0\0\0\0"  # SETTINGS


def cut_in_the_message(message):
    def answer(connection, stream):
        octets = ext_authz.framed(message)
        connection.send_headers(stream, grpc_server.HEADERS)
        connection.send_data(stream, octets[: len(octets) // 2])

    return answer


def then_ends(answer):
    """The connection ends after this answer."""
    answer.is_last = True
    return answer


# What becomes of Postern's answer; None: the connection ends without one.
FAULTS = {
    "": grpc_server.reply,
    "unavailable": lambda message: grpc_server.reply(UNAVAILABLE),
    "closes": lambda message: None,
    "hangs": None,
    "cut in the status line": lambda message: b"\0\0\x40\1\4",
    "cut in the head": lambda message: then_ends(cut_in_the_message(message)),
    "garbage": lambda message: b"\x16\x03\x01 200 OK\r\n\r\n",
    # Of gRPC alone.
    "no message": lambda message: grpc_server.failure(0),
    "an error": lambda message: grpc_server.failure(14),
    "a message and an error": lambda message: grpc_server.reply(message, 13),
    "no trailers": lambda message: grpc_server.reply(message, trailers=False),
    "undecodable": lambda message: grpc_server.reply(b"\xff\xff\xff\xff"),
    "compressed": lambda message: grpc_server.reply(message, compressed=1),
    "two messages": lambda message: grpc_server.reply(message, times=2),
    "a stream that is reset": lambda message: lambda connection, stream: connection.reset_stream(stream, 8),
    "HTTP and no gRPC": lambda message: lambda connection, stream: connection.send_headers(stream, [(":status", "200")], end_stream=True),
    "HTTP 503": lambda message: lambda connection, stream: connection.send_headers(stream, [(":status", "503")], end_stream=True),
}
assert set(relay.FAULTS) <= set(FAULTS)


class Relay(grpc_server.Server):
    def __init__(self, postern):
        self.postern, self.fault, self.close_after_next = postern, "", False
        super().__init__(self.pass_on)

    def pass_on(self, head, message):
        path = dict(head)[":path"]
        if path != ext_authz.CHECK:  # Envoy's health checks
            return grpc_server.reply(grpc_client.call(self.postern.grpc_port, message, path=path).message)
        self.requests.append(ext_authz.CheckRequest(message))
        if self.fault == "hangs":
            return time.sleep(3)
        answer = grpc_client.call(self.postern.grpc_port, message)
        if answer.status:
            return grpc_server.failure(answer.status)
        said = FAULTS[self.fault](answer.message)
        if not self.close_after_next:
            return said
        self.close_after_next = False
        return then_ends(said)

    failing, down = relay.Relay.failing, relay.Relay.down
