"""A client of gRPC over HTTP/2 without TLS, as far as a check needs it."""
import contextlib
import socket

import ext_authz
import http2
import wire

h2 = http2.h2


class Ended(Exception):
    """The server reset the stream or ended the connection; `code` is the error of HTTP/2, if it said one."""

    def __init__(self, code=None):
        super().__init__(code)
        self.code = code


class Answer:
    """Of one call: the fields before the message and after it, and the message without its frame."""

    def __init__(self):
        self.fields, self.octets, self.trailers = {}, b"", {}

    @property
    def status(self):
        """`grpc-status`; it may come without a message, in the only fields."""
        return int({**self.fields, **self.trailers}["grpc-status"])

    @property
    def message(self):
        return ext_authz.unframed(self.octets) if self.octets else b""

    @property
    def check(self):
        return ext_authz.CheckResponse(self.message)


class Connection:
    def __init__(self, port, timeout=wire.TIMEOUT):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.protocol = h2.connection.H2Connection(h2.config.H2Configuration(
            header_encoding="latin-1", validate_outbound_headers=False, normalize_outbound_headers=False
        ))
        self.protocol.initiate_connection()
        self.answers, self.ended, self.unread = {}, {}, b""
        self.flush()

    def flush(self):
        self.socket.sendall(self.protocol.data_to_send())

    def start(self, octets, path=ext_authz.CHECK, method="POST", content="application/grpc", headers=(), end=True):
        """Begins a call with these octets as its body, and does not wait for the answer."""
        fields = [(":method", method), (":scheme", "http"), (":authority", "postern"), (":path", path), ("te", "trailers")]
        fields += [("content-type", content)] if content else []
        stream = self.protocol.get_next_available_stream_id()
        self.protocol.send_headers(stream, [*fields, *headers], end_stream=end and not octets)
        self.answers[stream] = Answer()
        self.flush()
        self.send(stream, octets, end)
        return stream

    def send(self, stream, octets, end=True):
        while octets:
            room = min(self.protocol.local_flow_control_window(stream), self.protocol.max_outbound_frame_size)
            if not room:
                self.read()
                continue
            self.protocol.send_data(stream, octets[:room], end_stream=end and room >= len(octets))
            octets = octets[room:]
            self.flush()

    def finish(self, stream):
        """The answer to this call."""
        while stream not in self.ended:
            self.read()
        if isinstance(self.ended[stream], Ended):
            raise self.ended[stream]
        return self.answers.pop(stream)

    def read(self):
        octets = self.socket.recv(65536)
        if not octets:
            raise Ended
        self.unread += octets
        while (size := 9 + int.from_bytes(self.unread[:3], "big")) <= len(self.unread):
            frame, self.unread = self.unread[:size], self.unread[size:]
            for event in self.protocol.receive_data(frame):
                self.take(event)
        self.flush()

    def take(self, event):
        answer = self.answers.get(getattr(event, "stream_id", None))
        if isinstance(event, h2.events.ResponseReceived) and answer:
            answer.fields = dict(event.headers)
        elif isinstance(event, h2.events.DataReceived):
            if answer:
                answer.octets += event.data
            self.protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.TrailersReceived) and answer:
            answer.trailers = dict(event.headers)
        elif isinstance(event, h2.events.StreamEnded):
            self.ended[event.stream_id] = True
        elif isinstance(event, h2.events.StreamReset):
            self.ended[event.stream_id] = Ended(event.error_code)
        elif isinstance(event, h2.events.ConnectionTerminated):
            self.terminated(event)

    def terminated(self, event):
        """GOAWAY: calls that it names are still answered, but h2 would take no more frames."""
        self.protocol.state_machine.state = h2.connection.ConnectionState.CLIENT_OPEN
        for stream in self.answers:
            if stream > event.last_stream_id:
                self.ended.setdefault(stream, Ended(event.error_code))

    def call(self, message=b"", **rest):
        return self.finish(self.start(ext_authz.framed(message), **rest))

    def check(self, *arguments, **rest):
        """A check of this request; the answer is the CheckResponse."""
        answer = self.call(ext_authz.check_request(*arguments, **rest))
        assert answer.status == 0, {**answer.fields, **answer.trailers}
        return answer.check

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.close()


def call(port, message=b"", **rest):
    """One call on a connection of its own."""
    with contextlib.closing(Connection(port)) as connection:
        return connection.call(message, **rest)
