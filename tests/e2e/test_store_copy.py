"""`postern store copy` moves sessions and revocations between a file and Redis, and can be repeated."""
import collections
import json
import pathlib
import time

import programs
import pytest
import redis_records
import redis_scene
import redis_servers
import tokens
import wire

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")


class Side:
    """A configuration with a store, and a resolver when it runs."""

    def __init__(self, folder, settings):
        folder.mkdir()
        self.resolver = redis_scene.Resolver(folder, settings)
        self.file = self.resolver.file

    def __enter__(self):
        self.resolver.start()
        return self.resolver

    def __exit__(self, *_):
        assert self.resolver.stop() == 0


Sides = collections.namedtuple("Sides", "file redis server")


@pytest.fixture
def sides(settings, tmp_path):
    with redis_servers.single() as server:
        yield Sides(Side(tmp_path / "file", {**settings, "store": {"sqlite": {}}}),
                    Side(tmp_path / "redis", {**settings, "store": redis_scene.store(server.address)}), server)


def copy(source, target):
    return programs.postern("store", "copy", "--from", source.file, "--to", target.file)


@pytest.mark.parametrize("way", ["to Redis", "to a file"])
def test_what_was_there_is_there(sides, keys, way):
    source, target = (sides.file, sides.redis) if way == "to Redis" else (sides.redis, sides.file)
    with source as one:
        sessions = [one.create(f"user-{n}", roles=["staff"], idle_seconds=3000) for n in range(20)]
        ended = one.create("ended")
        one.end(ended)
        one.revoke(token={"iss": tokens.ISSUER, "jti": "copied"})
        refused = [keys["rsa"].token(**claims) for claims in ({"jti": "copied"}, {"sub": "mallory"})]
        one.revoke(subject="mallory", before=int(time.time()) + 1)
    for copied, there in (20, 0), (0, 20):
        done = copy(source, target)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == f"revocations: 2 copied\nsessions: {copied} copied, {there} were there already\n"
    with target as one:
        for session in sessions:
            answer = one.check(session.cookie)
            assert (answer.status, answer.all("X-Authgear-User-Id"), answer.all("X-Authgear-User-Roles")) == (200, [session.user], ["staff"])
        assert one.status(ended.cookie) == 401
        assert [one.status(wire.bearer(token)) for token in refused] == [401, 401]
        assert one.status(wire.bearer(keys["rsa"].token())) == 200
        assert one.admin("/v1/users/user-3/sessions", "DELETE").status == 200
        assert one.status(sessions[3].cookie) == 401


def test_more_than_a_page(sides):
    source, target = sides.file, sides.redis
    with source as one:
        for n in range(250):
            one.create(f"user-{n}")
    assert "sessions: 250 copied, 0 were" in copy(source, target).stdout
    assert "sessions: 0 copied, 250 were" in copy(target, source).stdout


def test_what_cannot_be_read_is_named(sides):
    """The rest is copied."""
    source, target = sides.redis, sides.file
    with source as one:
        good, bad = one.create(), one.create()
    sides.server.call("SET", redis_records.session_key(bad.id), "{}", "KEEPTTL")
    done = copy(source, target)
    assert (done.returncode, done.stderr) == (1, f"{bad.id}: cannot be read, so it was not copied\n")
    assert "sessions: 1 copied" in done.stdout
    with target as one:
        assert [one.status(each.cookie) for each in (good, bad)] == [200, 401]


def test_a_file_in_use_is_refused(sides):
    source, target = sides.file, sides.redis
    with source:
        done = copy(source, target)
    assert done.returncode == 1 and "another process has the store's file" in done.stderr


@pytest.mark.parametrize("store, reason", [
    ("none", "has no store"),
    ({"sqlite": {"path": "absent.db"}}, "absent.db: no such file"),
    ({"redis": {"address": "127.0.0.1:1"}}, "redis: redis_not_connected"),
], ids=["no store", "no file", "no Redis"])
def test_a_source_that_cannot_be_read(sides, settings, tmp_path, store, reason):
    source = Side(tmp_path / "source", {**settings, "store": store})
    done = copy(source, sides.redis)
    assert done.returncode == 1 and reason in done.stderr, done.stderr
    assert not (tmp_path / "source" / "absent.db").exists()


def test_a_redis_that_does_not_answer_is_said(sides, settings, tmp_path):
    """A repetition copies the rest."""
    with sides.file as one:
        session = one.create()
    sides.server.stop()
    done = copy(sides.file, sides.redis)
    assert done.returncode == 1 and "redis: redis_not_connected" in done.stderr
    assert done.stdout == "revocations: 0 copied\nsessions: 0 copied, 0 were there already\n"
    sides.server.start()
    assert copy(sides.file, sides.redis).returncode == 0
    with sides.redis as one:
        assert one.status(session.cookie) == 200


def test_what_the_target_has_stays_as_it_is(sides):
    """No entry becomes weaker."""
    now = int(time.time())
    with sides.redis as one:
        one.revoke(subject="mallory", before=now + 100)
    with sides.file as one:
        one.revoke(subject="mallory", before=now + 1)
    assert copy(sides.file, sides.redis).returncode == 0
    with sides.redis as one:
        (entry,) = json.loads(one.admin("/v1/revocations").body)["revocations"]
        assert entry["before"] == now + 100


def test_why_redis_refuses_is_said(sides, settings, tmp_path):
    with redis_servers.single({"requirepass": "secret"}, login=["secret"]) as locked:
        done = copy(Side(tmp_path / "locked", {**settings, "store": redis_scene.store(locked.address)}), sides.redis)
    assert done.returncode == 1 and "(redis_not_permitted)" in done.stderr, done.stderr
