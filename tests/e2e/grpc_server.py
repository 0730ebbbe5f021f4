"""A server of gRPC that answers each check as a test says."""
import contextlib
import socketserver
import threading

import ext_authz
import http2
import programs

h2 = http2.h2

HEADERS = [(":status", "200"), ("content-type", "application/grpc")]


def reply(message, status=0, trailers=True, compressed=0, times=1):
    """An answer with a message: what it does with a stream of a connection."""

    def answer(connection, stream):
        connection.send_headers(stream, HEADERS)
        connection.send_data(stream, ext_authz.framed(message, compressed) * times, end_stream=not trailers)
        if trailers:
            connection.send_headers(stream, [("grpc-status", str(status))], end_stream=True)

    return answer


def failure(status, words=""):
    """An answer without a message."""
    fields = HEADERS + [("grpc-status", str(status)), ("grpc-message", words)]
    return lambda connection, stream: connection.send_headers(stream, fields, end_stream=True)


class Peer:
    """One connection of a client. Each check is answered on a thread of its own, because Envoy sends several at once."""

    def __init__(self, server, socket):
        self.server, self.socket, self.lock, self.bodies = server, socket, threading.Lock(), {}
        self.heads, self.deaf = {}, False
        self.protocol = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="latin-1"))

    def serve(self):
        with self.lock:
            self.protocol.initiate_connection()
            self.flush()
        while octets := self.receive():
            if self.deaf:
                continue
            with self.lock:
                events = self.protocol.receive_data(octets)
                for event in events:
                    self.take(event)
                self.flush()

    def receive(self):
        try:
            return self.socket.recv(65536)
        except OSError:
            return b""

    def take(self, event):
        if isinstance(event, h2.events.RequestReceived):
            self.heads[event.stream_id], self.bodies[event.stream_id] = event.headers, b""
        elif isinstance(event, h2.events.DataReceived):
            self.bodies[event.stream_id] += event.data
            self.protocol.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        elif isinstance(event, h2.events.StreamEnded):
            head, body = self.heads.pop(event.stream_id), self.bodies.pop(event.stream_id)
            threading.Thread(target=self.answer, args=(event.stream_id, head, body), daemon=True).start()

    def answer(self, stream, head, body):
        said = self.server.answer(head, ext_authz.unframed(body))
        if self.deaf:
            return
        with self.lock, contextlib.suppress(OSError, h2.exceptions.ProtocolError):
            if said is None:
                self.close()
            elif isinstance(said, bytes):  # octets instead of frames, then the end
                self.socket.sendall(said)
                self.close()
            else:
                said(self.protocol, stream)
                self.flush()
                if getattr(said, "is_last", False):
                    self.close()

    def flush(self):
        if octets := self.protocol.data_to_send():
            self.socket.sendall(octets)

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(2)
        self.socket.close()


class Server(programs.Listener):
    """`answer`: a function of the head and the message of a call."""

    def __init__(self, answer):
        super().__init__()
        self.connections, self.peers, self.answer = 0, [], answer
        self.listen()

    def listen(self):
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                server.connections += 1
                with contextlib.suppress(OSError, h2.exceptions.ProtocolError):
                    peer = Peer(server, self.request)
                    server.peers.append(peer)
                    peer.serve()

        self.listen_with(Handler)

    def go_silent(self):
        """Open connections stay open, and nothing more comes from them."""
        for peer in self.peers:
            peer.deaf = True
