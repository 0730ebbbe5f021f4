"""Envoy with the printed bootstrap, with a fixed path or a path prefix."""
import programs

# What Envoy does otherwise than the shared rows ask: what happens, and why. A version that does it right
# makes the test fail. Envoy takes one form of each path, so that no spelling of it takes a route with less
# protection; Postern and the application see that form, too.
NORMALIZED = {
    "target: escaped letter": "/a",
    "target: two slashes": "/a/b",
    "target: slashes at the start": "/evil.test/a",
    "target: dot": "/a/b",
    "target: dots": "/b",
    "target: escaped dots": "/b",
    "target: dots and a semicolon": "/b",
    "target: dots to another path": "/healthz",
    "target: backslash": "/a/b",
    "target: quote": "/a%22b",
}


class Envoy(programs.Program):
    kind = "envoy"  # `postern snippet KIND`
    binaries = {"envoy": programs.from_wheel("lib/*/site-packages/envoy/_bin/envoy")}

    exceptions = NORMALIZED
    threads = "1"

    def __init__(self, folder, port, files, binary):
        self.port, self.file = port, folder / "envoy.yaml"
        self.file.write_text("".join(files.values()))
        settings = ["--concurrency", self.threads, "--disable-hot-restart", "-l", "error"]
        super().__init__(folder, "envoy", [binary, "-c", str(self.file), *settings])

    def start(self):
        super().start()
        programs.eventually("Envoy listens", lambda: self.running() and programs.answers(self.port))


class EnvoyPrefix(Envoy):
    kind = "envoy-prefix"
    binaries = {"envoy-prefix": Envoy.binaries["envoy"]}
