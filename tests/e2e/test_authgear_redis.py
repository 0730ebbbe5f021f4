"""Sessions that Authgear keeps in a real redis-server: read by a user who may do nothing else with them."""
import datetime
import hashlib
import json
import signal
import subprocess
import uuid

import programs
import pytest
import wire

APP = "shop"
RIGHTS = (
    "on >pass resetchannels &__redis__:invalidate ~postern:* %R~app:shop:session:* -@all +ping +select +info +get +set +del "
    "+exists +sadd +srem +sscan +scan +pexpiretime +pexpireat +persist +eval +evalsha +wait +client|id +client|tracking +subscribe"
)
CONF = programs.SOURCE / "conf/authgear-redis.yaml"


class Redis(programs.Program):
    def __init__(self, folder):
        self.port = programs.free_port()
        words = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(folder)]
        super().__init__(folder, "redis", words)

    def cli(self, *words):
        done = subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, timeout=10)
        return done.stdout.strip()

    def start(self):
        super().start()
        programs.eventually("Redis answers", lambda: self.running() and self.cli("PING") == "PONG")
        assert self.cli("ACL", "SETUSER", "postern", *RIGHTS.split()) == "OK"


def ago(**time):
    """As Go writes it: with nanoseconds."""
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(**time)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f789Z")


class Session:
    def __init__(self, redis, created=None, accessed=None, **members):
        self.redis, self.id = redis, str(uuid.uuid4())
        self.cookie = f"{self.id}.{uuid.uuid4().hex}"
        self.key = f"app:{APP}:session:{self.id}"
        access = {"time": accessed or ago(minutes=1), "ip": "192.0.2.1", "user_agent": "Mozilla/5.0"}
        self.record = {
            "id": self.id,
            "app_id": APP,
            "created_at": created or ago(hours=1),
            "authenticated_at": "2026-01-02T03:04:05.678901234Z",
            "attrs": {"user_id": "alice", "claims": {"amr": ["pwd", "otp"]}},
            "access_info": {"initial_access": access, "last_access": access},
            "token_hash": hashlib.sha256(self.cookie.encode()).hexdigest(),
            **members,
        }
        self.write()

    def write(self):
        assert self.redis.cli("SET", self.key, json.dumps(self.record), "EX", "3600") == "OK"


class Scene:
    def __init__(self, folder):
        self.redis = Redis(folder)
        settings = {
            "sessions": {"format": "authgear", "app": APP},
            "store": {"redis": {"address": f"127.0.0.1:{self.redis.port}", "username": "postern", "password": "pass"}},
            "endpoints": [{"path": "/enforced", "dialect": "authgear", "mode": "enforce"}],
        }
        self.postern = programs.Postern(folder, settings)

    def ask(self, cookie, target="/enforced"):
        return wire.ask(self.postern.port, [("Cookie", f"session={cookie}")], target=target)

    def status(self, cookie):
        return self.ask(cookie).status


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    scene = Scene(tmp_path_factory.mktemp("authgear"))
    scene.redis.start()
    try:
        scene.postern.start()
        yield scene
    finally:
        for program in (scene.postern, scene.redis):
            if program.process:
                program.stop()


def test_a_session_is_named_as_far_as_its_record_goes(site):
    answer = site.ask(Session(site.redis).cookie)
    names = ("Session-Valid", "User-Id", "Session-Amr", "Session-Authenticated-At", "User-Roles", "User-Anonymous")
    assert answer.status == 200
    assert [answer.all(f"X-Authgear-{name}") for name in names] == [["true"], ["alice"], ["pwd otp"], ["1767323045"], [], []]
    assert not answer.all("X-Authgear-User-Verified") + answer.all("X-Authgear-User-Can-Reauthenticate")


def test_no_session_is_written(site):
    session = Session(site.redis, accessed=ago(days=29, hours=23))
    before = site.redis.cli("GET", session.key), site.redis.cli("PEXPIRETIME", session.key)
    keys = site.redis.cli("--scan", "--pattern", "app:*")
    assert [site.status(session.cookie) for _ in range(20)] == [200] * 20
    assert (site.redis.cli("GET", session.key), site.redis.cli("PEXPIRETIME", session.key)) == before
    assert sorted(site.redis.cli("--scan", "--pattern", "app:*").split()) == sorted(keys.split())
    assert "app:" not in site.redis.cli("ACL", "LOG")
    assert not site.redis.cli("--scan", "--pattern", f"postern:*{session.id}*")


def test_a_sign_out_counts_at_once(site):
    session, other = Session(site.redis), Session(site.redis)
    for _ in range(4):
        assert site.status(session.cookie) == site.status(other.cookie) == 200
    site.redis.cli("DEL", session.key)
    programs.eventually("the session ends", lambda: site.status(session.cookie) == 401, 1)
    assert site.status(other.cookie) == 200


