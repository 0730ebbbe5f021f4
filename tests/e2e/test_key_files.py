"""Key files that are replaced under a running Postern, without a reload."""
import os
import time

import programs
import pytest
import redis_scene
import tokens
import wire


class Files:
    """The configuration of an issuer whose two keys lie in files that the test replaces."""

    def __init__(self, folder, keys):
        self.folder = folder
        for name in ("one", "two"):
            self.put(name, keys["rsa" if name == "one" else "ec"])

    def put(self, name, key):
        fresh = self.folder / "fresh"
        fresh.write_bytes(key.public.read_bytes())
        os.replace(fresh, self.folder / name)

    @property
    def settings(self):
        pems = [{"kid": "rsa", "file": str(self.folder / "one"), "algorithm": "RS256"},
                {"kid": "ec", "file": str(self.folder / "two"), "algorithm": "ES256"}]
        return {"issuers": [{"name": "main", "issuer": tokens.ISSUER, "audience": [tokens.AUDIENCE],
                             "algorithms": ["RS256", "ES256"], "keys": {"pem": pems}}]}


@pytest.fixture
def files(tmp_path, keys):
    return Files(tmp_path, keys)


def test_a_removed_key_ends_its_verdicts_alone(files, keys):
    """Within a second; the verdict of the other key and the session stay in memory."""
    removed, kept = (wire.bearer(keys[name].token()) for name in ("rsa", "ec"))
    with redis_scene.resolver(files.settings) as one:
        session = one.create()
        assert [one.status(each) for each in (removed, kept, session.cookie)] == [200, 200, 200]
        verified = one.metric("postern_credential_cache_misses_total")
        files.put("one", keys["stranger"])
        programs.eventually("the removed key is refused", lambda: one.status(removed) == 401, redis_scene.WITHIN)
        at_once = one.metric("postern_credential_cache_misses_total")
        assert [one.status(each) for each in (kept, session.cookie)] == [200, 200]
        # Two threads: each may have verified or looked up what only the other one had.
        assert one.metric("postern_credential_cache_misses_total") - at_once <= 2
        assert verified <= at_once
        files.put("one", keys["rsa"])
        programs.eventually("the key is back", lambda: one.status(removed) == 200, redis_scene.WITHIN)


def test_a_broken_file_changes_nothing(files, keys):
    token = wire.bearer(keys["rsa"].token())
    with redis_scene.resolver(files.settings) as one:
        assert one.status(token) == 200
        (files.folder / "one").write_text("no key")
        programs.eventually("it is said", lambda: "keys.not_loaded" in one.log.read_text())
        assert one.status(token) == 200 and one.is_ready()
        assert one.status(wire.bearer(keys["rsa"].token(sub="bob"))) == 200
        assert one.metric("postern_key_loads_total", outcome="failed") == 1


def test_a_key_of_one_issuer_is_revoked_without_the_other(tmp_path, keys):
    """Both issuers have a key with the same kid."""
    issuers = [
        {"name": name, "issuer": f"https://{name}.test", "audience": [tokens.AUDIENCE], "algorithms": ["RS256"],
         "keys": {"pem": [{"kid": "rsa", "file": str(keys["rsa"].public)}]}}
        for name in ("a", "b")]
    a, b = (wire.bearer(keys["rsa"].token(iss=f"https://{name}.test")) for name in ("a", "b"))
    with redis_scene.resolver({"issuers": issuers}) as one:
        assert [one.status(each) for each in (a, b)] == [200, 200]
        done = one.operate("revocation", "add", "--key", "rsa", "--iss", "https://a.test")
        assert done.returncode == 0, done.stderr
        assert [one.status(each) for each in (a, b)] == [401, 200]
        assert "key rsa of https://a.test" in one.operate("revocation", "list").stdout
        one.revoke(key="rsa")
        assert [one.status(each) for each in (a, b)] == [401, 401]


def test_a_subject_that_renews_its_tokens_is_ended(files, keys):
    """By an entry with a time in the future: what is issued later is refused, too."""
    old = keys["rsa"].token(sub="mallory")
    with redis_scene.resolver(files.settings) as one:
        assert one.status(wire.bearer(old)) == 200
        done = one.operate("revocation", "add", "--subject", "mallory", "--before", str(int(time.time()) + 3600))
        assert done.returncode == 0, done.stderr
        renewed = keys["rsa"].token(sub="mallory", jti="renewed", iat=int(time.time()) + 2)
        assert [one.status(wire.bearer(each)) for each in (old, renewed)] == [401, 401]
        assert one.status(wire.bearer(keys["rsa"].token(sub="alice"))) == 200
