"""conf/sentinel.yaml and conf/cluster.yaml, with the addresses of servers that run: two resolvers share what they promise."""
import programs
import pytest
import redis_scene
import redis_servers
import wire

yaml = pytest.importorskip("yaml")

pytestmark = pytest.mark.skipif(not redis_servers.SERVERS, reason="redis-server is not installed")

PASSWORDS = {"redis.password": "of-the-servers", "sentinel.password": "of-the-sentinels"}


class Resolver(redis_scene.Resolver):
    """With the files that the configuration names."""

    def __init__(self, folder, settings):
        for name, text in PASSWORDS.items():
            (folder / name).write_text(text + "\n")
            (folder / name).chmod(0o600)
        super().__init__(folder, settings)


def sentinel():
    return redis_servers.sentinels(), {"master": redis_servers.MASTER_NAME}


def cluster():
    return redis_servers.cluster(), {}


@pytest.mark.parametrize("name, servers, rights", [
    ("sentinel", sentinel, redis_servers.SENTINEL_RIGHTS), ("cluster", cluster, redis_servers.CLUSTER_RIGHTS)], ids=["sentinel", "cluster"])
def test_the_configuration_works(tmp_path, monkeypatch, keys, name, servers, rights):
    monkeypatch.setattr(redis_scene, "Resolver", Resolver)
    settings = yaml.safe_load((programs.SOURCE / f"conf/{name}.yaml").read_text(encoding="utf-8"))
    (issuer,) = settings["issuers"]
    issuer["keys"] = {"pem": [{"kid": "rsa", "file": str(keys["rsa"].public)}]}
    token = keys["rsa"].token(iss=issuer["issuer"], aud=issuer["audience"], jti="1")
    starting, more = servers()
    with starting as made:
        for node in made.nodes:
            redis_servers.add_user(node, redis_servers.RIGHTS + rights, password=PASSWORDS["redis.password"])
        for each in getattr(made, "sentinels", ()):
            redis_servers.add_user(each, "allchannels -@all +ping +subscribe +sentinel", password=PASSWORDS["sentinel.password"])
        settings["store"]["redis"].update({"address": list(made.addresses), "timeout": "200ms", **more})
        with redis_scene.resolvers(settings, count=2) as pair:
            session = pair[0].create()
            assert [one.status(session.cookie) for one in pair] == [200, 200]
            assert [one.status(wire.bearer(token)) for one in pair] == [200, 200]
            pair[1].end(session)
            pair[0].revoke(token={"iss": issuer["issuer"], "jti": "1"})
            for one in pair:
                for credential in (session.cookie, wire.bearer(token)):
                    programs.eventually("it is refused everywhere", lambda c=credential, o=one: o.status(c) == 401, redis_scene.WITHIN)
            assert [one.errors("redis_not_permitted") for one in pair] == [0, 0]
            assert [one.is_ready() for one in pair] == [True, True]
