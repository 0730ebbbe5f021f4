"""Two resolvers on one Redis: what one is told, the other knows within a second, though it had remembered otherwise."""
import concurrent.futures
import json
import threading
import time

import programs
import pytest
import redis_records
import redis_scene
import redis_servers
import tokens
import wire

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")


@pytest.fixture(scope="module", params=redis_servers.SERVERS)
def server(request):
    with redis_servers.single(server=request.param) as server:
        yield server


@pytest.fixture(scope="module")
def pair(server, settings):
    settings = {**settings, "store": redis_scene.store(server.address), "sessions": {"touch_interval": "1s"}}
    with redis_scene.resolvers(settings, count=2) as pair:
        yield pair


class Case:
    """`act` ends a credential at one resolver or in Redis itself."""

    def __init__(self, server, first, keys):
        self.server, self.first, self.keys = server, first, keys

    def session(self, **wanted):
        session = self.first.create(f"user-{time.monotonic_ns()}", **wanted)
        return session, session.cookie

    def token(self, **claims):
        return claims, wire.bearer(self.keys["rsa"].token(**claims))


# What is made, and how it is ended.
ENDED = {
    "the session is ended": (lambda c: c.session(), lambda c, s: c.first.end(s)),
    "its user is signed out": (lambda c: c.session(), lambda c, s: c.first.admin(f"/v1/users/{s.user}/sessions", "DELETE")),
    "its record is deleted": (lambda c: c.session(), lambda c, s: c.server.call("DEL", redis_records.session_key(s.id))),
    "its record is unlinked": (lambda c: c.session(), lambda c, s: c.server.call("UNLINK", redis_records.session_key(s.id))),
    "its record expires": (lambda c: c.session(), lambda c, s: c.server.call("PEXPIRE", redis_records.session_key(s.id), 1)),
    "its lifetime passes": (lambda c: c.session(lifetime_seconds=1), lambda c, s: time.sleep(1)),
    "it is revoked": (lambda c: c.session(), lambda c, s: c.first.revoke(session=s.id)),
    "its user is revoked": (lambda c: c.session(), lambda c, s: c.first.revoke(subject=s.user)),
    "the token is revoked": (lambda c: c.token(jti="two-1"), lambda c, t: c.first.revoke(token={"iss": tokens.ISSUER, "jti": "two-1"})),
    "its subject is revoked": (lambda c: c.token(sub="two-2"), lambda c, t: c.first.revoke(subject="two-2")),
    "its sid is revoked": (lambda c: c.token(sid="two-3"), lambda c, t: c.first.revoke(session="two-3")),
    "a foreign program revokes the token": (
        lambda c: c.token(jti="two-4"), lambda c, t: redis_records.revoke(c.server, token={"iss": tokens.ISSUER, "jti": "two-4"})),
    "a foreign program revokes the session": (lambda c: c.session(), lambda c, s: redis_records.revoke(c.server, session=s.id)),
    "a foreign program revokes its subject": (
        lambda c: c.token(sub="two-5"), lambda c, t: redis_records.revoke(c.server, subject="two-5", before=int(time.time()) + 1)),
}


def seconds_until(status, resolvers, credential):
    begun = time.monotonic()
    for one in resolvers:
        programs.eventually(f"{one.port} answers {status}", lambda: one.status(credential) == status, 3)
    return time.monotonic() - begun


@pytest.mark.parametrize("name", ENDED)
def test_the_end_is_known_everywhere(pair, server, keys, name):
    make, act = ENDED[name]
    case = Case(server, pair[0], keys)
    made, credential = make(case)
    for _ in range(4):  # each thread remembers it
        assert [one.status(credential) for one in pair] == [200, 200]
    act(case, made)
    assert seconds_until(401, pair, credential) < redis_scene.WITHIN
    assert {one.status(credential) for one in pair for _ in range(4)} == {401}


def test_the_process_that_took_it_knows_at_once(pair):
    for _ in range(20):
        session = pair[0].create()
        assert pair[0].status(session.cookie) == 200
        pair[0].end(session)
        assert pair[0].status(session.cookie) == 401


@pytest.mark.parametrize("way", ["removed-at-the-other", "deleted-in-Redis"])
def test_what_is_no_longer_revoked_is_valid_again(pair, server, keys, way):
    credential = wire.bearer(keys["rsa"].token(jti=way))
    assert [one.status(credential) for one in pair] == [200, 200]
    entry = pair[0].revoke(token={"iss": tokens.ISSUER, "jti": way})
    assert seconds_until(401, pair, credential) < redis_scene.WITHIN
    if way == "removed-at-the-other":
        assert pair[1].admin(f"/v1/revocations/{entry}", "DELETE").status == 204
    else:
        assert server.call("DEL", redis_records.revocation_key(entry)) == 1
    assert seconds_until(200, pair, credential) < redis_scene.WITHIN


def test_what_one_creates_all_accept_at_once(pair):
    for number in range(20):
        session = pair[number % 2].create(roles=["staff"])
        answer = pair[1 - number % 2].check(session.cookie)
        assert (answer.status, answer.one("X-Authgear-User-Roles")) == (200, "staff")


def test_a_session_that_never_was_is_refused_and_leaves_nothing(pair, server):
    before = server.call("DBSIZE")
    for value in ("A" * 43, "x", "A" * 42 + "*", "A" * 42 + "%0d%0a", "*1%0d%0a$8%0d%0aFLUSHALL", "A" * 5000):
        assert pair[0].status([("Cookie", f"session={value}")]) == 401
    assert abs(server.call("DBSIZE") - before) <= 2  # heartbeats come and go


