"""Passwords, rights and certificates: what is right works, and everything else is 503 and said, never plain text."""
import json

import programs
import pytest
import redis_records
import redis_scene
import redis_servers
import resp
import resp_proxy

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

LOGIN = {"username": redis_servers.USER, "password": redis_servers.PASSWORD}


@pytest.fixture(scope="module")
def guarded():
    with redis_servers.guarded() as server:
        yield server


PAGE = (programs.SOURCE / "docs/redis.md").read_text(encoding="utf-8")


def printed_user(name):
    """The command of the page that makes this user."""
    return next(line for line in PAGE.splitlines() if line.startswith(f"ACL SETUSER {name} on >PASSWORD "))


def test_the_page_prints_the_rights_that_these_tests_grant():
    assert printed_user("postern") == f"ACL SETUSER postern on >PASSWORD {redis_servers.RIGHTS}"
    for more in (redis_servers.SENTINEL_RIGHTS, redis_servers.CLUSTER_RIGHTS):
        assert f"`{more.strip()}`" in PAGE


class As:
    """Calls Redis as a user of the page."""

    def __init__(self, server, name):
        server.call(*printed_user(name).replace("PASSWORD", redis_servers.PASSWORD).split())
        self.server, self.login = server, (name, redis_servers.PASSWORD)

    def call(self, *parts):
        with resp.Client(self.server.port) as client:
            client.call("AUTH", *self.login)
            return client.call(*parts)


def test_the_users_of_the_page_can_sign_in_and_out_and_no_more(settings):
    with redis_servers.single() as server:
        login, logout = As(server, "login"), As(server, "logout")
        with redis_scene.resolver({**settings, "store": redis_scene.store(server.address)}) as one:
            session = redis_records.create_session(login, user="from-the-page")
            assert one.status(session.cookie) == 200
            assert logout.call("SMEMBERS", redis_records.owner_key("from-the-page")) == [session.id.encode()]
            assert logout.call("DEL", redis_records.session_key(session.id)) == 1
            programs.eventually("the end is known", lambda: one.status(session.cookie) == 401, 1)
        for user, command in ((login, "GET"), (login, "DEL"), (logout, "GET"), (logout, "FLUSHALL")):
            with pytest.raises(resp.ErrorReply, match="^NOPERM"):
                user.call(command, *([redis_records.session_key("x")] if command != "FLUSHALL" else []))


def tls(server, pair="client", ca="ca", **more):
    certificate, key = getattr(server.certificates, pair)
    return {"ca_file": str(getattr(server.certificates, ca)), "cert_file": str(certificate), "key_file": str(key), **more}


def test_the_least_rights_over_tls_are_enough_for_everything(settings, guarded, good):
    store = redis_scene.store(guarded.address, tls=tls(guarded), **LOGIN)
    with redis_scene.resolvers({**settings, "store": store}, count=2) as pair:
        session, kept = pair[0].create(), pair[0].create("bob")
        assert [one.status(each) for one in pair for each in (session.cookie, kept.cookie, good)] == [200] * 6
        assert pair[0].admin("/v1/sessions").status == 200
        pair[0].end(session)
        entry = pair[0].revoke(subject="bob")
        for one in pair:
            programs.eventually("the end is known", lambda: one.status(session.cookie) == 401, 1)
            programs.eventually("the revocation is known", lambda: one.status(kept.cookie) == 401, 1)
        assert pair[1].admin(f"/v1/revocations/{entry}", "DELETE").status == 204
        assert pair[1].admin("/v1/users/bob/sessions", "DELETE").status == 200
        assert all(one.metric("postern_redis_feed_up") >= 1 and one.errors("redis_not_permitted") == 0 for one in pair)


NAME = {"server_name": "redis.test"}
# The certificate of the server, what Postern is told, the reason that is counted (empty: it works).
CERTIFICATES = {
    "the address is in the certificate": ("server", {}, ""),
    "the name is in the certificate": ("server", NAME, ""),
    "another name": ("other_name", {}, "redis_tls_failed"),
    "another name than the one wanted": ("server", {"server_name": "elsewhere.test"}, "redis_tls_failed"),
    "another name, and that one is wanted": ("other_name", {"server_name": "other.test"}, ""),
    "an authority that nobody trusts": ("untrusted", {}, "redis_tls_failed"),
    "that authority is trusted": ("untrusted", {"ca": "stranger"}, ""),
    "an untrusted certificate of ours": ("server", {"pair": "untrusted"}, "redis_tls_failed|redis_lost"),
}


@pytest.mark.parametrize("name", CERTIFICATES)
def test_certificates(settings, good, name):
    pair, told, reason = CERTIFICATES[name]
    with redis_servers.guarded(pair=pair) as server:
        store = redis_scene.store(server.address, tls=tls(server, **told), **LOGIN)
        with redis_scene.resolver({**settings, "store": store}, ready=not reason) as one:
            if reason:
                refused(one, good, reason)
            else:
                assert one.status(one.create().cookie) == 200


def refused(one, good, reason):
    """It starts or not; while it runs it knows nobody."""
    programs.eventually("it says why", lambda: one.process.poll() is not None or counted(one, reason))
    if one.process.poll() is None:
        assert redis_scene.is_unavailable(one.check(good))
        assert not one.is_ready()
    assert redis_servers.PASSWORD not in one.log.read_text()


