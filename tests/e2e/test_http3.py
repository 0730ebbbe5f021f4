"""HTTP/3 through nginx: curl sends :authority alone, and nginx does not say it in $http_host."""
import os
import subprocess

import http2
import programs
import pytest
from conftest import running


def missing():
    """What this machine lacks for HTTP/3; empty if nothing."""
    built = subprocess.run([programs.NGINX, "-V"], capture_output=True, text=True).stderr
    known = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout
    return ", ".join(
        text for text, has in (("nginx with http_v3_module", "http_v3_module" in built), ("curl with HTTP/3", "HTTP3" in known))
        if not has
    )


pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not here: {missing()}")


@pytest.fixture(scope="module", params=["a port of its own", "port 443"])
def scene(request, settings):
    number = 443 if request.param == "port 443" else programs.free_port()
    if number == 443 and os.geteuid() != 0:
        pytest.skip("port 443 needs root")

    def over_quic(scene):
        certificate, key = http2.make_certificate(scene.postern.folder)
        tls = ["--tls-cert", certificate, "--tls-key", key]
        # The scene waits for TCP.
        (text,) = scene.printed(["--listen", f"quic:127.0.0.1:{number}", *tls]).values()
        return text

    with running(settings, http=over_quic) as scene:
        scene.number = number
        yield scene


def ask(scene, headers=(), host="app.test"):
    """The status, and what the application got."""
    scene.backend.take()
    options = [word for name, value in headers for word in ("-H", f"{name}: {value}")]
    asked = subprocess.run(
        ["curl", "-sk", "--http3-only", "-o", "/dev/null", "-w", "%{http_code} %{http_version}", "--max-time", "10",
         "--resolve", f"{host}:{scene.number}:127.0.0.1", *options, f"https://{host}:{scene.number}/path?q=1"],
        capture_output=True, text=True,
    )
    assert asked.returncode == 0, asked.stderr
    status, version = asked.stdout.split()
    assert version == "3"
    return int(status), scene.backend.take()


def test_who_is_allowed_reaches_the_application_and_its_host(scene, good):
    status, (got,) = ask(scene, good)
    host = "app.test" if scene.number == 443 else f"app.test:{scene.number}"
    assert (status, got.first) == (200, "GET /path?q=1 HTTP/1.1")
    assert (got.one("Host"), got.one("X-Forwarded-Host")) == (host, host)
    assert got.one("X-Authgear-User-Id") == "alice"


def test_who_is_not_allowed_does_not(scene, good):
    assert ask(scene) == (401, [])
    assert ask(scene, [*good, ("X-Authgear-User-Id", "evil")]) == (403, [])
