"""A scripted HTTPS server of an issuer's keys: what it answers is changed while it runs."""
import base64
import contextlib
import http.server
import json
import ssl
import subprocess
import threading
import time

import programs
import tokens


class Certificates:
    """An authority, and server certificates that it has issued."""

    def __init__(self, folder):
        self.folder = folder
        tokens.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "ca.key", "-out", folder / "ca.pem",
                       "-subj", "/CN=ca.test", "-days", 2)
        self.ca = folder / "ca.pem"
        self.good = self.issue("good")
        self.expired = self.issue("expired", dates=("20200101000000Z", "20200102000000Z"))
        self.other_host = self.issue("other", names="DNS:other.test")

    def issue(self, name, names="IP:127.0.0.1,DNS:localhost", dates=None):
        key, request, made, extra = (self.folder / f"{name}.{end}" for end in ("key", "csr", "pem", "ext"))
        tokens.openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={name}.test")
        extra.write_text(f"[x]\nsubjectAltName={names}\n")
        if dates is None:
            tokens.openssl("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", self.folder / "ca.key", "-CAcreateserial",
                           "-days", 2, "-extfile", extra, "-extensions", "x", "-out", made)
        else:
            self.sign_for(request, made, extra, dates)
        return made, key

    def sign_for(self, request, made, extra, dates):
        """`openssl ca` alone takes dates."""
        (self.folder / "index.txt").write_text("")
        config = self.folder / "ca.cnf"
        config.write_text(f"[ca]\ndefault_ca=d\n[d]\ndatabase={self.folder}/index.txt\nnew_certs_dir={self.folder}\nrand_serial=yes\n"
                          "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
        subprocess.run(["openssl", "ca", "-batch", "-config", config, "-cert", self.ca, "-keyfile", self.folder / "ca.key", "-in", request,
                        "-out", made, "-startdate", dates[0], "-enddate", dates[1], "-extfile", extra, "-extensions", "x", "-notext"],
                       check=True, capture_output=True, timeout=30)


def jwk(key):
    """The public part of an RSA key."""
    text = tokens.openssl("rsa", "-pubin", "-in", key.public, "-noout", "-modulus").decode()
    modulus = bytes.fromhex(text.strip().split("=")[1])
    return {"kty": "RSA", "kid": key.kid, "use": "sig", "n": tokens.base64url(modulus), "e": "AQAB"}


def key_set(*keys):
    return json.dumps({"keys": [jwk(key) for key in keys]}).encode()


def provide_list(*keys):
    """As Provide Ident answers: the modulus in decimal, the exponent in hexadecimal."""
    made = []
    for key in keys:
        octets = base64.urlsafe_b64decode(jwk(key)["n"] + "==")
        made.append({"kid": key.kid, "n": str(int.from_bytes(octets, "big")), "e": "10001", "fingerprint": key.kid,
                     "public_key": key.public.read_text()})
    return json.dumps(made).encode()


def answer(body=b"", status=200, **fields):
    """An ordinary response."""
    def send(handler):
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(body), **fields}.items():
            handler.send_header(name.replace("_", "-"), str(value))
        handler.end_headers()
        handler.wfile.write(body)
    return send


def hang(handler):
    handler.server.ending.wait(30)


def drip(handler):
    """One octet a second."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not handler.server.ending.wait(1):
        handler.wfile.write(b" ")


def endless(handler):
    """1 GiB, unless the client leaves."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n")
    for _ in range(16384):
        handler.wfile.write(b" " * 65536)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.close_connection = True
        self.server.requests.append((time.monotonic(), self.path, dict(self.headers)))
        with contextlib.suppress(OSError):
            self.server.answers.get(self.path, answer(status=404))(self)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """`answers`: for each path a function of the handler. `requests`: when, which path, which fields."""
    daemon_threads, request_queue_size = True, 64

    def __init__(self, certificate, port=None):
        super().__init__(("127.0.0.1", port or programs.free_port()), Handler)
        self.answers, self.requests, self.ending = {}, [], threading.Event()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    def finish_request(self, request, client):
        request.settimeout(30)
        with contextlib.suppress(OSError), self.context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client)

    def handle_error(self, *_):
        pass

    def url(self, path="/keys"):
        return f"https://127.0.0.1:{self.server_address[1]}{path}"

    def close(self):
        self.ending.set()
        self.shutdown()
        self.server_close()


@contextlib.contextmanager
def serving(certificate, **rest):
    server = Server(certificate, **rest)
    try:
        yield server
    finally:
        server.close()
