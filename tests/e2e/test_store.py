"""The disk of the store: full, then not any more; read-only; damaged. Needs the right to mount."""
import contextlib
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile

import pytest
import programs
import wire
from conftest import running

SIZE = 1_000_000


class Disk:
    """A file system of a megabyte."""

    def __init__(self, folder):
        self.folder, self.ballast = folder, folder / "ballast"

    @property
    def store(self):
        return self.folder / "postern.db"

    def fill(self):
        with contextlib.suppress(OSError), self.ballast.open("wb", buffering=0) as file:
            while file.write(b"b" * 4096):
                pass

    def make_room(self):
        self.ballast.unlink()

    def make_read_only(self):
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)


@pytest.fixture
def disk():
    with tempfile.TemporaryDirectory(prefix="postern-disk-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", folder], capture_output=True)
        if mounted.returncode != 0:
            pytest.skip("mounting is not allowed here")
        yield Disk(pathlib.Path(folder))
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture
def scene(settings, disk):
    with running({**settings, "store": {"sqlite": {"path": str(disk.store)}}}) as scene:
        yield scene


def create(scene):
    answer = scene.postern.admin("/v1/sessions", "POST", json.dumps({"user_id": "alice"}).encode())
    return answer.status, json.loads(answer.body) if answer.status == 201 else None


def cookie(session):
    return [("Cookie", f"session={session['cookie']['value']}")]


def create_until_full(scene, disk):
    """The sessions that were acknowledged, the last of them after the disk was full."""
    disk.fill()
    made = []
    while (created := create(scene))[0] == 201:
        made.append(created[1])
        assert len(made) < 2000
    assert created[0] == 503
    return made


def readiness(scene):
    return wire.ask(scene.postern.admin_port, target="/readyz")


def test_a_full_disk_refuses_what_is_new_and_nothing_else(scene, disk, good):
    _, remembered = create(scene)
    assert scene.ask(cookie(remembered))[0].status == 200
    made = create_until_full(scene, disk)
    for _ in range(3):
        assert create(scene)[0] == 503
        assert scene.ask(cookie(remembered))[0].status == 200
        assert scene.ask(good)[0].status == 200
    assert {scene.ask(cookie(each))[0].status for each in made} <= {200}
    answer = readiness(scene)
    assert (answer.status, b"store" in answer.body) == (503, True)

    disk.make_room()
    programs.eventually("it is ready, though nobody wrote", lambda: readiness(scene).status == 200)
    status, later = create(scene)
    assert status == 201
    assert {scene.ask(cookie(each))[0].status for each in [remembered, later, *made]} == {200}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_full_disk_is_no_reason_not_to_start(scene, disk, good, number):
    _, first = create(scene)
    made = create_until_full(scene, disk)
    scene.postern.stop(number)
    scene.postern.start()
    assert scene.ask(good)[0].status == 200
    assert {scene.ask(cookie(each))[0].status for each in [first, *made]} == {200}
    disk.fill()
    assert create_until_full(scene, disk) is not None
    disk.make_room()
    programs.eventually("it is ready", lambda: readiness(scene).status == 200)
    assert create(scene)[0] == 201


def refusal(scene):
    refused = programs.postern("serve", "-c", scene.postern.file)
    assert refused.returncode == 1
    return refused.stderr


def test_no_room_for_a_new_store_is_said(scene, disk):
    scene.postern.stop()
    disk.store.unlink()
    disk.fill()
    assert f"postern: {disk.store}: the disk has no room for the store's file" in refusal(scene)


@pytest.mark.parametrize("exists", [True, False])
def test_a_read_only_disk_is_refused_and_said(scene, disk, exists):
    scene.postern.stop()
    if not exists:
        disk.store.unlink()
    disk.make_read_only()
    assert f"postern: {disk.store}: the store's file or its folder cannot be written" in refusal(scene)


def test_one_bit_of_the_log_brings_no_ended_session_back(own_scene):
    """Without the refusal SQLite would forget, without a word, all that came behind the bit."""
    scene, file = own_scene, own_scene.postern.folder / "postern.db"
    _, ended = create(scene)
    log = file.with_name("postern.db-wal")
    behind = log.stat().st_size
    assert scene.postern.admin(f"/v1/sessions/{ended['id']}", "DELETE").status == 204
    for _ in range(5):
        assert create(scene)[0] == 201
    scene.postern.stop(signal.SIGKILL)
    whole = file.with_name("whole")
    shutil.copy(log, whole)
    octets = bytearray(log.read_bytes())
    octets[behind + 1000] ^= 1
    log.write_bytes(octets)
    assert "the store's file is damaged" in refusal(scene)
    assert log.read_bytes() == octets

    shutil.copy(whole, log)
    scene.postern.start()
    assert scene.ask(cookie(ended))[0].status == 401


def test_a_revocation_that_was_altered_is_no_start_without_it(own_scene):
    answer = own_scene.postern.admin("/v1/revocations", "POST", b'{"subject": "mallory"}')
    assert answer.status == 201
    own_scene.postern.stop()
    with contextlib.closing(sqlite3.connect(own_scene.postern.folder / "postern.db")) as file, file:
        file.execute("UPDATE records SET value = CAST('x' AS BLOB) WHERE kind = CAST('revocation' AS BLOB)")
    assert "the store's file is damaged" in refusal(own_scene)
