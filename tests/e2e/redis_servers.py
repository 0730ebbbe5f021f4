"""Real servers of Redis for a test: one alone, with TLS and rights, three sentinels, a cluster of six.

Each is started in the test's folder on free ports of 127.0.0.1, keeps nothing on the disk, and ends by its pid. The
tests talk to a server over its Unix socket, because that works with every port, certificate and password.
"""
import contextlib
import pathlib
import shutil
import signal
import subprocess
import tempfile

import programs
import resp
import tokens

REDIS = shutil.which("redis-server")
SERVERS = [found for found in (REDIS, shutil.which("valkey-server")) if found]

# What Postern needs: the page for operators prints the same.
USER, PASSWORD = "postern", "opensesame"
RIGHTS = (
    "resetchannels &__redis__:invalidate ~postern:* -@all +ping +select +info +get +set +del +exists +sadd +srem +sscan +scan"
    " +pexpiretime +pexpireat +persist +eval +evalsha +wait +client|id +client|tracking +subscribe"
)
SENTINEL_RIGHTS, CLUSTER_RIGHTS = " +role", " +cluster|slots +asking"  # beyond those, by mode
CONTROL = "only-the-tests"  # the password of the default user where there is one


class Redis(programs.Program):
    """`options` are those of redis.conf. `login`: AUTH for the tests' own connections."""

    def __init__(self, folder, options=None, name="redis", server=None, login=()):
        self.port, self.login = programs.free_port(), login
        place = folder / name
        place.mkdir()
        self.socket = place / "s"
        given = {
            "port": self.port, "bind": "127.0.0.1", "unixsocket": self.socket, "dir": place, "save": "", "appendonly": "no",
            "enable-debug-command": "yes", "repl-diskless-sync-delay": 0, "repl-ping-replica-period": 1, **(options or {}),
        }
        words = [word for key, value in given.items() for word in (f"--{key}", *([value] if value == "" else str(value).split()))]
        super().__init__(folder, name, [server or REDIS, *words])

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def client(self, timeout=resp.TIMEOUT):
        made = resp.Client(self.socket, timeout)
        if self.login:
            made.call("AUTH", *self.login)
        return made

    def call(self, *parts):
        with self.client() as client:
            return client.call(*parts)

    def configure(self, **options):
        for key, value in options.items():
            self.call("CONFIG", "SET", key.replace("_", "-"), value)

    def answers(self):
        with contextlib.suppress(OSError, EOFError, resp.ErrorReply):
            return self.call("PING") == "PONG"

    def start(self):
        super().start()
        programs.eventually(f"{self.name} answers", lambda: self.running() and self.answers())

    def resume(self):
        self.send(signal.SIGCONT)

    def stop(self, number=signal.SIGKILL, seconds=20):
        """Redis does not hear SIGTERM while it cannot write a snapshot."""
        return super().stop(number, seconds)

    def role(self):
        return self.call("ROLE")[0].decode()

    def is_connected_replica(self):
        role = self.call("ROLE")
        return role[0] == b"slave" and role[3] == b"connected"

    def cpu_microseconds(self):
        """What its main thread has used."""
        return int(pathlib.Path(f"/proc/{self.process.pid}/schedstat").read_text().split()[0]) / 1000


@contextlib.contextmanager
def started(*servers):
    with contextlib.ExitStack() as closing:
        for server in servers:
            server.start()
            closing.callback(server.stop)
        yield servers


@contextlib.contextmanager
def temporary_folder():
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        yield pathlib.Path(folder)


@contextlib.contextmanager
def single(options=None, **rest):
    with temporary_folder() as folder, started(Redis(folder, options, **rest)) as (server,):
        yield server


class Certificates:
    """A CA, a server's and a client's certificate, a server of another name, and one that nobody trusts."""

    def __init__(self, folder):
        self.folder = folder
        self.ca, self.stranger = self.authority("ca"), self.authority("stranger")
        self.server = self.issue("server", "IP:127.0.0.1,DNS:redis.test")
        self.client = self.issue("client", "DNS:postern.test")
        self.other_name = self.issue("other", "DNS:other.test")
        self.untrusted = self.issue("untrusted", "IP:127.0.0.1,DNS:redis.test", "stranger")

    def authority(self, name):
        certificate, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        tokens.openssl("req", "-x509", *curve, "-days", "2", "-subj", f"/CN={name}", "-keyout", key, "-out", certificate)
        return certificate

    def issue(self, name, names, authority="ca"):
        """The files of a certificate and of its key."""
        certificate, key, request = (self.folder / f"{name}.{end}" for end in ("crt", "key", "csr"))
        curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        tokens.openssl("req", "-new", *curve, "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={names}\n")
        signer = ["-CA", self.folder / f"{authority}.crt", "-CAkey", self.folder / f"{authority}.key", "-CAcreateserial"]
        tokens.openssl("x509", "-req", "-in", request, *signer, "-days", "2", "-extfile", extensions, "-out", certificate)
        return certificate, key


def tls_options(certificates, pair, port):
    """A server that speaks TLS alone, and to those alone who have a certificate."""
    certificate, key = pair
    return {"port": 0, "tls-port": port, "tls-cert-file": certificate, "tls-key-file": key,
            "tls-ca-cert-file": certificates.ca, "tls-auth-clients": "yes"}


def add_user(server, rights=RIGHTS, user=USER, password=PASSWORD):
    server.call("ACL", "SETUSER", user, "reset", "on", f">{password}", *rights.split())


