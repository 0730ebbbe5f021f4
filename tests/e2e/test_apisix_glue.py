"""The function that the printed text gives to APISIX's plugin serverless-pre-function, and the order of its plugins."""
import json

import lua_glue
import programs
import proxy_rows
import pytest
import yaml
from proxy_scene import IDENTITY

LOGIN = {"url": "https://app.test/login", "allowed_hosts": ["app.test"]}


@pytest.fixture
def routes(tmp_path, settings):
    file = tmp_path / "postern.yaml"
    file.write_text(json.dumps({**settings, "login": LOGIN}))
    done = programs.postern("snippet", "apisix", "-c", file, "--resolver", "postern.auth:9080", "--output", tmp_path / "conf")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "conf/apisix.yaml").read_text()
    assert text.endswith("\n#END\n")  # without this line APISIX does not load the file
    return {route["id"]: route for route in yaml.safe_load(text)["routes"]}


def ask(folder, routes, headers, host="app.test"):
    (function,) = routes["application"]["plugins"]["serverless-pre-function"]["functions"]
    return lua_glue.run(folder, lua_glue.APISIX, function, {"headers": headers, "host": host})


def test_every_route_removes_the_client_s_identity_before_the_check(routes):
    """APISIX runs the phase `rewrite` of all plugins before the phase `access` of all; forward-auth is in the latter."""
    for route in routes.values():
        assert route["plugins"]["serverless-pre-function"]["phase"] == "rewrite"
    assert "forward-auth" in routes["application"]["plugins"]
    assert list(routes["application-login"]["plugins"]) == ["serverless-pre-function"]


@pytest.mark.parametrize("name", IDENTITY)
def test_each_spelling_of_an_identity_header_is_removed(tmp_path, routes, name):
    spellings = {name.lower().replace("-", other) for other in "-_.~!*'|^#$%&+`"}
    events = ask(tmp_path, routes, {each: "evil" for each in spellings} | {"host": "app.test", "x-other": "a", "cookie": "a=b"})
    assert {event[1] for event in events if event[0] == "clear"} == spellings
    assert events[-1] == ["pass"]


def test_headers_that_mislead_applications_are_removed(tmp_path, routes):
    headers = {name.replace("-", other): "/evil" for name in proxy_rows.MISLEADING for other in "-_."}
    events = ask(tmp_path, routes, {**headers, "host": "app.test"})
    assert {event[1] for event in events if event[0] == "clear"} == set(headers)


@pytest.mark.parametrize("headers, host, allowed", [
    ({"host": "app.test"}, "app.test", True),
    ({"host": "App.Test:8443"}, "app.test", True),
    ({"host": "[::1]:80"}, "[::1]", True),
    ({"host": "public.test"}, "admin.test", False),
    ({"host": "app.test.evil.test"}, "app.test", False),
    ({"host": ""}, "app.test", False),
    ({}, "app.test", False),
])
def test_a_request_with_two_hosts_is_refused(tmp_path, routes, headers, host, allowed):
    assert ask(tmp_path, routes, headers, host)[-1] == (["pass"] if allowed else ["exit", "400"])
