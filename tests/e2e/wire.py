"""HTTP/1.1 as octets, so that a test can say exactly what it sends and see exactly what came back."""
import contextlib
import socket
import threading

TIMEOUT = 10


def split(lines):
    """Header lines as names and values."""
    return [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]


class Message:
    """A request or a response: its first line, its header lines as they came, its body."""

    def __init__(self, first, lines, body=b"", trailers=()):
        self.first, self.lines, self.body, self.trailers = first, lines, body, trailers
        self.headers = split(lines)

    def all(self, name):
        return [value for given, value in self.headers if given.lower() == name.lower()]

    def one(self, name):
        (value,) = self.all(name)
        return value

    @property
    def status(self):
        return int(self.first.split()[1])

    @property
    def body_size(self):
        return int((self.all("Content-Length") or ["0"])[0])


def read_chunks(stream):
    """A chunked body and its trailers (RFC 9112 section 7.1)."""
    body, trailers = b"", []
    while size := int(stream.readline().split(b";")[0], 16):
        body += stream.read(size)
        stream.readline()
    while line := stream.readline().strip():
        trailers.append(line.decode("latin-1"))
    return body, split(trailers)


def read_message(stream, has_body=True):
    """The next message of a stream; None at its end."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        line = stream.readline()
        if not line:
            assert not head, "the connection ended inside a head"
            return None
        head += line
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    message = Message(first, lines)
    if has_body and "chunked" in message.all("Transfer-Encoding"):
        message.body, message.trailers = read_chunks(stream)
    elif has_body and message.body_size:
        message.body = stream.read(message.body_size)
        assert len(message.body) == message.body_size, "the connection ended inside a body"
    return message


def request_text(headers=(), method="GET", target="/", host="app.test", body=b""):
    lines = [f"{method} {target} HTTP/1.1", *([f"Host: {host}"] if host else [])]
    lines += [f"{name}: {value}" for name, value in headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Connection:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT)
        self.stream = self.socket.makefile("rb")

    def ask(self, headers=(), method="GET", **rest):
        self.socket.sendall(request_text(headers, method, **rest))
        return read_message(self.stream, has_body=method != "HEAD")

    def close(self):
        self.stream.close()
        self.socket.close()


def ask(port, headers=(), **rest):
    """One request on a connection of its own."""
    with contextlib.closing(Connection(port)) as connection:
        return connection.ask(headers, **rest)


def bearer(token):
    return [("Authorization", f"Bearer {token}")]


class Load:
    """Asks the same over and over on some connections while the `with` block runs.

    `lost` counts requests that got no answer at all because the server closed the connection, as it may
    between two answers (RFC 9112 section 9.5); anything worse fails when the block ends.
    """

    def __init__(self, port, headers, connections=4, **rest):
        self.answers, self.lost, self.failures = [], 0, []
        self.stopping = threading.Event()
        self.port, self.headers, self.rest = port, headers, rest
        self.threads = [threading.Thread(target=self.run) for _ in range(connections)]

    def run(self):
        try:
            while not self.stopping.is_set():
                try:
                    connection = Connection(self.port)
                except ConnectionRefusedError:
                    self.stopping.wait(0.01)
                    continue
                with contextlib.closing(connection):
                    self.converse(connection)
        except Exception as failure:  # of a thread: kept for the test to see
            self.failures.append(failure)

    def converse(self, connection):
        while not self.stopping.is_set():
            try:
                answer = connection.ask(self.headers, **self.rest)
            except (ConnectionResetError, BrokenPipeError):
                answer = None
            if answer is None:
                self.lost += 1
                return
            self.answers.append(answer.status)
            if "close" in answer.all("Connection"):
                return

    def wait_for(self, more):
        """Until so many more answers have come; a load that is stuck fails here."""
        aim = len(self.answers) + more
        for _ in range(TIMEOUT * 100):
            if len(self.answers) >= aim:
                return
            self.stopping.wait(0.01)
        raise AssertionError(f"{len(self.answers)} answers, expected {aim}")

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join(2 * TIMEOUT)
            assert not thread.is_alive()
        assert not self.failures, self.failures
