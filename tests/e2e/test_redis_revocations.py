"""The revocation list in Redis: what is lost is 503, what is known is enforced, and only an operator says otherwise."""
import time

import programs
import pytest
import redis_records
import redis_scene
import redis_servers
import tokens
import wire

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")


@pytest.fixture
def server():
    with redis_servers.single() as server:
        yield server


def with_store(settings, server, **more):
    return {**settings, "store": redis_scene.store(server.address), **more}


def revoked_and_not(one, keys, **claims):
    """Two tokens, of which one is on the list."""
    one.revoke(token={"iss": tokens.ISSUER, "jti": "revoked"})
    revoked, good = (wire.bearer(keys["rsa"].token(jti=jti, **claims)) for jti in ("revoked", "good"))
    assert (one.status(revoked), one.status(good)) == (401, 200)
    return revoked, good


def test_the_list_is_there_before_the_first_answer(settings, server, keys):
    for number in range(3000):  # several pages
        redis_records.revoke(server, token={"iss": tokens.ISSUER, "jti": f"old-{number}"})
    with redis_scene.resolver(with_store(settings, server)) as one:
        tried = {jti: wire.bearer(keys["rsa"].token(jti=jti)) for jti in ("old-1234", "new")}
        assert [one.status(token) for token in tried.values()] == [401, 200]
        programs.eventually("all are known", lambda: one.metric("postern_revocations") == 3000)
        assert [one.status(token) for token in tried.values()] == [401, 200]


def test_flushed_data_is_no_empty_list(settings, server, keys):
    with redis_scene.resolvers(with_store(settings, server), count=2) as pair:
        revoked, good = revoked_and_not(pair[0], keys)
        session = pair[0].create()
        programs.eventually("the other knows", lambda: pair[1].status(revoked) == 401)
        server.call("FLUSHALL")
        for one in pair:
            programs.eventually("it cannot know", lambda: redis_scene.is_unavailable(one.check(good)), 3)
            assert one.status(revoked) in (401, 503)
            assert not one.is_ready()
            assert one.status(session.cookie) == 503, "nobody is signed out by an outage"
        time.sleep(1.5)  # nothing heals this but a person
        assert [one.status(good) for one in pair] == [503, 503]
        done = pair[0].operate("revocation", "resume")
        assert done.returncode == 0, done.stderr
        for one in pair:
            programs.eventually("it is confirmed for all", lambda: one.status(good) == 200, 3)
            assert one.status(revoked) == 401, "an entry that was known is enforced until it expires"
            assert one.status(session.cookie) == 401
            programs.eventually("it is ready", one.is_ready)


def test_a_restart_does_not_confirm_what_was_flushed(settings, server, good):
    """A new process on an empty Redis begins a list; one that has seen a list does not."""
    with redis_scene.resolver(with_store(settings, server)) as one:
        assert one.status(good) == 200
        server.call("DEL", "postern:generation")
        programs.eventually("it cannot know", lambda: one.status(good) == 503, 3)


@pytest.mark.parametrize("policy", ["allkeys-lru", "allkeys-random", "volatile-lru", "volatile-ttl"])
def test_a_redis_that_evicts_is_refused(settings, policy):
    with redis_servers.single({"maxmemory-policy": policy, "maxmemory": "100mb"}) as server:
        with redis_scene.resolver(with_store(settings, server), ready=False) as one:
            for line in ("noeviction", "admin.listening"):
                programs.eventually("it says so and listens", lambda: line in one.log.read_text())
            assert not one.is_ready()


def test_a_policy_that_cannot_be_read_is_a_warning(settings, good):
    with redis_servers.guarded(tls=False, rights=redis_servers.RIGHTS.replace("+info ", "")) as server:
        login = {"username": redis_servers.USER, "password": redis_servers.PASSWORD}
        with redis_scene.resolver({**settings, "store": redis_scene.store(server.address, **login)}) as one:
            assert one.status(good) == 200
            assert "redis.policy_unknown" in one.log.read_text()
            assert one.metric("postern_redis_policy_unknown") == 1


