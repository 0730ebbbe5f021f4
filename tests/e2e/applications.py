"""Applications that speak FastCGI and uwsgi, and remember the parameters of each request as they came."""
import socketserver
import struct

import programs

HELLO = b"Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


class Request:
    def __init__(self, parameters, body):
        self.parameters, self.body = parameters, body

    def all(self, name):
        return [value for given, value in self.parameters if given == name]


def fastcgi_length(octets):
    """Of a name or a value, and what follows it (FastCGI 1.0 section 3.4)."""
    if octets[0] < 128:
        return octets[0], octets[1:]
    return struct.unpack("!I", octets[:4])[0] & 0x7FFFFFFF, octets[4:]


def fastcgi_parameters(octets):
    while octets:
        name, octets = fastcgi_length(octets)
        value, octets = fastcgi_length(octets)
        yield octets[:name].decode("latin-1"), octets[name : name + value].decode("latin-1")
        octets = octets[name + value :]


def fastcgi_record(kind, content):
    return struct.pack("!BBHHBx", 1, kind, 1, len(content), 0) + content


def read_fastcgi(stream):
    """The parameters and the body of one request; each ends with an empty record."""
    streams = {4: b"", 5: b""}  # FCGI_PARAMS, FCGI_STDIN
    while head := stream.read(8):
        kind, length, padding = struct.unpack("!xBxxHBx", head)
        content = stream.read(length)
        stream.read(padding)
        streams[kind] = streams.get(kind, b"") + content
        if kind == 5 and not content:
            break
    return list(fastcgi_parameters(streams[4])), streams[5]


def uwsgi_parameters(octets):
    while octets:
        (name,) = struct.unpack("<H", octets[:2])
        (value,) = struct.unpack("<H", octets[2 + name : 4 + name])
        end = 4 + name + value
        yield octets[2 : 2 + name].decode("latin-1"), octets[4 + name : end].decode("latin-1")
        octets = octets[end:]


def read_uwsgi(stream):
    _, size, _ = struct.unpack("<BHB", stream.read(4))
    parameters = list(uwsgi_parameters(stream.read(size)))
    return parameters, stream.read(int(dict(parameters).get("CONTENT_LENGTH") or 0))


FASTCGI_ANSWER = fastcgi_record(6, HELLO) + fastcgi_record(6, b"") + fastcgi_record(3, bytes(8))  # FCGI_STDOUT, FCGI_END_REQUEST
SPEAKS = {"fastcgi": (read_fastcgi, FASTCGI_ANSWER), "uwsgi": (read_uwsgi, b"HTTP/1.1 200 OK\r\n" + HELLO)}


class Application(programs.Listener):
    def __init__(self, protocol):
        super().__init__()
        application = self
        read, answer = SPEAKS[protocol]

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                if self.rfile.peek(1):
                    application.requests.append(Request(*read(self.rfile)))
                    self.wfile.write(answer)

        self.listen_with(Handler)
