"""docs/redis.md and conf/redis.yaml: the users have enough rights, and two resolvers believe what the page writes."""
import re
import subprocess

import programs
import pytest
import tokens
import wire

yaml = pytest.importorskip("yaml")

PAGE = (programs.SOURCE / "docs/redis.md").read_text(encoding="utf-8")
TOOLS, CREATE, END, REVOKE = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
(PYTHON,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
REVOCATIONS = {text.split()[1]: text for text in re.findall(r"^revoke .*(?:\n  .*)*", REVOKE, re.M)}
CONF = (programs.SOURCE / "conf/redis.yaml").read_text(encoding="utf-8")
PASSWORD = "a-password-of-the-test"
FORWARDED = [(f"X-Forwarded-{name}", value) for name, value in
             {"Method": "GET", "Uri": "/", "Host": "app.test", "Proto": "https"}.items()]


class Redis(programs.Program):
    """It has the users of the page."""

    def __init__(self, folder):
        self.port = programs.free_port()
        users = re.findall(r"^ACL SETUSER (\w+) (.*~.*)$", PAGE, re.M)
        assert [name for name, _ in users] == ["postern", "login", "logout"]
        lines = [f"user {name} {rights.replace('PASSWORD', PASSWORD)}\n" for name, rights in users]
        (folder / "users.acl").write_text("user default on nopass ~* &* +@all\n" + "".join(lines))
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "dir": folder, "aclfile": folder / "users.acl"}
        words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
        super().__init__(folder, "redis", ["redis-server", *words])

    def run(self, commands, user=None):
        """Runs the page's commands as a user; the last line that they print."""
        login = f"--user {user} --pass {PASSWORD} --no-auth-warning" if user else ""
        here = f'set -eu; redis-cli() {{ command redis-cli -e -p {self.port} {login} "$@"; }}; curl() {{ :; }}\n'
        done = subprocess.run(["bash", "-c", here + TOOLS + commands], capture_output=True, text=True, timeout=30)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.splitlines()[-1]

    def create_session(self):
        """A session of alice: the cookie and the id."""
        return self.run(CREATE + '\necho "$cookie $id"', "login").split()


@pytest.fixture(scope="module")
def issuer_key(tmp_path_factory):
    return tokens.Key(tmp_path_factory.mktemp("issuer"), "2030-01", "RS256")


@pytest.fixture(scope="module")
def scene(tmp_path_factory, issuer_key):
    folder = tmp_path_factory.mktemp("page")
    settings = yaml.safe_load(CONF)
    settings["issuers"][0]["keys"] = {"pem": [{"kid": issuer_key.kid, "file": str(issuer_key.public), "algorithm": "RS256"}]}
    redis = Redis(folder)
    settings["store"]["redis"].update({"address": f"127.0.0.1:{redis.port}", "timeout": "200ms"})
    started = []
    try:
        redis.start()
        started.append(redis)
        programs.eventually("Redis listens", lambda: redis.running() and programs.answers(redis.port))
        for name in "ab":
            place = folder / name
            place.mkdir()
            (place / "redis.password").write_text(PASSWORD + "\n")
            (place / "redis.password").chmod(0o600)
            resolver = programs.Postern(place, settings)
            started.append(resolver)
            resolver.start()
        yield redis, started[1:]
    finally:
        for program in reversed(started):
            program.stop()


def expect(status, resolvers, name, value):
    """Every resolver answers so, within the second that the page promises."""
    for each in resolvers:
        def answer():
            return wire.ask(each.port, FORWARDED + [(name, value)], target="/authz/nginx").status
        programs.eventually(f"the answer is {status}", lambda: answer() == status, 1)


ENDINGS = {
    "deleted": (END.splitlines()[0], "logout"),
    "deleted with all of the user's": (END.partition("\n")[2], "logout"),
    "revoked": (REVOKE.partition("now=")[0] + "now=1\n" + REVOCATIONS["session"], None),
    "its subject revoked": (REVOKE.partition("revoke token")[0] + REVOCATIONS["subject"], None),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_of_the_page(scene, ending):
    redis, resolvers = scene
    cookie, session = redis.create_session()
    expect(200, resolvers, "Cookie", f"session={cookie}")
    commands, user = ENDINGS[ending]
    redis.run(f"id={session} user=alice\n{commands}", user)
    expect(401, resolvers, "Cookie", f"session={cookie}")


@pytest.mark.parametrize("kind", ["token", "key"])
def test_a_token_that_the_page_revokes(scene, issuer_key, kind):
    redis, resolvers = scene
    jti = {"token": "4711", "key": "4712"}[kind]
    token = issuer_key.token(iss="https://auth.example.com", aud="https://api.example.com", sub="bob", jti=jti)
    expect(200, resolvers, "Authorization", f"Bearer {token}")
    redis.run(REVOKE.partition("revoke token")[0] + REVOCATIONS[kind])
    expect(401, resolvers, "Authorization", f"Bearer {token}")


class Server:
    """What the page's program uses of redis-py."""

    def __init__(self, redis):
        self.redis = redis

    def call(self, *words):
        command = ["redis-cli", "-e", "-p", str(self.redis.port), *words]
        subprocess.run(command, check=True, capture_output=True, timeout=30)

    def sadd(self, key, member):
        self.call("SADD", key, member)

    def set(self, key, value, ex):
        self.call("SET", key, value, "EX", str(ex))


def test_a_session_of_the_page_in_python(scene):
    redis, resolvers = scene
    names = {}
    exec(PYTHON.replace("import redis  # redis-py\n", ""), names)
    expect(200, resolvers, "Cookie", f"session={names['create_session'](Server(redis), 'carol')}")
