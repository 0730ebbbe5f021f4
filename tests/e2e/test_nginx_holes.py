"""What `postern snippet nginx --check` finds is a hole: with the real nginx, somebody without a credential comes in."""
import programs
import pytest
import wire
from conftest import running
from proxy_scene import folded, untripped

OPEN = "auth_request off; if ($postern_odd_path) { return 400; } proxy_pass http://backend;"
# name: lines above the check, lines of the server, the target of a stranger, what the check says
WAYS_IN = {
    "a rewrite above the check": ("rewrite ^/(.*)$ /app/$1;", "", "/admin", "rewrite: it changes the path of the check"),
    "a rewrite in an if above the check": ("if ($host = app.test) { rewrite ^ /index.html last; }", "", "/admin",
                                           "rewrite: it changes the path of the check"),
    "a rewrite to an open location": ("", f"location /open/ {{ {OPEN} }} location /a/ {{ rewrite ^/a/(.*)$ /open/$1 last; }}",
                                      "/a/x", "location /a/: rewrite leads to location /open/"),
    "a rewrite of the server to an open location": ("", f"rewrite ^/a/(.*)$ /open/$1 last; location /open/ {{ {OPEN} }}",
                                                    "/a/x", "server: rewrite leads to location /open/"),
    "an open location with dot segments": ("", "location /open/ { auth_request off; proxy_pass http://backend; }",
                                           "/open/..;/admin", "a path such as /open/..;/admin is open, too"),
    "an open location with double escapes": ("", "location /open/ { auth_request off; proxy_pass http://backend; }",
                                             "/open/%252e%252e/admin", "a path such as /open/..;/admin is open, too"),
    "an open extension": ("", r"location ~ \.css$ { auth_request off; proxy_pass http://backend; }",
                          "/admin;any.css", "a path such as /admin;any.css is open, too"),
    "an open location without its prefix": ("", f"location /open/ {{ {OPEN.replace('backend;', 'backend/;')} }}", "/open/admin",
                                            "proxy_pass: it takes away the beginning of the path"),
    "an open location that rewrites": ("", f"location /open/ {{ rewrite ^/open/(.*)$ /$1 break; {OPEN} }}", "/open/admin",
                                       "rewrite: it takes away the beginning of the path"),
    "an open extension over a prefix": ("", "location /admin/ { auth_request /_postern/authz/nginx; proxy_pass http://backend; }"
                                        rf"location ~ \.png$ {{ {OPEN} }}", "/admin/any.png", "it takes /admin/any.png from"),
}
OWN = "location /own/ { include {parts}/postern-location.conf; LINE proxy_pass http://backend; }"
# name: a line in a location, what the check says
MADE_UP = {
    "a variable of the check": ("auth_request_set $identity_2 $http_x_other;", "which the client chooses"),
    "another spelling": ("proxy_set_header X_Authgear_User_Id $http_x_other;", "many applications take it for X-Authgear-User-Id"),
}


def text(scene, above, lines):
    parts = scene.folder / "parts"
    printed = programs.postern("snippet", "nginx", "-c", scene.postern.file, "--parts", "--output", parts,
                               "--resolver", f"127.0.0.1:{scene.relay.port}")
    assert printed.returncode == 0, printed.stderr
    return f"""
        upstream backend {{ server 127.0.0.1:{scene.backend.port}; }}
        include {parts}/postern-http.conf;
        server {{
            {above}
            include {parts}/postern-server.conf;
            listen 127.0.0.1:{scene.port};
            location / {{ proxy_pass http://backend; }}
            {lines}
        }}
    """.replace("{parts}", str(parts))


def guarded(nginx, settings, above="", lines=""):
    return running(untripped(settings), candidate=nginx, http=lambda scene: text(scene, above, lines), relayed=True)


def findings(scene):
    return programs.postern("snippet", "nginx", "-c", scene.postern.file, "--check", scene.proxy.file).stdout


def test_without_a_hole_nobody_comes_in_and_nothing_is_found(nginx, settings, good):
    with guarded(nginx, settings, "", f"location /open/ {{ {OPEN} }}") as scene:
        for target in ("/admin", "/open/..;/admin", "/open/../admin", "/admin;any.css", "/open/%252e%252e/admin"):
            answer, got = scene.ask(target=target)
            assert (answer.status in (400, 401), got) == (True, None)
        assert scene.ask(good, target="/admin")[0].status == 200
        assert findings(scene).startswith("No finding.")


@pytest.mark.parametrize("row", WAYS_IN)
def test_a_stranger_comes_in(nginx, settings, row):
    above, lines, target, finding = WAYS_IN[row]
    with guarded(nginx, settings, above, lines) as scene:
        assert wire.ask(scene.port, target=target).status == 200
        assert scene.backend.take()
        assert finding in findings(scene)


@pytest.mark.parametrize("row", MADE_UP)
def test_a_user_becomes_another(nginx, settings, good, row):
    line, finding = MADE_UP[row]
    with guarded(nginx, settings, "", OWN.replace("LINE", line)) as scene:
        answer, got = scene.ask([*good, ("X-Other", "evil")], target="/own/a")
        assert answer.status == 200
        assert "evil" in [value for name, value in got.headers if folded(name) == "x-authgear-user-id"]
        assert finding in findings(scene)
