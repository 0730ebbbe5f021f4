"""People are led to the login page and back to where they were, behind each proxy."""
import urllib.parse

import proxies
import proxy_rows
import pytest
from proxy_scene import behind
from test_login import HTML, NAVIGATE, PAGE, ROWS

LOGIN = {"url": PAGE, "allowed_hosts": ["app.test"]}


@pytest.fixture(scope="module", params=proxies.parameters())
def scene(request, settings):
    with behind(request.param, settings, login=LOGIN) as scene:
        yield scene


@pytest.mark.parametrize("method, headers, led", [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_only_people_are_led_to_the_login_page(scene, method, headers, led):
    answer, got = scene.ask(headers, method=method, target="/orders?page=2&q=a%20b")
    assert got is None
    if not led:
        assert (answer.status, answer.all("Location")) == (401, [])
        assert 'Bearer realm="postern"' in answer.one("WWW-Authenticate")
        return
    assert answer.status == 302
    page, _, query = answer.one("Location").partition("?")
    assert (page, urllib.parse.parse_qs(query)) == (PAGE, {"rd": ["http://app.test/orders?page=2&q=a%20b"]})


@pytest.mark.parametrize("row", proxy_rows.HOSTS)
def test_the_login_page_learns_only_allowed_hosts(scene, row):
    host, allowed = proxy_rows.HOSTS[row]
    answer, got = scene.ask([NAVIGATE, HTML, ("X-Forwarded-Host", "app.test"), ("Referer", "http://app.test/")], host=host)
    assert got is None
    if allowed:
        assert answer.one("Location") == f"{PAGE}?rd=" + urllib.parse.quote(f"http://{host}/", safe="")
    else:
        assert answer.all("Location") in ([], [PAGE])


@pytest.mark.parametrize("target", ["/?rd=https://evil.test/", "//evil.test/", "/\\evil.test", "/a&rd=https%3A%2F%2Fevil.test"])
def test_a_hostile_target_stays_on_the_host(scene, target):
    answer, got = scene.ask([NAVIGATE, HTML], target=target)
    assert got is None
    for location in answer.all("Location"):
        page, _, query = location.partition("?")
        (back,) = urllib.parse.parse_qs(query)["rd"]
        assert (page, urllib.parse.urlsplit(back).netloc) == (PAGE, "app.test")


def test_the_allowed_go_on(scene, keys):
    assert scene.ask([NAVIGATE, *proxy_rows.good(keys)])[0].status == 200
