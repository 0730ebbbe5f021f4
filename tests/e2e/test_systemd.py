"""Postern as a service of systemd: the units are right, and a restart with a socket of systemd loses no request."""
import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess

import programs
import pytest
import wire
from conftest import running

UNITS = programs.SOURCE / "deploy/systemd"


def need(program):
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")


def test_systemd_takes_the_units(tmp_path):
    need("systemd-analyze")
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/usr/bin/postern", programs.POSTERN)  # it must be there
        (tmp_path / unit.name).write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *tmp_path.iterdir()], capture_output=True, text=True)
    # It complains of units of the machine as well.
    assert [line for line in done.stderr.splitlines() if "postern" in line] == []


class ActivatedPostern(programs.Postern):
    """`listening` is the socket that systemd would hold; Postern gets it as descriptor 3 (sd_listen_fds(3))."""

    def __init__(self, folder, settings, listening):
        super().__init__(folder, settings)
        self.port, self.listening = listening.getsockname()[1], listening
        self.settings = {**settings, "resolver": {**settings.get("resolver", {}), "listen": "systemd"}}
        self.write(self.settings)
        self.command = ["bash", "-c", f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$@" 3<&{listening.fileno()}', "bash", *self.command]

    def start(self, seconds=10):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, pass_fds=[self.listening.fileno()]
            )
        programs.eventually("Postern is ready", lambda: self.running() and self.ready(), seconds)


@pytest.fixture
def scene(settings):
    """nginx waits as long as a start may take on a busy machine."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening, running(
        {**settings, "resolver": {"deadline": "5s"}},
        options=["--resolver", "127.0.0.1:%d" % listening.getsockname()[1]],
        postern=lambda folder, settings: ActivatedPostern(folder, settings, listening),
    ) as scene:
        yield scene


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_under_load_loses_no_request(scene, good, way):
    with wire.Load(scene.port, good) as load:
        for _ in range(3):
            load.wait_for(100)
            scene.postern.send(way)
            scene.postern.process.wait(20)
            scene.postern.start()
        load.wait_for(100)
    assert (set(load.answers), load.lost) == ({200}, 0)


def test_started_by_hand_it_says_which_socket_is_missing(tmp_path, settings):
    postern = programs.Postern(tmp_path, settings)
    postern.write({**settings, "resolver": {"listen": "systemd"}})
    ended = programs.postern("serve", "-c", postern.file)
    assert ended.returncode == 1
    assert "cannot listen on systemd: systemd has passed no socket (LISTEN_FDS)" in ended.stderr
    assert "postern.socket" in ended.stderr


def test_the_first_request_starts_it(tmp_path, settings):
    need("systemd-socket-activate")
    port = programs.free_port()
    postern = programs.Postern(tmp_path, settings)
    postern.write({**settings, "resolver": {"listen": "systemd"}})
    log = (tmp_path / "log").open("w")
    activated = subprocess.Popen(
        ["systemd-socket-activate", "-l", f"127.0.0.1:{port}", *postern.command], stdout=log, stderr=log
    )
    with contextlib.closing(log):
        try:
            programs.eventually("systemd listens", lambda: "Listening" in pathlib.Path(log.name).read_text())
            assert wire.ask(port, target="/resolve").status == 200
            assert os.readlink(f"/proc/{activated.pid}/exe") == os.path.realpath(programs.POSTERN)
        finally:
            activated.terminate()
            assert activated.wait(20) == 0
