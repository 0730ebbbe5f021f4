"""A scene: the application, Postern with a configuration, and nginx with the snippet Postern prints for it."""
import contextlib
import pathlib
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import programs  # noqa: E402
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


def printed_snippet(scene):
    where = ["--listen", f"127.0.0.1:{scene.port}", "--upstream", f"127.0.0.1:{scene.backend.port}"]
    printed = programs.postern("snippet", "nginx", "-c", scene.postern.file, *where)
    assert printed.returncode == 0, printed.stderr
    return printed.stdout


class Scene:
    def __init__(self, folder, settings, http=printed_snippet):
        self.backend = programs.Backend()
        self.postern = programs.Postern(folder, settings)
        self.port = programs.free_port()
        self.nginx = programs.Nginx(folder, self.port, http(self))

    def ask(self, headers=(), **rest):
        """One request through nginx: the answer, and what the application got (None: nothing)."""
        self.backend.take()
        answer = wire.ask(self.port, headers, **rest)
        got = self.backend.take()
        assert len(got) <= 1
        return answer, got[0] if got else None


@contextlib.contextmanager
def running(settings, **rest):
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        scene = Scene(pathlib.Path(folder), settings, **rest)
        closing.callback(scene.backend.stop)
        for program in (scene.postern, scene.nginx):
            program.start()
            closing.callback(program.stop)
        yield scene


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
