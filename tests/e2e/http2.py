"""A client of HTTP/2 over TLS that sends exactly the fields that it is given."""
import contextlib
import socket
import ssl
import subprocess
import sys

import wire

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's python3-h2, also for another Python
import h2.config  # noqa: E402
import h2.connection  # noqa: E402
import h2.events  # noqa: E402


def make_certificate(folder, name="app.test"):
    """A certificate that signs itself, and its key."""
    certificate, key = folder / "tls.crt", folder / "tls.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
         "-addext", f"subjectAltName=DNS:{name}", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )
    return certificate, key


def connect(port, protocols):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(protocols)
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), wire.TIMEOUT), server_hostname="app.test")


class Refused(Exception):
    """The server reset the stream or ended the connection."""


class Connection:
    """One connection with a request at a time."""

    def __init__(self, port):
        self.socket = connect(port, ["h2"])
        assert self.socket.selected_alpn_protocol() == "h2"
        # Names and values go out as they are, also those that HTTP/2 does not allow.
        self.protocol = h2.connection.H2Connection(h2.config.H2Configuration(
            header_encoding="latin-1", validate_outbound_headers=False, normalize_outbound_headers=False
        ))
        self.protocol.initiate_connection()

    def ask(self, headers=(), method="GET", target="/", host="app.test", body=b"", trailers=()):
        """The answer as a wire.Message."""
        fields = [(":method", method), (":scheme", "https"), (":authority", host), (":path", target), *headers]
        stream = self.protocol.get_next_available_stream_id()
        self.protocol.send_headers(stream, fields, end_stream=not body and not trailers)
        if body or trailers:
            self.protocol.send_data(stream, body, end_stream=not trailers)
        if trailers:
            self.protocol.send_headers(stream, list(trailers), end_stream=True)
        self.socket.sendall(self.protocol.data_to_send())
        return self.read_answer()

    def read_answer(self):
        answer = None
        while octets := self.receive():
            for event in self.protocol.receive_data(octets):
                if isinstance(event, h2.events.ResponseReceived):
                    status = dict(event.headers)[":status"]
                    answer = wire.Message(f"HTTP/2 {status}", [f"{n}: {v}" for n, v in event.headers if n[0] != ":"])
                elif isinstance(event, h2.events.DataReceived):
                    answer.body += event.data
                    self.protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                elif isinstance(event, h2.events.StreamEnded):
                    return answer
                elif isinstance(event, (h2.events.StreamReset, h2.events.ConnectionTerminated)):
                    raise Refused
            self.socket.sendall(self.protocol.data_to_send())
        raise Refused

    def receive(self):
        try:
            return self.socket.recv(65536)
        except OSError:
            return b""

    def close(self):
        self.socket.close()


def ask(port, headers=(), **rest):
    """One request on a connection of its own."""
    with contextlib.closing(Connection(port)) as connection:
        return connection.ask(headers, **rest)
