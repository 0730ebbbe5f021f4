"""Postern dies, hangs, comes back, is reloaded and drained: nobody gets in unchecked, nobody waits long."""
import json
import signal
import time

import programs
import pytest
import wire


@pytest.mark.parametrize("way", ["killed", "hung"])
def test_without_an_answer_from_postern_it_is_503(own_scene, good, way):
    scene = own_scene
    assert scene.ask(good)[0].status == 200
    if way == "killed":
        scene.postern.send(signal.SIGKILL)
        scene.postern.process.wait(10)
    else:
        scene.postern.hang()
    for credential in (good, []):
        start = time.monotonic()
        answer, got = scene.ask(credential)
        assert (answer.status, got) == (503, None)
        assert answer.one("Retry-After") == "1"
        assert time.monotonic() - start < 2.5
    if way == "killed":
        scene.postern.start()
    else:
        scene.postern.send(signal.SIGCONT)
    programs.eventually("it works again", lambda: scene.ask(good)[0].status == 200)
    assert scene.ask()[0].status == 401


def test_reload_under_load_fails_no_request(own_scene, good):
    with wire.Load(own_scene.port, good) as load:
        for _ in range(5):
            load.wait_for(50)
            own_scene.postern.send(signal.SIGHUP)
        load.wait_for(100)
    assert (set(load.answers), load.lost) == ({200}, 0)


def test_reload_changes_the_verdict_of_a_remembered_token(own_scene, settings, good):
    postern = own_scene.postern
    assert own_scene.ask(good)[0].status == 200
    (issuer,) = settings["issuers"]
    postern.write({**settings, "issuers": [{**issuer, "audience": ["https://other.test"]}]})
    postern.send(signal.SIGHUP)
    programs.eventually("the new audience holds", lambda: own_scene.ask(good)[0].status == 401)
    postern.write(settings)
    assert postern.admin("/v1/reload", "POST").status == 200
    assert own_scene.ask(good)[0].status == 200


def test_a_bad_file_keeps_the_old_configuration(own_scene, settings, good):
    postern = own_scene.postern
    postern.file.write_text("issuers: [{name: main, no_such_key: 1}]\n")
    answer = postern.admin("/v1/reload", "POST")
    assert 400 <= answer.status < 500
    assert b"no_such_key" in answer.body
    postern.send(signal.SIGHUP)
    for _ in range(20):
        assert own_scene.ask(good)[0].status == 200
        assert own_scene.ask()[0].status == 401
    assert postern.running()


CHECK = [("X-Forwarded-Method", "GET"), ("X-Forwarded-Uri", "/"), ("X-Forwarded-Host", "app.test"),
         ("X-Forwarded-Proto", "http")]


def test_drain_under_load_ends_no_answer_in_the_middle(own_scene, good):
    """One load straight at the resolver, where only an idle connection may be lost; one through nginx."""
    with wire.Load(own_scene.postern.port, CHECK + good, target="/authz/nginx") as direct:
        with wire.Load(own_scene.port, good) as proxied:
            direct.wait_for(100)
            proxied.wait_for(100)
            assert own_scene.postern.stop() == 0
            proxied.wait_for(20)
    assert set(direct.answers) == {200}
    assert direct.lost <= len(direct.threads)
    assert set(proxied.answers) == {200, 503}
    assert proxied.lost == 0


def test_a_busy_address_is_a_failed_start(scene, tmp_path):
    file = tmp_path / "postern.yaml"
    file.write_text(json.dumps({**json.loads(scene.postern.file.read_text()), "store": "none"}))
    second = programs.postern("serve", "-c", file)
    assert second.returncode == 1
    assert str(scene.postern.port) in second.stderr or str(scene.postern.admin_port) in second.stderr
