"""What Postern builds on, asked of the real server: its rights, its feed, and what a changed master looks like."""
import contextlib
import time

import programs
import pytest
import redis_servers
import resp

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

PREFIXES = ("postern:session:", "postern:revocation:", "postern:generation", "postern:heartbeat:")
CHANNEL = "__redis__:invalidate"


class Feed:
    """One connection that is told of changes and redirects them to itself."""

    def __init__(self, address, *login):
        self.client = resp.Client(address, timeout=2)
        if login:
            self.client.call("AUTH", *login)
        prefixes = [word for prefix in PREFIXES for word in ("PREFIX", prefix)]
        self.id = self.client.call("CLIENT", "ID")
        self.client.call("CLIENT", "TRACKING", "ON", "REDIRECT", self.id, "BCAST", *prefixes)
        assert self.client.call("SUBSCRIBE", CHANNEL) == [b"subscribe", CHANNEL.encode(), 1]

    def next(self):
        kind, channel, keys = self.client.read()
        assert (kind, channel) == (b"message", CHANNEL.encode())
        return keys

    def until(self, key):
        """All that was announced before this key; the key is written by the caller."""
        seen = []
        while (keys := self.next()) != [key]:
            seen.append(keys)
        return seen


@pytest.fixture(scope="module", params=redis_servers.SERVERS)
def server(request):
    with redis_servers.single(server=request.param) as server:
        yield server


@pytest.fixture
def client(server):
    server.call("FLUSHALL")
    with server.client() as client:
        yield client


KEY, LAST = b"postern:session:A", b"postern:heartbeat:last"


@pytest.mark.parametrize("commands, announced", [
    ([("SET", KEY, "2")], [KEY]),
    ([("SET", KEY, "1")], [KEY]),
    ([("SET", KEY, "1", "NX")], []),
    ([("DEL", KEY)], [KEY]),
    ([("DEL", "postern:session:none")], []),
    ([("EXPIRE", KEY, 100)], [KEY]),
    ([("PEXPIREAT", KEY, 1)], [KEY]),
    ([("RENAME", KEY, "postern:session:B")], [KEY, b"postern:session:B"]),
    ([("SET", "postern:idle:A", 1), ("SADD", "postern:session-of:alice", "A")], []),
    ([("MSET", KEY, 1, "postern:idle:A", 1, "postern:revocation:R", 1)], [b"postern:revocation:R", KEY]),
    ([("EVAL", "redis.call('SET', KEYS[1], 1); redis.call('DEL', KEYS[1])", 1, KEY)], [KEY]),
    ([("SELECT", 1), ("SET", KEY, 1), ("SELECT", 0)], [KEY]),
    ([("FLUSHALL",)], [None]),
    ([("FLUSHDB", "ASYNC")], [None]),
    ([("SWAPDB", 0, 1), ("SWAPDB", 0, 1)], []),
], ids=str)
def test_what_a_change_announces(server, client, commands, announced):
    client.call("SET", KEY, "1")
    feed = Feed(server.port)
    for command in commands:
        client.call(*command)
    client.call("SET", LAST, 1)
    assert sorted(key for keys in feed.until(LAST) for key in keys or [None]) == announced  # one message for each prefix


def test_expiry_is_announced_within_a_second(server, client):
    feed = Feed(server.port)
    client.call("SET", KEY, 1, "PX", 50)
    assert [feed.next(), feed.next()] == [[KEY], [KEY]]


def test_one_command_announces_without_a_limit(server, client):
    keys = [b"postern:session:%05d" % n for n in range(20_000)]
    client.call_all([("SET", key, 1) for key in keys])
    feed = Feed(server.port)
    client.call("DEL", *keys)
    assert len(feed.next()) == len(keys)


def test_a_feed_that_is_killed_ends(server, client):
    feed = Feed(server.port)
    assert client.call("CLIENT", "KILL", "ID", feed.id) == 1
    with pytest.raises(EOFError):
        feed.next()


