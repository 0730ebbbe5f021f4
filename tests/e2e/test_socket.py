"""Postern on a Unix socket: named relative to the configuration's folder, found by nginx from anywhere."""
import stat

from conftest import running


def test_a_relative_socket_lies_beside_the_configuration(settings, good):
    with running({**settings, "resolver": {"listen": "unix:p.sock"}}) as scene:
        assert stat.S_ISSOCK((scene.postern.folder / "p.sock").stat().st_mode)
        answer, got = scene.ask(good)
        assert (answer.status, got.one("X-Authgear-User-Id")) == (200, "alice")
        assert scene.ask()[0].status == 401
