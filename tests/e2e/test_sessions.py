"""The session cookie behind nginx: who gets in with it, and when no longer."""
import concurrent.futures
import json
import re
import signal
import threading
import time

import pytest
import programs
import tokens
import wire
from conftest import running


def create(scene, **wanted):
    answer = scene.postern.admin("/v1/sessions", "POST", json.dumps({"user_id": "alice", **wanted}).encode())
    assert answer.status == 201, answer.body
    made = json.loads(answer.body)
    return made["id"], made["cookie"]["value"]


def end(scene, session):
    assert scene.postern.admin(f"/v1/sessions/{session}", "DELETE").status == 204


def cookie(value):
    return [("Cookie", f"theme=dark; session={value}; lang=en")]


def test_a_session_reaches_the_application_with_its_identity(scene):
    _, value = create(scene, roles=["staff"], amr=["pwd", "otp"], claims={"team": "green"})
    answer, got = scene.ask(cookie(value))
    assert answer.status == 200
    names = ("Session-Valid", "User-Id", "User-Roles", "Session-Amr", "Subject-Type")
    assert [got.one(f"X-Authgear-{name}") for name in names] == ["true", "alice", "staff", "pwd otp", "user"]
    assert got.one("X-Team") == "green"


def test_an_ended_session_is_refused_at_once(scene):
    session, value = create(scene)
    for _ in range(4):
        assert scene.ask(cookie(value))[0].status == 200
    end(scene, session)
    for _ in range(4):
        assert scene.ask(cookie(value))[0].status == 401


def test_a_user_signed_out_everywhere_is_refused_everywhere(scene):
    values = [create(scene, user_id="carol")[1] for _ in range(3)]
    other = create(scene, user_id="dave")[1]
    assert {scene.ask(cookie(value))[0].status for value in values} == {200}
    answer = scene.postern.admin("/v1/users/carol/sessions", "DELETE")
    assert json.loads(answer.body) == {"ended": 3}
    assert {scene.ask(cookie(value))[0].status for value in values} == {401}
    assert scene.ask(cookie(other))[0].status == 200


@pytest.mark.parametrize("wanted", [{"idle_seconds": 1}, {"lifetime_seconds": 1}])
def test_a_session_ends_by_itself(scene, wanted):
    _, value = create(scene, **wanted)
    assert scene.ask(cookie(value))[0].status == 200
    time.sleep(1.1)
    assert scene.ask(cookie(value))[0].status == 401


@pytest.mark.parametrize("value", ["", "x", "A" * 43, "A" * 42 + "B", "A" * 44, "%41" * 14, '"' + "A" * 43 + '"', "A" * 5000])
def test_what_is_no_session_gets_nobody_in(scene, value):
    answer, got = scene.ask(cookie(value))
    assert (answer.status, got) == (401, None)


def test_two_cookies_of_one_name(scene):
    one, two = create(scene)[1], create(scene)[1]
    assert scene.ask([("Cookie", f"session={one}; session={one}")])[0].status == 200
    assert scene.ask([("Cookie", f"session={one}; session={two}")])[0].status == 401
    assert scene.ask([("Cookie", f"session={one}"), ("Cookie", "session=evil")])[0].status == 401


def test_a_good_token_needs_no_cookie_and_a_bad_one_is_not_healed_by_it(scene, keys, good):
    _, value = create(scene)
    assert scene.ask(good + cookie("garbage"))[0].status == 200
    assert scene.ask(wire.bearer(tokens.tampered(keys["rsa"].token())) + cookie(value))[0].status == 401


def test_where_the_search_goes_on_a_cookie_stands_in_for_a_bad_token(settings, keys):
    endpoint = {"path": "/authz/nginx", "dialect": "nginx", "on_invalid": "next"}
    with running({**settings, "endpoints": [endpoint]}) as scene:
        _, value = create(scene)
        bad = wire.bearer(tokens.tampered(keys["rsa"].token()))
        assert scene.ask(bad + cookie(value))[0].status == 200
        assert scene.ask(bad + cookie("garbage"))[0].status == 401


@pytest.mark.parametrize("wanted, unused", [({}, 0), ({"idle_seconds": 4}, 1.1)], ids=["looked up", "looked up and its use recorded"])
def test_a_session_that_ends_under_a_thousand_requests_stays_ended(scene, wanted, unused):
    session, value = create(scene, **wanted)
    time.sleep(unused)  # after a quarter of the idle time the next request is recorded
    over, late = threading.Event(), []

    def ask(_):
        began_after = over.is_set()
        status = wire.ask(scene.port, cookie(value)).status
        if began_after:
            late.append(status)
        return status

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(ask, n) for n in range(1000)]
        while not sum(each.done() for each in asked) > 100:
            time.sleep(0.001)
        end(scene, session)
        over.set()
        statuses = {each.result() for each in asked}
    assert statuses <= {200, 401}
    assert late and set(late) == {401}
    assert scene.ask(cookie(value))[0].status == 401


def test_sessions_outlive_the_process(own_scene):
    session, value = create(own_scene)
    ended, gone = create(own_scene)
    end(own_scene, ended)
    own_scene.postern.stop()
    own_scene.postern.start()
    assert own_scene.ask(cookie(value))[0].status == 200
    assert own_scene.ask(cookie(gone))[0].status == 401


def test_what_was_acknowledged_outlives_a_killed_process(own_scene):
    kept, ended = [], []
    for round in range(5):
        for n in range(10):
            session, value = create(own_scene)
            kept.append(value)
            if n % 2:
                end(own_scene, session)
                ended.append(kept.pop())
        own_scene.postern.stop(signal.SIGKILL)
        own_scene.postern.start()
    assert {own_scene.ask(cookie(value))[0].status for value in kept} == {200}
    assert {own_scene.ask(cookie(value))[0].status for value in ended} == {401}


def test_a_second_process_is_refused_the_file(scene):
    second = programs.postern("serve", "-c", scene.postern.file)
    assert second.returncode == 1
    assert "another process has the store's file" in second.stderr


def test_without_a_store_there_are_no_sessions(settings, good):
    with running({**settings, "store": "none"}) as scene:
        assert scene.postern.admin("/v1/sessions").status == 404
        assert scene.ask(cookie("A" * 43))[0].status == 401
        assert scene.ask(good)[0].status == 200
        assert not list(scene.postern.folder.glob("*.db"))


def test_no_cookie_reaches_the_log(scene):
    session, value = create(scene)
    scene.ask(cookie(value))
    end(scene, value)  # as somebody may who has nothing else
    assert scene.ask(cookie(value))[0].status == 401
    log = programs.eventually("the lines are written", lambda: session in (text := scene.postern.log.read_text()) and text)
    assert value not in log
    assert re.search(r"admin.change client=127\.0\.0\.1:\d+ action=session.create", log)
    assert f"action=session.end target={session} outcome=done" in log
