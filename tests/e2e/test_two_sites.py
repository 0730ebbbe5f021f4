"""Two applications behind one nginx, each with the snippet printed for it."""
import pytest
import programs
import wire
from conftest import running

MAPPED = {"X-Authgear-User-Id": "alice", "X-Authgear-Session-Valid": "true"}


@pytest.fixture(scope="module")
def scene(settings):
    second = {"port": programs.free_port(), "backend": programs.Backend()}

    def both(scene):
        sites = [
            ["--listen", f"127.0.0.1:{scene.port}", "--server-name", "app.test", "--upstream", scene.backend.port],
            ["--listen", f"127.0.0.1:{scene.port}", "--server-name", "other.test", "--upstream", second["backend"].port],
            ["--listen", f"127.0.0.1:{second['port']}", "--upstream", second["backend"].port],
        ]
        printed = []
        for site in sites:
            site[-1] = f"127.0.0.1:{site[-1]}"
            done = programs.postern("snippet", "nginx", "-c", scene.postern.file, *site)
            assert done.returncode == 0, done.stderr
            printed.append(done.stdout)
        return "\n".join(printed)

    login = {"url": "https://login.test/in", "allowed_hosts": ["app.test"]}
    with running({**settings, "login": login}, http=both) as scene:
        scene.second = second
        yield scene
    second["backend"].stop()


def test_each_request_goes_to_its_own_application(scene, good):
    backends = [scene.backend, scene.second["backend"]]
    for port, host, mine in ((scene.port, "app.test", 0), (scene.port, "other.test", 1), (scene.second["port"], "x.test", 1)):
        for backend in backends:
            backend.take()
        assert wire.ask(port, good, host=host).status == 200
        assert wire.ask(port, host=host).status == 401
        assert wire.ask(port, [("X-Authgear-User-Id", "evil"), *good], host=host).status == 403
        assert wire.ask(port, [("X_Authgear_User_Id", "evil"), *good], host=host).status == 200
        got = [backend.take() for backend in backends]
        assert got[1 - mine] == []
        for request in got[mine]:
            assert {name: request.one(name) for name in MAPPED} == MAPPED
            assert not [line for line in request.lines if "evil" in line]
