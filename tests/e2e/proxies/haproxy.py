"""HAProxy with the printed haproxy.cfg and postern.lua."""
import shutil
import subprocess

import programs


class Haproxy(programs.Program):
    kind = "haproxy"
    binaries = {"haproxy": shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")}
    exceptions = {
        # HAProxy 2.6 asks a silent Postern four times, and has no setting for it.
        "failure: patience": 3,
        # Before 3.2 it passes the trailers of a request on as trailers, whatever the rules say.
        "trailers": True,
    }

    def __init__(self, folder, port, files, binary):
        self.port, self.file = port, folder / "haproxy.cfg"
        for name, text in files.items():
            (folder / name).write_text(text)
        self.program = [str(binary), "-f", str(self.file)]
        super().__init__(folder, "haproxy", [*self.program, "-db"])

    def complaint(self):
        """What HAProxy says of a file that it does not understand; empty if it does."""
        tried = subprocess.run([*self.program, "-c"], capture_output=True, text=True, timeout=30)
        return tried.stdout + tried.stderr if tried.returncode else ""

    def start(self):
        super().start()
        programs.eventually("HAProxy listens", lambda: self.running() and programs.answers(self.port))