@contextlib.contextmanager
def guarded(tls=True, rights=RIGHTS, pair="server"):
    """A server with a user of the least rights; the default user is the tests' own."""
    with temporary_folder() as folder:
        certificates = Certificates(folder) if tls else None
        server = Redis(folder, {"requirepass": CONTROL}, login=(CONTROL,))
        if tls:
            options = tls_options(certificates, getattr(certificates, pair), server.port)
            server = Redis(folder, {"requirepass": CONTROL, **options}, name="tls", login=(CONTROL,))
            server.port = options["tls-port"]
        server.certificates = certificates
        with started(server):
            add_user(server, rights)
            yield server


MASTER_NAME = "main"


class Sentinel(Redis):
    def __init__(self, folder, number, master):
        super().__init__(folder, name=f"sentinel{number}")
        file = folder / self.name / "sentinel.conf"
        file.write_text(
            f"port {self.port}\nbind 127.0.0.1\nunixsocket {self.socket}\ndir {file.parent}\n"
            f"sentinel monitor {MASTER_NAME} 127.0.0.1 {master.port} 2\n"
            f"sentinel down-after-milliseconds {MASTER_NAME} 2000\nsentinel failover-timeout {MASTER_NAME} 2000\n"
        )
        self.command = [REDIS, str(file), "--sentinel"]

    def master_port(self):
        return int(self.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME)[1])

    def knows_all(self):
        replicas, others = (self.call("SENTINEL", what, MASTER_NAME) for what in ("REPLICAS", "SENTINELS"))
        return len(replicas) == 2 and len(others) == 2


class Sentinels:
    """A master, two replicas and three sentinels."""

    def __init__(self, folder):
        self.nodes = [Redis(folder, name="master")]
        follow = {"replicaof": f"127.0.0.1 {self.nodes[0].port}"}
        self.nodes += [Redis(folder, follow, name=f"replica{n}") for n in (1, 2)]
        self.sentinels = [Sentinel(folder, n, self.nodes[0]) for n in (1, 2, 3)]

    def wait(self):
        programs.eventually("the replicas follow", lambda: all(r.is_connected_replica() for r in self.nodes[1:]))
        programs.eventually("the sentinels know each other", lambda: all(s.knows_all() for s in self.sentinels), 20)

    @property
    def addresses(self):
        return [sentinel.address for sentinel in self.sentinels]

    def master(self):
        port = self.sentinels[0].master_port()
        return next(node for node in self.nodes if node.port == port)

    def wait_for_other_master(self, old, seconds=20):
        programs.eventually("the sentinels name another master", lambda: self.master() is not old, seconds)
        return self.master()


@contextlib.contextmanager
def sentinels():
    with temporary_folder() as folder:
        made = Sentinels(folder)
        with started(*made.nodes), started(*made.sentinels):
            made.wait()
            yield made


class Cluster:
    """Three masters with a replica each."""

    def __init__(self, folder):
        self.nodes = [
            Redis(folder, {"cluster-enabled": "yes", "cluster-node-timeout": 1000, "cluster-port": programs.free_port()}, f"n{n}")
            for n in range(6)
        ]

    def create(self):
        addresses = [node.address for node in self.nodes]
        command = ["redis-cli", "--cluster", "create", *addresses, "--cluster-replicas", "1", "--cluster-yes"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        programs.eventually("the cluster is up", self.is_up, 20)
        programs.eventually("its replicas follow", lambda: sum(n.is_connected_replica() for n in self.nodes) == 3, 20)

    @property
    def living(self):
        return [node for node in self.nodes if node.process.poll() is None]

    @property
    def addresses(self):
        return [node.address for node in self.nodes]

    def is_up(self):
        return all(b"cluster_state:ok" in node.call("CLUSTER", "INFO") for node in self.living)

    def masters(self):
        return [node for node in self.living if node.role() == "master"]

    def slot_of(self, key):
        return self.living[0].call("CLUSTER", "KEYSLOT", key)

    def owner_of(self, key):
        """The master that answers for a key."""
        slot = self.slot_of(key)
        for first, last, master, *_ in self.living[0].call("CLUSTER", "SLOTS"):
            if first <= slot <= last:
                return next(node for node in self.nodes if node.port == master[1])
        raise AssertionError(f"nobody has slot {slot}")

    def call(self, *parts):
        """A command whose first argument is the key, at the key's master."""
        return self.owner_of(parts[1]).call(*parts)

    def begin_move(self, slot, source, target):
        identity = {node: node.call("CLUSTER", "MYID") for node in (source, target)}
        target.call("CLUSTER", "SETSLOT", slot, "IMPORTING", identity[source])
        source.call("CLUSTER", "SETSLOT", slot, "MIGRATING", identity[target])

    def move_keys(self, slot, source, target):
        while keys := source.call("CLUSTER", "GETKEYSINSLOT", slot, 100):
            source.call("MIGRATE", "127.0.0.1", target.port, "", 0, 5000, "KEYS", *keys)

    def end_move(self, slot, target):
        identity = target.call("CLUSTER", "MYID")
        for node in sorted(self.masters(), key=lambda node: node is not target):  # the new owner first
            node.call("CLUSTER", "SETSLOT", slot, "NODE", identity)


@contextlib.contextmanager
def cluster():
    with temporary_folder() as folder:
        made = Cluster(folder)
        with started(*made.nodes):
            made.create()
            yield made