def test_a_change_counts_at_once(site):
    session = Session(site.redis)
    assert site.status(session.cookie) == 200
    session.record["attrs"]["user_id"] = "bob"
    session.write()
    programs.eventually("bob is named", lambda: site.ask(session.cookie).one("X-Authgear-User-Id") == "bob", 1)


@pytest.mark.parametrize("times", [{"accessed": ago(days=31)}, {"created": ago(days=365)}], ids=["idle", "lifetime"])
def test_an_old_session_is_refused_although_its_key_is_there(site, times):
    assert site.status(Session(site.redis, **times).cookie) == 401


def test_a_session_ends_with_its_key(site):
    session = Session(site.redis)
    site.redis.cli("PEXPIRE", session.key, "600")
    assert site.status(session.cookie) == 200
    programs.eventually("the session ends", lambda: site.status(session.cookie) == 401, 3)


def test_the_id_alone_is_not_enough(site):
    session = Session(site.redis)
    assert site.status(session.cookie) == 200
    for secret in (32 * "a", session.cookie[-32:][::-1], session.cookie[-32:].upper()):
        assert site.status(f"{session.id}.{secret}") == 401
    assert site.status(session.cookie) == 200


def test_what_is_no_session_is_not_looked_up(site):
    session = Session(site.redis)
    before = site.redis.cli("INFO", "commandstats")
    asked = [line for line in before.split() if line.startswith("cmdstat_get:")]
    for value in ("", "x", 43 * "A", session.id, session.cookie + "a", session.cookie[:-1], session.cookie.replace(".", "-"),
                  session.id.upper() + session.cookie[36:], "*" + session.cookie[1:], session.cookie[:-1] + "-"):
        assert site.status(value) == 401
    assert [line for line in site.redis.cli("INFO", "commandstats").split() if line.startswith("cmdstat_get:")] == asked


@pytest.mark.parametrize("members", [{"id": "x"}, {"created_at": 5}, {"attrs": {}}, {"token_hash": None}, {"access_info": None}])
def test_a_record_that_cannot_be_read_is_no_logout(site, members):
    assert site.status(Session(site.redis, **members).cookie) == 503


def test_postern_keeps_no_sessions_of_its_own(site):
    said = "the sessions are Authgear's"
    for method, target in (("POST", "/v1/sessions"), ("GET", "/v1/sessions"), ("DELETE", "/v1/users/alice/sessions"),
                           ("DELETE", f"/v1/sessions/{43 * 'A'}")):
        answer = site.postern.admin(target, method, b'{"user_id": "alice"}' if method == "POST" else b"")
        assert (answer.status, said in answer.body.decode()) == (404, True)


@pytest.mark.parametrize("name", ["id", "cookie"])
def test_a_session_is_revoked_by_its_id_or_its_cookie(site, name):
    session = Session(site.redis)
    assert site.status(session.cookie) == 200
    body = json.dumps({"session": getattr(session, name)}).encode()
    answer = site.postern.admin("/v1/revocations", "POST", body)
    assert (answer.status, session.cookie in answer.body.decode()) == (201, False)
    assert site.status(session.cookie) == 401


def test_identify_says_that_a_session_is_invalid(site):
    answer = site.ask(f"{uuid.uuid4()}.{32 * 'a'}", "/resolve")
    assert (answer.status, answer.all("X-Authgear-Session-Valid")) == (200, ["false"])


def test_an_outage_is_no_logout(site):
    session = Session(site.redis)
    assert site.status(session.cookie) == 200
    site.redis.hang()
    try:
        programs.eventually("the outage is seen", lambda: site.status(session.cookie) == 503, 5)
    finally:
        site.redis.send(signal.SIGCONT)
    programs.eventually("the session is back", lambda: site.status(session.cookie) == 200, 10)


def test_the_file_in_conf_reads_authgears_sessions(site, tmp_path, monkeypatch):
    monkeypatch.setenv("AUTHGEAR_REDIS", f"127.0.0.1:{site.redis.port}")
    monkeypatch.setenv("AUTHGEAR_APP", APP)
    (tmp_path / "keys").mkdir()
    made = programs.postern("key", "generate", "--out", tmp_path / "key.pem", "--jwks", tmp_path / "keys/authgear.jwks.json")
    assert made.returncode == 0, made.stderr
    (tmp_path / "redis.password").write_text("pass\n")
    (tmp_path / "redis.password").chmod(0o600)
    postern = programs.Postern(tmp_path, {})
    listeners = f"resolver: {{listen: '127.0.0.1:{postern.port}'}}\nadmin: {{listen: '127.0.0.1:{postern.admin_port}'}}\n"
    postern.file.write_text(CONF.read_text() + listeners)
    try:
        postern.start()
        answer = wire.ask(postern.port, [("Cookie", f"session={Session(site.redis).cookie}")], target="/resolve")
        assert (answer.status, answer.all("X-Authgear-User-Id")) == (200, ["alice"])
    finally:
        postern.stop()