# For `max_staleness: 2s` and `fail_open: tokens`: what a credential gets while Redis is away.
def outage(one, server):
    server.stop()
    begun = time.monotonic()
    return lambda: time.monotonic() - begun


def test_without_an_allowance_an_unknown_list_is_503(settings, server, keys):
    with redis_scene.resolver(with_store(settings, server)) as one:
        revoked, good = revoked_and_not(one, keys)
        server.stop()
        programs.eventually("503", lambda: redis_scene.is_unavailable(one.check(good)), 3)
        assert one.status(revoked) in (401, 503)
        assert one.status([]) == 401, "nobody is asked about who brings nothing"


def test_staleness_is_allowed_for_its_time(settings, server, keys):
    with redis_scene.resolver(with_store(settings, server, revocation={"max_staleness": "3s"})) as one:
        revoked, good = revoked_and_not(one, keys)
        session = one.create()
        assert one.status(session.cookie) == 200
        since = outage(one, server)
        while since() < 2.5:
            assert (one.status(good), one.status(revoked)) == (200, 401)
            time.sleep(0.1)
        assert one.status(wire.bearer(keys["ec"].token())) == 200, "a token that nobody remembers"
        assert one.status(session.cookie) == 503, "sessions have no allowance"
        programs.eventually("its time has passed", lambda: one.status(good) == 503, 3)
        assert since() < 6
        assert one.status(revoked) in (401, 503)
        server.start()


def test_tokens_may_pass_where_the_operator_says_so(settings, server, keys):
    issuer = {**settings["issuers"][0], "expiry": "optional"}
    open_to_tokens = with_store({**settings, "issuers": [issuer]}, server, revocation={"fail_open": "tokens"})
    with redis_scene.resolver(open_to_tokens) as one:
        revoked, good = revoked_and_not(one, keys)
        for_ever = wire.bearer(keys["rsa"].token(exp=None, jti="for-ever"))
        session = one.create()
        assert (one.status(for_ever), one.status(session.cookie)) == (200, 200)
        server.stop()
        programs.eventually("without exp it cannot know", lambda: one.status(for_ever) == 503, 3)
        for _ in range(10):
            assert (one.status(good), one.status(revoked), one.status(for_ever)) == (200, 401, 503)
            assert one.status(session.cookie) == 503
            time.sleep(0.1)
        assert one.metric("postern_revocations_unchecked_total") > 0
        assert "fail_open" in (said := programs.postern("check", "-c", one.file)).stdout + said.stderr


def test_fail_open_does_not_hold_for_flushed_data_of_sessions(settings, server, keys):
    with redis_scene.resolver(with_store(settings, server, revocation={"fail_open": "tokens"})) as one:
        revoked, good = revoked_and_not(one, keys)
        session = one.create()
        server.call("FLUSHALL")
        time.sleep(0.5)
        for _ in range(10):
            assert one.status(revoked) == 401
            assert one.status(session.cookie) in (401, 503)
            time.sleep(0.1)


def test_a_revocation_waits_for_its_replicas(settings):
    with redis_servers.temporary_folder() as folder:
        master = redis_servers.Redis(folder, name="m")
        replica = redis_servers.Redis(folder, {"replicaof": f"127.0.0.1 {master.port}"}, name="r")
        with redis_servers.started(master, replica):
            programs.eventually("it follows", replica.is_connected_replica)
            store = redis_scene.store(master.address, wait=1)
            with redis_scene.resolver({**settings, "store": store}) as one:
                entry = one.revoke(subject="waited-for")
                assert replica.call("EXISTS", redis_records.revocation_key(entry)) == 1
                replica.hang()
                assert one.post("/v1/revocations", subject="nobody-confirms").status == 503
                replica.resume()
