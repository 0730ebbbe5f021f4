"""deploy/quickstart.sh: what it shows is right, and nothing of it stays."""
import os
import pathlib
import shutil
import signal
import subprocess
import time

import programs
import pytest

SCRIPT = str(programs.SOURCE / "deploy/quickstart.sh")


def environment(folder):
    return {**os.environ, "POSTERN_BINARY": programs.POSTERN, "TMPDIR": str(folder)}


@pytest.mark.parametrize("proxy", ["", "nginx", "traefik", "caddy", "envoy", "envoy-grpc", "haproxy", "--redis"])
def test_once(tmp_path, proxy):
    words = [proxy, "--once"] if proxy else ["--once"]
    done = subprocess.run([SCRIPT, *words], env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("200 OK", "valid=true user=alice", "valid=true user=bob", "revoked", '401 Unauthorized', 'error="invalid_token"'):
        assert words in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_without_the_folder_of_nginx_in_the_path(tmp_path):
    """As su leaves it to root."""
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    done = subprocess.run([SCRIPT, "--once"], env={**environment(tmp_path), **path}, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_says_what_is_not_installed(tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "dirname", "env"):
        (tools / tool).symlink_to(shutil.which(tool))
    text = pathlib.Path(SCRIPT).read_text(encoding="utf-8").replace("PATH=$PATH:/usr/sbin:/sbin", "")
    done = subprocess.run(["bash", "-s"], input=text, env={**environment(tmp_path), "PATH": str(tools)}, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, "nginx is not installed: deploy/install-packages.sh run\n")


@pytest.mark.parametrize("first", ["the script", "its children"])
def test_until_ctrl_c(tmp_path, first):
    """A terminal's interrupt goes to all of them, in any order."""
    with open(tmp_path / "said", "w+", encoding="utf-8") as said:
        place = tmp_path / "place"
        place.mkdir()
        # Whoever runs the tests in the background may have left them deaf to it.
        hear = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
        script = subprocess.Popen([SCRIPT], env=environment(place), stdout=said, stderr=said, start_new_session=True, preexec_fn=hear)
        try:
            shown = pathlib.Path(said.name)
            programs.eventually("it says how to stop", lambda: "Ctrl-C stops" in shown.read_text(), 30)
            if first == "its children":
                children = pathlib.Path(f"/proc/{script.pid}/task/{script.pid}/children").read_text().split()
                for child in children:
                    os.kill(int(child), signal.SIGINT)
                time.sleep(0.2)
            os.killpg(script.pid, signal.SIGINT)
            assert script.wait(20) == 130
        finally:
            if script.poll() is None:
                script.kill()
    assert list(place.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(script.pid, 0)  # nobody of the group is left