@pytest.mark.parametrize("server", redis_servers.SERVERS)
def test_a_master_that_was_replaced_closes_nothing_and_writes_nothing(server):
    """So only a write of its own tells a client that this is no master any more."""
    with redis_servers.temporary_folder() as folder:
        old, new = redis_servers.Redis(folder, name="old", server=server), redis_servers.Redis(folder, name="new", server=server)
        with redis_servers.started(old, new):
            new.call("REPLICAOF", "127.0.0.1", old.port)
            programs.eventually("it follows", new.is_connected_replica)
            programs.eventually("its master knows", lambda: old.call("ROLE")[2])
            feed = Feed(old.port)
            with old.client() as client:
                old.call("FAILOVER", "TO", "127.0.0.1", new.port, "TIMEOUT", 3000)
                programs.eventually("it is the master", lambda: new.role() == "master")
                programs.eventually("the other is not", lambda: old.role() == "slave")
                assert client.call("GET", KEY) is None
                with pytest.raises(resp.ErrorReply, match="^READONLY"):
                    client.call("SET", KEY, 1)
            programs.eventually("the old one follows", old.is_connected_replica)
            new.call("SET", KEY, 1)
            assert feed.next() == [KEY]


ALLOWED = [
    ("PING",), ("SELECT", 0), ("INFO", "memory"), ("SET", KEY, 1, "PX", 100_000), ("GET", KEY),
    ("EXISTS", KEY, "postern:idle:A"), ("PEXPIRETIME", KEY), ("PEXPIREAT", KEY, 9_999_999_999_999), ("PERSIST", KEY),
    ("EVAL", "redis.call('SET', KEYS[1], 1); return redis.call('GET', KEYS[1])", 1, KEY), ("DEL", KEY), ("WAIT", 0, 0),
    ("SADD", "postern:session-of:alice", "A"), ("SSCAN", "postern:session-of:alice", 0), ("SREM", "postern:session-of:alice", "A"),
    ("SCAN", 0, "MATCH", "postern:revocation:*", "COUNT", 100),
]
REFUSED = [
    ("GET", "other"), ("KEYS", "*"), ("FLUSHALL",), ("CONFIG", "GET", "*"), ("CLIENT", "LIST"), ("CLIENT", "KILL", "ID", 1),
    ("ACL", "LIST"), ("SHUTDOWN",), ("DEBUG", "SLEEP", 0), ("SUBSCRIBE", "other"), ("REPLICAOF", "NO", "ONE"),
    ("EVAL", "return redis.call('GET', 'other')", 0), ("EVAL", "return redis.call('FLUSHALL')", 0),
]


def test_the_least_rights_are_enough_and_no_more(server):
    redis_servers.add_user(server)
    login = (redis_servers.USER, redis_servers.PASSWORD)
    feed = Feed(server.port, *login)
    with contextlib.closing(resp.Client(server.port)) as client:
        client.call("AUTH", *login)
        for command in ALLOWED:
            client.call(*command)
        assert feed.next() == [KEY]
        for command in REFUSED:
            with pytest.raises(resp.ErrorReply, match="^NOPERM|^ERR The user executing the script|^ERR ACL failure in script"):
                client.call(*command)


def test_a_demoted_user_loses_the_feed(server):
    redis_servers.add_user(server)
    feed = Feed(server.port, redis_servers.USER, redis_servers.PASSWORD)
    server.call("ACL", "SETUSER", redis_servers.USER, "resetchannels")
    with pytest.raises(EOFError):
        feed.next()


def test_writes_that_are_paused_expire_nothing(server, client):
    feed = Feed(server.port)
    client.call("SET", KEY, 1, "PX", 50)
    assert feed.next() == [KEY]
    client.call("CLIENT", "PAUSE", 500, "WRITE")
    begun = time.monotonic()
    time.sleep(0.1)
    assert client.call("GET", KEY) is None
    assert feed.next() == [KEY]
    assert time.monotonic() - begun > 0.4
