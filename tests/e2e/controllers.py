"""Scenes with the configuration that a controller of Kubernetes makes of the printed resources."""
import contextlib
import pathlib
import tempfile

import programs
from conftest import Scene
from proxy_scene import guarded, untripped


class ControllerScene(Scene):
    """Services have the ports of this machine, and the generators of the configuration put them on 127.0.0.1."""

    def printed(self, options=()):
        output = self.folder / "printed"
        where = ["--resolver", f"postern.auth:{self.relay.port}", "--upstream", f"app.shop:{self.backend.port}", "--output", output]
        done = programs.postern("snippet", self.candidate.proxy.kind, "-c", self.postern.file, *where, *options)
        assert done.returncode == 0, done.stderr
        files = {file.name: file.read_text() for file in output.iterdir()}
        return {**files, "application": str(self.backend.port)}  # where a text does not name it


@contextlib.contextmanager
def controlled(candidate, settings, **more):
    candidate.need()
    made = guarded(untripped(settings), candidate.proxy, **more)  # the text alone protects
    with tempfile.TemporaryDirectory(prefix="postern-e2e-") as folder, contextlib.ExitStack() as closing:
        scene = ControllerScene(pathlib.Path(folder), made, candidate=candidate, relayed=True)
        for server in (scene.backend, scene.relay):
            closing.callback(server.stop)
        for program in (scene.postern, scene.proxy):
            program.start()
            closing.callback(program.stop)
        yield scene
