"""/resolve in the place of Authgear's own resolver, behind an nginx written for that."""
import pytest
import tokens
import wire
from conftest import running

NAMES = ("X-Authgear-Session-Valid", "X-Authgear-User-Id", "X-Authgear-User-Roles")


def authgear_http(path):
    def http(scene):
        copied = ""
        for name in NAMES:
            variable = name.lower().replace("-", "_")
            copied += f" auth_request_set ${variable} $upstream_http_{variable}; proxy_set_header {name} ${variable};"
        return f"""server {{ listen 127.0.0.1:{scene.port};
            location = /_auth {{ internal; proxy_pass http://127.0.0.1:{scene.postern.port}{path};
                proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_set_header Host $http_host; }}
            location / {{ auth_request /_auth;{copied} proxy_pass http://127.0.0.1:{scene.backend.port}; }} }}"""

    return http


@pytest.fixture(scope="module", params=["/resolve", "/_resolver/resolve"])
def resolver(request, settings):
    with running(settings, http=authgear_http(request.param)) as scene:
        yield scene


def identity(got):
    return {name: got.all(name) for name in NAMES if got.all(name)}


def test_a_valid_token_is_named(resolver, keys):
    answer, got = resolver.ask(wire.bearer(keys["rsa"].token(**{"https://authgear.com/claims/user/roles": ["a", "b"]})))
    assert answer.status == 200
    assert identity(got) == {NAMES[0]: ["true"], NAMES[1]: ["alice"], NAMES[2]: ["a,b"]}


def test_no_credential_is_nobody(resolver):
    answer, got = resolver.ask()
    assert (answer.status, identity(got)) == (200, {})


def test_a_bad_token_is_said_to_be_bad(resolver, keys):
    answer, got = resolver.ask(wire.bearer(tokens.tampered(keys["rsa"].token())))
    assert (answer.status, identity(got)) == (200, {NAMES[0]: ["false"]})


@pytest.mark.parametrize("credential", ["none", "bad", "good"])
def test_a_spoofed_header_is_overwritten(resolver, keys, good, credential):
    given = {"none": [], "bad": wire.bearer("a.b.c"), "good": good}[credential]
    answer, got = resolver.ask([(name, "evil") for name in NAMES] + given)
    assert answer.status == 200
    assert not [line for line in got.lines if "evil" in line]
