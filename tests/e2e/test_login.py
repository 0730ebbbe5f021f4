"""Who is led to the login page through nginx: a person who navigates. Programs get 401."""
import pytest
from conftest import running

PAGE = "https://login.test/in"
HTML = ("Accept", "text/html,application/xhtml+xml;q=0.9")
NAVIGATE = ("Sec-Fetch-Mode", "navigate")
WEBSOCKET = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")]
ROWS = [
    ("a link", "GET", [NAVIGATE, HTML], True),
    ("a link, asked for its head", "HEAD", [NAVIGATE], True),
    ("an old browser", "GET", [HTML], True),
    ("nobody says what for", "GET", [], False),
    ("a form", "POST", [NAVIGATE, HTML], False),
    ("an old browser's form", "POST", [HTML], False),
    ("a script that takes everything", "GET", [("Sec-Fetch-Mode", "cors"), HTML], False),
    ("a script that wants JSON", "GET", [("Accept", "application/json")], False),
    ("curl", "GET", [("Accept", "*/*")], False),
    ("a WebSocket", "GET", [NAVIGATE, HTML, *WEBSOCKET], False),
    ("a program with a bad token", "GET", [("Authorization", "Bearer x")], False),
    ("a person with a bad cookie", "GET", [NAVIGATE, ("Cookie", "session=" + "A" * 43)], True),
]


@pytest.fixture(scope="module")
def scene(settings):
    with running({**settings, "login": {"url": PAGE, "allowed_hosts": ["app.test"]}}) as scene:
        yield scene


@pytest.mark.parametrize("method, headers, led", [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_only_people_are_led_to_the_login_page(scene, method, headers, led):
    answer, got = scene.ask(headers, method=method, target="/orders?page=2")
    assert got is None
    if led:
        assert (answer.status, answer.one("Location")) == (302, f"{PAGE}?rd=http%3A%2F%2Fapp.test%2Forders%3Fpage%3D2")
    else:
        assert (answer.status, answer.all("Location")) == (401, [])
        assert 'Bearer realm="postern"' in answer.one("WWW-Authenticate")


def test_who_is_signed_in_goes_on(scene, good):
    assert scene.ask([NAVIGATE, *good])[0].status == 200
