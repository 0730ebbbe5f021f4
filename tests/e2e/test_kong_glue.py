"""The function that the printed text gives to Kong's plugin pre-function: every outcome, and what it tells Postern."""
import json

import lua_glue
import programs
import proxy_rows
import pytest
import yaml
from proxy_scene import IDENTITY

LOGIN = {"url": "https://app.test/login", "allowed_hosts": ["app.test"]}
CHALLENGE = 'Bearer realm="postern"'


@pytest.fixture(scope="module", params=[{}, {"login": LOGIN}], ids=["guarded", "with an open login page"])
def glue(request, tmp_path_factory, settings):
    return printed(tmp_path_factory.mktemp("kong"), {**settings, **request.param})


def printed(folder, settings):
    file = folder / "postern.yaml"
    file.write_text(json.dumps(settings))
    text = programs.postern("snippet", "kong", "-c", file, "--resolver", "postern.auth:9080").stdout
    (plugin,) = yaml.safe_load(text)["services"][0]["plugins"]
    return plugin["config"]["access"][0]


def ask(folder, glue, answer=None, headers=None, **more):
    scene = {"headers": {"host": "app.test", **(headers or {})}, "host": "app.test", "method": "POST", "target": "/a?b=c", "answer": answer}
    return lua_glue.run(folder, lua_glue.KONG, glue, {**scene, **more})


def of(events, kind):
    return [event[1:] for event in events if event[0] == kind]


def test_the_check_tells_postern_the_request(tmp_path, glue):
    client = {
        "authorization": "Bearer x", "cookie": ["a=b", "c=d"], "accept": "text/html", "x-forwarded-uri": "/evil", "x-forwarded-host": "evil.test",
        "x-other": "y", "sec-fetch-mode": "navigate", "upgrade": "websocket", "sec-websocket-key": "k", "origin": "https://a.test",
        "access-control-request-method": "PUT", "host": "App.test:8443",
    }
    events = ask(tmp_path, glue, {"status": 200}, client)
    assert of(events, "ask") == [["GET", "http://postern.auth:9080/authz/generic"]]
    assert of(events, "timeouts") == [["500", "500", "500"]]
    passed = {name: client[name] for name in client if not name.startswith(("x-", "host"))} | {"cookie": "a=b|c=d"}
    told = {"X-Forwarded-Method": "POST", "X-Forwarded-Uri": "/a?b=c", "X-Forwarded-Host": "App.test:8443", "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7"}
    assert dict(of(events, "asked")) == {**passed, **told}


def test_an_allowed_request_has_postern_s_headers_alone(tmp_path, glue):
    events = ask(tmp_path, glue, {"status": 200, "headers": {"X-Authgear-User-Id": "alice", "X-Team": ""}})
    assert of(events, "set") == [["x-authgear-user-id", "alice"]]
    assert {name for (name,) in of(events, "clear")} == {name.lower() for name in IDENTITY} - {"x-authgear-user-id"}
    assert events[-1] == ["pass"]


# Postern's answer, and what the client gets.
DENIALS = {
    "no credential": ({"status": 401, "headers": {"WWW-Authenticate": CHALLENGE, "X-Authgear-User-Id": "x"}, "body": "{}"}, "401", "{}"),
    "several challenges": ({"status": 401, "headers": {"WWW-Authenticate": [CHALLENGE, "Basic"]}}, "401", ""),
    "forbidden": ({"status": 403, "headers": {"Cache-Control": "no-store"}, "body": "{}"}, "403", "{}"),
    "not understood": ({"status": 400}, "400", ""),
    "no endpoint": ({"status": 404}, "404", ""),
    "a large head": ({"status": 431}, "431", ""),
    "unavailable": ({"status": 503, "headers": {"Retry-After": "1"}}, "503", ""),
    "down, or silent": (None, "503", ""),
    "no status": ({}, "503", ""),
    "continue": ({"status": 100}, "503", ""),
    "another protocol": ({"status": 101}, "503", ""),
    "created": ({"status": 201}, "503", ""),
    "no content": ({"status": 204}, "503", ""),
    "a part": ({"status": 206}, "503", ""),
    "an error": ({"status": 500, "headers": {"X-Authgear-User-Id": "x"}, "body": "trace"}, "503", ""),
    "a bad gateway": ({"status": 502}, "503", ""),
    "an odd status": ({"status": 999}, "503", ""),
    "an identity twice": ({"status": 200, "headers": {"X-Authgear-User-Id": ["alice", "bob"]}}, "503", ""),
}


@pytest.mark.parametrize("row", DENIALS)
def test_nobody_else_gets_in(tmp_path, glue, row):
    answer, status, body = DENIALS[row]
    events = ask(tmp_path, glue, answer)
    assert of(events, "exit") == [[status, body]]
    assert not of(events, "pass") and not of(events, "error")
    told = dict(of(events, "answer"))
    assert set(told) <= {"Cache-Control", "Content-Type", "Retry-After", "WWW-Authenticate"}
    if row == "several challenges":
        assert told["WWW-Authenticate"] == CHALLENGE + "|Basic"


@pytest.mark.parametrize("name", IDENTITY)
def test_each_spelling_of_an_identity_header_is_removed_first(tmp_path, glue, name):
    spellings = {name.lower().replace("-", other) for other in "-_.~!*'|^#$%&+`"} | {name.lower()[::-1].replace("-", "_", 1)[::-1]}
    events = ask(tmp_path, glue, {"status": 200}, {each: "evil" for each in spellings} | {"x-other": "a"})
    before = events[: next(number for number, event in enumerate(events) if event[0] == "ask")]
    assert {cleared for (cleared,) in of(before, "clear")} == spellings


def test_headers_that_mislead_applications_are_removed(tmp_path, glue):
    headers = {name.replace("-", other): "/evil" for name in proxy_rows.MISLEADING for other in "-_."}
    events = ask(tmp_path, glue, {"status": 200}, headers)
    assert {name for (name,) in of(events, "clear")} >= set(headers)


# Requests that are refused without a check.
REFUSED = {
    "no host": {"headers": {"host": None}},
    "two hosts": {"headers": {"host": ["app.test", "app.test"]}},
    "another host in the target": {"host": "admin.test"},
    "a host that begins alike": {"headers": {"host": "app.test.evil.test"}},
    "too many headers": {"headers": {f"x-{number}": "a" for number in range(1000)}},
    "too many lines of one header": {"headers": {"x-a": ["a"] * 1000}},
}


@pytest.mark.parametrize("row", REFUSED)
def test_requests_with_two_meanings_are_refused(tmp_path, glue, row):
    events = ask(tmp_path, glue, {"status": 200}, **REFUSED[row])
    assert of(events, "exit") == [["400", ""]] and not of(events, "ask")


@pytest.mark.parametrize("target, opened", [
    ("/login", True), ("/login?rd=x", True), ("/login/", False), ("/login/x", False), ("/Login", False), ("/%6cogin", False), ("//login", False),
    ("/login/../admin", False), ("/admin/..%2flogin", False), ("/login;x", False), ("/login#/a", False), ("/", False),
])
def test_the_login_page_alone_is_open(tmp_path, settings, target, opened):
    events = ask(tmp_path, printed(tmp_path, {**settings, "login": LOGIN}), None, {"x-team": "evil"}, target=target)
    assert of(events, "clear")[0] == ["x-team"]
    assert (events[-1] == ["pass"]) == opened and bool(of(events, "ask")) != opened