def test_use_extends_the_idle_time_for_all(pair, server):
    session = pair[0].create(idle_seconds=4)
    end = time.monotonic() + 5
    while time.monotonic() < end:
        assert pair[1].status(session.cookie) == 200
        time.sleep(0.25)
    assert pair[0].status(session.cookie) == 200
    assert server.call("PTTL", redis_records.idle_key(session.id)) > 1000


def test_an_idle_session_ends_everywhere(pair, server):
    session = pair[0].create(idle_seconds=1)
    assert [one.status(session.cookie) for one in pair] == [200, 200]
    time.sleep(1.3)
    assert [one.status(session.cookie) for one in pair] == [401, 401]


def test_a_session_deleted_under_a_thousand_checks_stays_deleted(pair, server):
    check_deleted_under_load(pair, server, cut=False)


def test_a_session_deleted_while_the_feed_is_cut_stays_deleted(pair, server):
    check_deleted_under_load(pair, server, cut=True)


def check_deleted_under_load(pair, server, cut):
    """The checks are looked up and touched, and half of them come after the deletion."""
    session = pair[0].create(idle_seconds=4)
    time.sleep(1.1)  # the next check records the use of the session
    over, late = threading.Event(), []

    def ask(number):
        began_after = over.is_set()
        answer = pair[number % 2].check(session.cookie)
        if began_after:
            late.append((time.monotonic(), answer.status))
        return answer.status

    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        asked = [pool.submit(ask, number) for number in range(1000)]
        programs.eventually("some are answered", lambda: sum(each.done() for each in asked) > 100)
        if cut:
            server.call("CLIENT", "KILL", "TYPE", "pubsub")
        assert server.call("DEL", redis_records.session_key(session.id)) == 1
        deleted = time.monotonic()
        over.set()
        statuses = {each.result() for each in asked}
    assert statuses <= {200, 401, 503}
    assert all(status != 200 for when, status in late if when - deleted > redis_scene.WITHIN)
    assert seconds_until(401, pair, session.cookie) < redis_scene.WITHIN + 1
    time.sleep(0.3)
    assert server.call("EXISTS", redis_records.session_key(session.id)) == 0
    assert {one.status(session.cookie) for one in pair for _ in range(8)} == {401}


def test_a_session_that_a_foreign_program_writes_is_a_session(pair, server):
    session = redis_records.create_session(server, user="foreign-1", roles=["staff"])
    for one in pair:
        answer = one.check(session.cookie)
        assert (answer.status, answer.all("X-Authgear-User-Id"), answer.all("X-Authgear-User-Roles")) == (200, ["foreign-1"], ["staff"])
    assert session.id.encode() in pair[0].admin("/v1/sessions?user=foreign-1").body
    assert json.loads(pair[1].admin("/v1/users/foreign-1/sessions", "DELETE").body) == {"ended": 1}
    assert seconds_until(401, pair, session.cookie) < redis_scene.WITHIN


FLAWS = {
    "of another session": lambda record: {**record, "binding": redis_records.digest("another")},
    "without a binding": lambda record: {name: value for name, value in record.items() if name != "binding"},
    "without a user": lambda record: {**record, "user_id": ""},
    "of another version": lambda record: {**record, "v": 2},
    "with a list for a user": lambda record: {**record, "user_id": ["root"]},
    "empty": lambda record: {},
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_foreign_record_with_a_flaw_is_nobody(pair, server, flaw):
    session = redis_records.create_session(server)
    key = redis_records.session_key(session.id)
    server.call("SET", key, json.dumps(FLAWS[flaw](json.loads(server.call("GET", key)))), "KEEPTTL")
    for one in pair:
        assert redis_scene.is_unavailable(one.check(session.cookie))


@pytest.mark.parametrize("value", [b"", b"x", b"[]", b"\xff\xfe", b"{" * 1000, b'{"v":1,"v":1}', b"x" * 1_000_000], ids=len)
def test_a_foreign_value_that_is_no_record_is_nobody(pair, server, value):
    session = redis_records.create_session(server)
    server.call("SET", redis_records.session_key(session.id), value, "KEEPTTL")
    assert redis_scene.is_unavailable(pair[0].check(session.cookie))


@pytest.mark.parametrize("missing", [redis_records.session_key, redis_records.idle_key])
def test_a_foreign_session_needs_its_keys(pair, server, missing):
    session = redis_records.create_session(server)
    server.call("DEL", missing(session.id))
    assert [one.status(session.cookie) for one in pair] == [401, 401]


def test_no_cookie_stands_in_redis_or_in_a_log(pair, server):
    session = pair[0].create()
    assert [one.status(session.cookie) for one in pair] == [200, 200]
    stored = b" ".join(server.call("KEYS", "*") + [server.call("GET", redis_records.session_key(session.id))])
    assert session.value.encode() not in stored
    assert all(session.value not in one.log.read_text() for one in pair)


def test_explain_asks_redis_and_answers(pair):
    first, second = pair
    session = first.create("explained")
    question = {"endpoint": "/resolve", "headers": dict(session.cookie)}
    answer = second.admin("/v1/explain", "POST", json.dumps(question).encode())
    assert answer.status == 200
    assert "explained" in answer.body.decode()
