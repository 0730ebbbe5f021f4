"""A scene: the application, Postern with a configuration, and a proxy with the snippet Postern prints for it."""
import contextlib
import pathlib
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import programs  # noqa: E402
import proxies  # noqa: E402
import relay  # noqa: E402
import tokens  # noqa: E402
import wire  # noqa: E402

MAPPED = {"X-Authgear-Group-Ref": "group.ref", "X-Team": "team"}


@pytest.fixture(scope="session")
def keys():
    with tempfile.TemporaryDirectory(prefix="postern-keys-") as folder:
        folder = pathlib.Path(folder)
        yield {
            name: tokens.Key(folder, name, algorithm)
            for name, algorithm in {"rsa": "RS256", "ec": "ES256", "ed": "EdDSA", "stranger": "RS256"}.items()
        }


@pytest.fixture(scope="session")
def settings(keys):
    """The configuration that scenes start from."""
    trusted = [keys[name] for name in ("rsa", "ec", "ed")]
    return {
        "issuers": [
            {
                "name": "main",
                "issuer": tokens.ISSUER,
                "audience": [tokens.AUDIENCE],
                "algorithms": [key.algorithm for key in trusted],
                "keys": {"pem": [{"kid": k.kid, "file": str(k.public), "algorithm": k.algorithm} for k in trusted]},
            }
        ],
        "identity": {"headers": MAPPED},
    }


NGINX = proxies.candidates(proxies.Nginx)[0]


class Scene:
    """`http`: a function that makes the text of nginx from the scene, instead of the printed one."""

    def __init__(self, folder, settings, candidate=NGINX, options=(), relayed=False, http=None, postern=programs.Postern):
        self.folder, self.candidate = folder, candidate
        self.backend = programs.Backend()
        self.postern = postern(folder, settings)
        self.relay = (candidate.proxy.relay or relay.Relay)(self.postern) if relayed else None
        self.port = programs.free_port()
        files = {"": http(self)} if http else self.printed(options)
        self.proxy = candidate.proxy(folder, self.port, files, candidate.binary)

    def printed(self, options=()):
        """The files of the snippet that Postern prints for this proxy."""
        output = self.folder / "printed"
        output.mkdir(exist_ok=True)
        where = ["--listen", f"127.0.0.1:{self.port}", "--upstream", f"127.0.0.1:{self.backend.port}", "--output", output]
        if self.relay:
            where += ["--resolver", f"127.0.0.1:{self.relay.port}"]
        done = programs.postern("snippet", self.candidate.proxy.kind, "-c", self.postern.file, *where, *options)
        assert done.returncode == 0, done.stderr
        return {file.name: file.read_text() for file in output.iterdir()}

    def ask(self, headers=(), **rest):
        """One request through the proxy: the answer, and what the application got (None: nothing)."""
        self.backend.take()
        answer = wire.ask(self.port, headers, **rest)
        got = self.backend.take()
        assert len(got) <= 1
        return answer, got[0] if got else None


@contextlib.contextmanager
def running(settings, **rest):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        scene = Scene(pathlib.Path(folder), settings, **rest)
        for server in filter(None, (scene.backend, scene.relay)):
            closing.callback(server.stop)
        for program in (scene.postern, scene.proxy):
            program.start()
            closing.callback(program.stop)
        yield scene


@pytest.fixture(scope="module", params=proxies.parameters(proxies.Nginx))
def nginx(request):
    request.param.need()
    return request.param


@pytest.fixture(scope="module", params=proxies.parameters(proxies.Caddy))
def caddy(request):
    request.param.need()
    return request.param


@pytest.fixture(scope="session")
def scene(settings):
    """The scene for tests that leave it as they found it."""
    with running(settings) as scene:
        yield scene


@pytest.fixture
def own_scene(settings):
    """For tests that stop, reload or reconfigure something."""
    with running(settings) as scene:
        yield scene


@pytest.fixture(scope="session")
def good(keys):
    return wire.bearer(keys["rsa"].token())