def counted(one, reason):
    return programs.answers(one.admin_port) and one.errors(reason) > 0


def test_plain_text_is_never_tried_instead(settings, good):
    """The server speaks no TLS; whoever listens there gets no command and no password."""
    with redis_servers.guarded(tls=False) as server, redis_servers.temporary_folder() as folder:
        certificates = redis_servers.Certificates(folder)
        store = redis_scene.store(server.address, tls={"ca_file": str(certificates.ca)}, **LOGIN)
        with redis_scene.resolver({**settings, "store": store}, ready=False) as one:
            refused(one, good, "redis_tls_failed|redis_lost|redis_malformed|redis_timed_out")
        assert b"user=postern" not in server.call("CLIENT", "LIST")


# What is wrong with the rights, and the reason.
MISSING = {
    "a wrong password": ({"password": "wrong"}, redis_servers.RIGHTS, "redis_not_permitted"),
    "an unknown user": ({"username": "nobody"}, redis_servers.RIGHTS, "redis_not_permitted"),
    "no right to read": ({}, redis_servers.RIGHTS.replace("+get ", ""), "redis_not_permitted|redis_other_error"),
    "no right to the keys": ({}, redis_servers.RIGHTS.replace("~postern:*", "~other:*"), "redis_not_permitted|redis_other_error"),
    "no right to write": ({}, redis_servers.RIGHTS.replace("+set ", ""), "redis_not_permitted|redis_other_error"),
}


@pytest.mark.parametrize("name", MISSING)
def test_what_is_not_permitted_is_503(settings, good, name):
    told, rights, reason = MISSING[name]
    with redis_servers.guarded(tls=False, rights=rights) as server:
        store = redis_scene.store(server.address, **{**LOGIN, **told})
        with redis_scene.resolver({**settings, "store": store}, ready=False) as one:
            refused(one, good, reason)
            if one.process.poll() is None and not told:
                redis_servers.add_user(server)
                programs.eventually("it is permitted now", one.is_ready, 15)
                assert one.status(one.create().cookie) == 200


def test_without_the_feed_nothing_is_remembered(settings):
    """Every check asks Redis, and the log and a metric say so."""
    rights = redis_servers.RIGHTS.replace("+client|tracking ", "")
    with redis_servers.guarded(tls=False, rights=rights) as server:
        proxy = resp_proxy.Proxy(server.port)
        with redis_scene.resolver({**settings, "store": redis_scene.store(proxy.address, **LOGIN)}, ready=False) as one:
            programs.eventually("it listens", lambda: programs.answers(one.admin_port) and (one.folder / "admin.token").exists())
            programs.eventually("a session can be created", lambda: one.post("/v1/sessions", user_id="a").status == 201)
            session = one.create()
            before = proxy.counts.total()
            assert {one.status(session.cookie) for _ in range(50)} == {200}
            assert proxy.counts.total() - before >= 50
            server.call("DEL", redis_records.session_key(session.id))
            assert one.status(session.cookie) == 401
            assert one.metric("postern_redis_tracking_refused") == 1
            assert one.metric("postern_redis_feed_up") == 0
            assert one.log.read_text().lower().count("tracking") >= 1
        proxy.stop()


def test_a_changed_password_is_read_again(settings, good):
    with redis_servers.guarded(tls=False) as server:
        file = server.socket.parent / "password"
        file.write_text(redis_servers.PASSWORD + "\n")
        file.chmod(0o600)
        login = {"username": redis_servers.USER, "password_file": str(file)}
        with redis_scene.resolver({**settings, "store": redis_scene.store(server.address, **login)}) as one:
            session = one.create()
            redis_servers.add_user(server, password="another")
            for kind in ("normal", "pubsub"):
                server.call("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            programs.eventually("the old one is refused", lambda: one.errors("redis_not_permitted") > 0)
            assert one.status(session.cookie) == 503
            reasons = ["store: redis_not_permitted"]
            programs.eventually("the reason is said", lambda: json.loads(one.admin("/readyz").body)["reasons"] == reasons)
            file.write_text("another\n")
            redis_scene.Watch(one, session).settle()  # each thread has a connection of its own
            assert one.status(good) == 200


def test_over_a_unix_socket_and_in_another_database(settings):
    with redis_servers.single() as server:
        store = redis_scene.store(f"unix:{server.socket}", database=3)
        with redis_scene.resolvers({**settings, "store": store}, count=2) as pair:
            session = pair[0].create()
            assert [one.status(session.cookie) for one in pair] == [200, 200]
            assert server.call("EXISTS", redis_records.session_key(session.id)) == 0
            with server.client() as client:
                client.call("SELECT", 3)
                assert client.call("DEL", redis_records.session_key(session.id)) == 1
            for one in pair:
                programs.eventually("the end is known", lambda: one.status(session.cookie) == 401, 1)


def test_two_prefixes_are_two_worlds(settings):
    with redis_servers.single() as server:
        stores = [redis_scene.store(server.address, prefix=prefix) for prefix in ("one:", "two:")]
        with redis_scene.resolver({**settings, "store": stores[0]}) as one, redis_scene.resolver({**settings, "store": stores[1]}) as two:
            session = one.create()
            assert (one.status(session.cookie), two.status(session.cookie)) == (200, 401)
            assert all(key.startswith((b"one:", b"two:")) for key in server.call("KEYS", "*"))
