"""No spelling of a path reaches what it should not, behind each proxy: through the open login page, or around a policy."""
import re

import proxies
import proxy_rows
import pytest
import wire
from proxy_scene import behind

LOGIN = {"url": "http://app.test/login", "allowed_hosts": ["app.test"]}
PLAIN = re.compile(r"/login(/[\w~@+-][\w.~@+-]*)*/?")
ADMIN = re.compile(r"(?i)/admin(/|$|[?])")

# Nobody who is not signed in may reach the application by one of these; `/login` and what is below it is open.
AROUND_LOGIN = [
    "/admin", "/loginx", "/login/../admin", "/login/%2e%2e/admin", "/login/..%2fadmin", "/login/..;/admin", "/login/%2e%2e;/admin",
    "/login/..%3b/admin", "/login/%252e%252e/admin", "/login/..%252fadmin", "/login/..%c0%afadmin", "/login/%c0%ae%c0%ae/admin",
    "/login/..%e0%80%afadmin", "/login/..%5cadmin", "/login/..\\admin", "/login#/../admin", "/admin/../login", "/admin/%2e%2e/login",
    "/admin/..%2flogin", "/admin%2f..%2flogin", "/admin;/../login", "/admin/;/../../login", "/admin/x/..%2f..%2flogin", "/x/./../login",
    "//login/admin", "///login/admin", "/login//admin", "//admin/../login", "/;/login", "/login;/../admin", "/login/;/../admin",
]
# A user without the scope of `/admin` may not reach it by one of these.
AROUND_POLICY = [
    "/admin", "/admin/", "/admin/x", "/Admin", "/ADMIN/x", "/admin?x", "/%61dmin", "/%2561dmin", "/admin;x", "/admin;x/y", "/;/admin",
    "/admin%3bx", "/admin%3fx", "/admin%23", "/x/../admin", "/x/%2e%2e/admin", "/x/..;/admin", "/x/%2e%2e;/admin", "/x/..%3b/admin",
    "/x/..%2fadmin", "/x/..%5cadmin", "/x/..\\admin", "/x/..%c0%afadmin", "//admin", "//x/admin", "///x/admin", "/x//../admin",
    "/./admin", "/admin/.", "/admin/x/..", "/admin%2fx", "/admin/%", "/admin/%2", "/admin/%zz", "/admin/%2x", "/%61dmin/%u0041",
    "/admin%0a", "/admin%0d/x", "/admin%09", "/admin%1f", "/admin%7f", "/x/..%e0%81%9cadmin", "/x/..%f0%80%80%afadmin", "/admin%e0%80%80",
]


def with_admin(dialect):
    """A second endpoint asks for another scope."""
    return [
        {"path": f"/authz/{dialect}", "dialect": dialect, "policy": "readers"},
        {"path": f"/authz/{dialect}-admin", "dialect": dialect, "policy": "admins"},
    ]


@pytest.fixture(scope="module", params=proxies.parameters())
def scene(request, settings):
    proxy = request.param.proxy
    dialect = proxy.dialect
    policies = {"readers": {"require": {"scopes": [proxy_rows.SCOPE]}}, "admins": {"require": {"scopes": ["admin"]}}}
    more = {"login": LOGIN, "policies": policies, "endpoints": with_admin(dialect)}
    protect = ["--endpoint", f"/authz/{dialect}", "--protect", f"/admin=/authz/{dialect}-admin"]
    if proxy.chooses_policies:
        protect = ["--protect", "/admin=admins"]
    with behind(request.param, settings, protect, **more) as scene:
        yield scene


@pytest.fixture(scope="module", params=proxies.parameters())
def open_scene(request, settings):
    with behind(request.param, settings, login=LOGIN) as scene:
        yield scene


def target_of(got):
    return got.first.split()[1]


@pytest.mark.parametrize("target", AROUND_LOGIN)
def test_the_open_login_page_opens_nothing_else(open_scene, target):
    answer, got = open_scene.ask(target=target)
    assert got is None or PLAIN.fullmatch(target_of(got))
    assert answer.status == 200 or answer.status >= 400


@pytest.mark.parametrize("target", AROUND_LOGIN)
def test_nor_beside_a_protected_path(scene, target):
    answer, got = scene.ask(target=target)
    assert got is None or PLAIN.fullmatch(target_of(got))


def test_the_login_page_is_open_and_without_an_identity(scene, open_scene):
    for each in (scene, open_scene):
        for target in ("/login", "/login/style.css", "/login?rd=x"):
            answer, got = each.ask(target=target)
            assert (answer.status, got.all("X-Authgear-User-Id")) == (200, [])


@pytest.mark.parametrize("target", AROUND_POLICY)
def test_no_spelling_of_a_protected_path_has_less_protection(scene, keys, target):
    answer, got = scene.ask(proxy_rows.good(keys), target=target)
    assert answer.status == 200 or answer.status >= 400
    if got:  # then the proxy has made another path of it, which has one meaning
        assert not ADMIN.match(target_of(got)) and not re.search(r"//|;|%|\\|/[.]", target_of(got))


def test_the_right_scope_passes(scene, keys):
    admin = wire.bearer(keys["rsa"].token(scope="admin"))
    for target in ("/admin", "/admin/x", "/Admin"):
        assert scene.ask(admin, target=target)[0].status == 200
    assert scene.ask(proxy_rows.good(keys), target="/adminx")[0].status == 200
