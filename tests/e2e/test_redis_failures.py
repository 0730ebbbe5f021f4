"""Redis fails in every way it has: an outage is 503 and looks like nothing else, its reason is counted, and it ends by itself."""
import pathlib
import re
import shutil
import time

import programs
import pytest
import redis_records
import redis_scene
import redis_servers
import resp
import resp_proxy
import wire

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

NOW_AND_AGAIN = {"sessions": {"clear_invalid_cookie": True}, **redis_scene.FORGETFUL}


@pytest.fixture
def scene(settings):
    """One resolver on a Redis that keeps its data over a restart."""
    with redis_servers.single({"appendonly": "yes", "appendfsync": "always"}) as server:
        with redis_scene.resolver({**settings, **NOW_AND_AGAIN, "store": redis_scene.store(server.address)}) as one:
            yield server, one


# --- what a real server does


def kill_clients(server):
    """Connections that were accepted before the change would not feel it."""
    for kind in ("normal", "pubsub"):
        server.call("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def configure(**options):
    return lambda server, session: server.configure(**options)


def rights(*rules):
    def change(server, session):
        server.call("ACL", "SETUSER", "default", *rules)
        kill_clients(server)
    return change


def need_password(server, session):
    server.configure(requirepass="other")
    server.login = ("other",)
    kill_clients(server)


def need_none(server, session):
    server.configure(requirepass="")
    server.login = ()


def be_full(server, session):
    server.configure(maxclients=1)
    kill_clients(server)


def have_room(server, session):
    with server.client() as client:
        programs.eventually("there is room", lambda: try_to(client, "CONFIG", "SET", "maxclients", 1000))


def try_to(client, *command):
    try:
        return client.call(*command)
    except (resp.ErrorReply, EOFError):
        return None


def follow_nobody(server, session):
    server.call("REPLICAOF", "127.0.0.1", 1)


def restart(server, session):
    server.start()


def change_type(server, session):
    key = redis_records.session_key(session.id)
    server.kept = server.call("DUMP", key)
    server.call("DEL", key)
    server.call("SADD", key, "x")


def change_back(server, session):
    server.call("RESTORE", redis_records.session_key(session.id), 0, server.kept, "REPLACE")


# The name, what breaks it, what mends it, and the reasons of which one is counted.
OUTAGES = [
    ("SIGSTOP", lambda server, _: server.hang(), lambda server, _: server.resume(), "redis_timed_out"),
    ("SIGKILL", lambda server, _: server.stop(), restart, "redis_lost|redis_refused|redis_not_connected"),
    ("CLIENT PAUSE", lambda server, _: server.call("CLIENT", "PAUSE", 2000, "ALL"), lambda *_: None, "redis_timed_out"),
    ("DEBUG SLEEP", lambda server, _: server.client().send("DEBUG", "SLEEP", 2), lambda *_: None, "redis_timed_out"),
    ("NOAUTH", need_password, need_none, "redis_not_permitted"),
    ("NOPERM for a command", rights("-get", "-mget"), rights("+@all"), "redis_not_permitted|redis_other_error"),
    ("NOPERM for all keys", rights("resetkeys", "~other:*"), rights("~*"), "redis_not_permitted|redis_other_error"),
    ("MASTERDOWN", lambda server, _: (server.configure(replica_serve_stale_data="no"), follow_nobody(server, _)),
     lambda server, _: server.call("REPLICAOF", "NO", "ONE"), "redis_master_down|redis_read_only"),
    ("WRONGTYPE", change_type, change_back, "redis_wrong_type"),
]


@pytest.mark.parametrize("name, breaks, mends, reason", OUTAGES, ids=[row[0] for row in OUTAGES])
def test_an_outage_is_503_and_ends_by_itself(scene, good, name, breaks, mends, reason):
    server, one = scene
    session = one.create()
    watch = redis_scene.Watch(one, session)
    assert watch.ask() == 200
    breaks(server, session)
    watch.until(503)
    for target in ("/resolve", "/authz/nginx"):
        answer = one.check(session.cookie, target=target)
        assert redis_scene.is_unavailable(answer), (answer.first, answer.lines)
    programs.eventually("the reason is counted", lambda: one.errors(reason) > 0)
    assert one.metric("postern_checks_total", outcome="unavailable", reason="redis_.*|store_.*") > 0
    if name != "WRONGTYPE":  # that is one session's trouble
        programs.eventually("it is not ready", lambda: not one.is_ready())
    mends(server, session)
    watch.until(200)
    programs.eventually("it is ready", one.is_ready)
    assert one.status(good) == 200
    assert "opensesame" not in one.log.read_text()


def no_snapshot(server, session):
    server.configure(save="3600 1")
    server.call("SET", "other", 1)
    shutil.rmtree(server.socket.parent / "appendonlydir", ignore_errors=True)
    folder = server.socket.parent / "gone"
    folder.mkdir()
    server.configure(dir=str(folder))
    folder.rmdir()
    server.call("BGSAVE")


# Only writes fail: who is signed in stays so.
REFUSED_WRITES = [
    ("OOM", configure(maxmemory=1), configure(maxmemory=0), "redis_out_of_memory"),
    ("MISCONF", no_snapshot, configure(stop_writes_on_bgsave_error="no"), "redis_persistence"),
]


@pytest.mark.parametrize("name, breaks, mends, reason", REFUSED_WRITES, ids=[row[0] for row in REFUSED_WRITES])
def test_a_refused_write_is_503_and_nobody_is_signed_out(settings, name, breaks, mends, reason):
    with redis_servers.single({"enable-protected-configs": "yes"}) as server:
        with redis_scene.resolver({**settings, **NOW_AND_AGAIN, "store": redis_scene.store(server.address)}) as one:
            session = one.create()
            watch = redis_scene.Watch(one, session)
            watch.settle()
            breaks(server, session)
            programs.eventually("writes fail", lambda: one.post("/v1/sessions", user_id="bob").status == 503)
            assert one.post("/v1/revocations", subject="bob").status == 503
            watch.until(200)
            end = time.monotonic() + 2
            while time.monotonic() < end:
                watch.ask()
                time.sleep(0.05)
            watch.until(200)
            programs.eventually("the reason is counted", lambda: one.errors(reason) > 0)
            mends(server, session)
            programs.eventually("a session is created", lambda: one.post("/v1/sessions", user_id="bob").status == 201)
            watch.until(200)


def test_a_server_without_room_for_a_client(scene):
    server, one = scene
    session = one.create()
    watch = redis_scene.Watch(one, session)
    with server.client() as client:  # the only one that is let in
        client.call("CONFIG", "SET", "maxclients", 1)
        for kind in ("normal", "pubsub"):
            client.call("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
        watch.until(503)
        programs.eventually("the reason is counted", lambda: one.errors("redis_too_many_clients|redis_lost") > 0)
        client.call("CONFIG", "SET", "maxclients", 1000)
    watch.until(200)


def test_a_server_that_loads_its_data(settings):
    with redis_servers.temporary_folder() as folder:
        server = redis_servers.Redis(folder, {"appendonly": "no"})
        server.start()
        server.call("DEBUG", "POPULATE", 8_000, "junk", 10)
        with redis_scene.resolver({**settings, **NOW_AND_AGAIN, "store": redis_scene.store(server.address)}) as one:
            session = one.create()
            watch = redis_scene.Watch(one, session)
            server.call("SAVE")
            server.stop()
            server.command += ["--key-load-delay", "100", "--loading-process-events-interval-bytes", "1024"]
            programs.Program.start(server)
            watch.until(503)
            programs.eventually("LOADING is counted", lambda: one.errors("redis_loading") > 0)
            watch.until(200, 20)
            programs.eventually("it is ready", one.is_ready)
            server.stop()


# --- what a peer that is no Redis does


@pytest.fixture(scope="module")
def relayed(settings):
    with redis_servers.single() as server:
        proxy = resp_proxy.Proxy(server.port)
        with redis_scene.resolver({**settings, **NOW_AND_AGAIN, "store": redis_scene.store(proxy.address)}) as one:
            yield proxy, one
        proxy.stop()


def recovered(one, watch):
    watch.settle()
    programs.eventually("it is ready", one.is_ready)


ERRORS = [
    ("LOADING Redis is loading the dataset in memory", "redis_loading"),
    ("READONLY You can't write against a read only replica.", "redis_read_only"),
    ("OOM command not allowed when used memory > 'maxmemory'.", "redis_out_of_memory"),
    ("MISCONF Redis is configured to save RDB snapshots", "redis_persistence"),
    ("BUSY Redis is busy running a script.", "redis_busy"),
    ("TRYAGAIN Multiple keys request during rehashing of slot", "redis_busy"),
    ("MASTERDOWN Link with MASTER is down", "redis_master_down"),
    ("CLUSTERDOWN The cluster is down", "redis_cluster_down"),
    ("MOVED 1 169.254.169.254:6379", "redis_cluster_down|redis_other_error"),
    ("ASK 1 169.254.169.254:6379", "redis_cluster_down|redis_other_error"),
    ("NOAUTH Authentication required.", "redis_not_permitted"),
    ("WRONGPASS invalid username-password pair or user is disabled.", "redis_not_permitted"),
    ("NOPERM this user has no permissions to run the 'get' command", "redis_not_permitted"),
    ("WRONGTYPE Operation against a key holding the wrong kind of value", "redis_wrong_type"),
    ("NOREPLICAS Not enough good replicas to write.", "redis_no_replicas"),
    ("EXECABORT Transaction discarded because of previous errors.", "redis_aborted"),
    ("ERR max number of clients reached", "redis_too_many_clients"),
    ("ERR unknown command", "redis_other_error"),
    ("SOMETHING nobody knows", "redis_other_error"),
    ("no prefix at all", "redis_other_error"),
    ("", "redis_other_error|redis_malformed"),
]


@pytest.mark.parametrize("text, reason", ERRORS, ids=[row[0].split(" ")[0] or "nothing" for row in ERRORS])
def test_an_error_reply_is_503_with_its_reason(relayed, text, reason):
    proxy, one = relayed
    session = one.create()
    watch = redis_scene.Watch(one, session)
    before = one.errors(reason)
    with proxy.spoiling(resp_proxy.instead(f"-{text}\r\n".encode())):
        watch.until(503)
        programs.eventually("the reason is counted", lambda: one.errors(reason) > before or watch.ask() == 0)
    recovered(one, watch)


GARBAGE = {
    "half a gigabyte announced": b"$536870912\r\n",
    "more than there is": b"$9223372036854775807\r\n",
    "a negative size": b"$-2\r\n",
    "a size of letters": b"$x\r\nhello\r\n",
    "an array of a billion": b"*1000000000\r\n",
    "arrays in arrays": b"*1\r\n" * 100_000,
    "bare line feeds": b"+OK\n",
    "no type": b"hello\r\n",
    "RESP3's push": b">2\r\n$10\r\ninvalidate\r\n*0\r\n",
    "RESP3's null": b"_\r\n",
    "HTTP": b"HTTP/1.1 200 OK\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "a line without an end": b"+" + b"x" * 1_000_000,
    "another kind: a status": b"+OK\r\n",
    "another kind: a number": b":1\r\n",
    "another kind: an array": b"*1\r\n$1\r\nx\r\n",
}


def resident_mebibytes(one):
    text = pathlib.Path(f"/proc/{one.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s*(\d+)", text)[1]) / 1024


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_503_in_bounded_memory(relayed, name):
    proxy, one = relayed
    session = one.create()
    watch, before = redis_scene.Watch(one, session), resident_mebibytes(one)
    with proxy.spoiling(resp_proxy.instead(GARBAGE[name])):
        watch.until(503)
        assert watch.ask() == 503
        programs.eventually("it is counted", lambda: one.errors("redis_(malformed|timed_out|lost|wrong_type|other_error)") > 0)
        assert resident_mebibytes(one) - before < 64
    recovered(one, watch)


# A short outage may be bridged by asking once more, so 200 is right as well; `Watch` sees that it is the right one.
SPOILS = {
    "closes": resp_proxy.cut(0),
    "is silent": resp_proxy.mute(),
    "is late": resp_proxy.delayed(0.5),
    "says it twice": resp_proxy.doubled(),
    "says something before": resp_proxy.injected(b"$5\r\nhello\r\n"),
    "stops in the middle": resp_proxy.stuck(9),
}


@pytest.mark.parametrize("name", SPOILS)
def test_a_peer_that_misbehaves_is_left(relayed, name):
    proxy, one = relayed
    session, other = one.create(), one.create("bob")
    watch, also = redis_scene.Watch(one, session), redis_scene.Watch(one, other)
    with proxy.spoiling(SPOILS[name]):
        for _ in range(8):
            watch.ask(), also.ask()
    recovered(one, watch)
    also.until(200)


LOOK_UPS = ("GET", "MGET", "EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "EXISTS")


def test_half_a_reply_at_every_octet(relayed):
    proxy, one = relayed
    session = one.create(roles=["staff"])
    watch, sizes = redis_scene.Watch(one, session), []

    def measured(command, reply):
        if command in LOOK_UPS:
            sizes.append(len(reply))
        return reply

    watch.settle()
    with proxy.spoiling(measured):
        assert one.status(one.create(roles=["staff"]).cookie) == 200  # no thread has it in its cache
    for size in range(max(sizes)):
        with proxy.spoiling(resp_proxy.once(resp_proxy.cut(size, *LOOK_UPS))):
            watch.ask()
            watch.ask()
    recovered(one, watch)


def look_ups(proxy, one, session):
    """How often Redis is asked for twenty checks."""
    before = proxy.counts["GET"]
    assert {one.status(session.cookie) for _ in range(20)} == {200}
    return proxy.counts["GET"] - before


def test_a_feed_that_goes_mute_is_noticed(settings):
    """Its connection stays open, so that nothing but the heartbeat shows it."""
    with redis_servers.single() as server:
        proxy = resp_proxy.Proxy(server.port)
        with redis_scene.resolver({**settings, "store": redis_scene.store(proxy.address)}) as one:
            session, other = one.create(), one.create("bob")
            assert {one.status(each.cookie) for each in (session, other) for _ in range(8)} == {200}
            with proxy.spoiling(resp_proxy.mute_feed):
                time.sleep(0.1)
                server.call("DEL", redis_records.session_key(session.id))
                programs.eventually("it is forgotten", lambda: one.status(session.cookie) == 401, 3)
                assert one.metric("postern_redis_feed_up") == 0
                assert one.errors("redis_feed_without_sign") > 0
                assert one.status(other.cookie) == 200  # asked of Redis each time
            programs.eventually("the feed is back", lambda: one.metric("postern_redis_feed_up") >= 1)
            programs.eventually("it is remembered again", lambda: look_ups(proxy, one, other) == 0, 3)
        proxy.stop()


def test_every_connection_dies_at_once_and_the_next_check_succeeds(relayed):
    proxy, one = relayed
    session = one.create()
    watch = redis_scene.Watch(one, session)
    for _ in range(5):
        watch.settle()
        proxy.close_all()
        time.sleep(0.05)
        watch.until(200, 2)
    watch.settle()


def test_a_stopped_redis_delays_no_token_for_long(settings, keys):
    """Tokens are not asked of Redis while the list is believed; then they are 503, and never late."""
    with redis_servers.single() as server:
        with redis_scene.resolver({**settings, "store": redis_scene.store(server.address)}) as one:
            credential = wire.bearer(keys["rsa"].token())
            assert one.status(credential) == 200
            server.hang()
            seen = set()
            end = time.monotonic() + 4
            while time.monotonic() < end:
                begun = time.monotonic()
                seen.add(one.status(credential))
                assert time.monotonic() - begun < 2 * redis_scene.DEADLINE
            assert seen == {200, 503} and one.status(credential) == 503
            server.resume()
            programs.eventually("tokens are valid again", lambda: one.status(credential) == 200)


def seconds_of(action):
    begun = time.monotonic()
    action()
    return time.monotonic() - begun


def test_no_storm_of_attempts_while_redis_is_away(settings):
    with redis_servers.single() as server:
        proxy = resp_proxy.Proxy(server.port)
        with redis_scene.resolver({**settings, **NOW_AND_AGAIN, "store": redis_scene.store(proxy.address)}) as one:
            session = one.create()
            with proxy.spoiling(resp_proxy.mute()):
                redis_scene.Watch(one, session).until(503)
                programs.eventually("checks do not wait for it", lambda: seconds_of(lambda: one.status(session.cookie)) < 0.05)
                before, asked = proxy.counts.total(), 0
                end = time.monotonic() + 2
                while time.monotonic() < end:
                    asked += 1
                    assert one.status(session.cookie) == 503
                assert asked > 100, "a check waits for a Redis that is known to be away"
                assert proxy.counts.total() - before < 40
            redis_scene.Watch(one, session).until(200)
        proxy.stop()
