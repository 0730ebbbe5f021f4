"""Caddy with the printed text as its Caddyfile."""
import shutil
import subprocess

import programs


def global_options(more=""):
    """What the Caddy of an ordinary user needs to run beside others. The printed text sets nothing for the whole server."""
    return "{\nadmin off\nauto_https disable_redirects\nskip_install_trust\ngrace_period 1s\n" + more + "\n}\n"


class Caddy(programs.Program):
    kind = "caddy"
    binaries = {"caddy-debian": shutil.which("caddy"), "caddy-newer": programs.from_wheel("bin/caddy")}

    # Postern and the application are told the same: what Go makes of octets that a path has not (RFC 3986 section 3.3).
    exceptions = {
        "target: backslash": "/a%5Cb",
        "target: fragment": "/a%23b",
        "target: quote": "/a%22b",
        "target: eight bits": "/%E9",
    }

    def __init__(self, folder, port, files, binary):
        self.port = port
        self.file = folder / "Caddyfile"
        self.file.write_text(global_options() + "\n".join(files.values()))
        own_folder = [f"{name}={folder}" for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")]
        self.with_file = [str(self.file), "--adapter", "caddyfile"]
        self.program = ["env", *own_folder, binary]
        super().__init__(folder, "caddy", [*self.program, "run", "--config", *self.with_file])

    def complaint(self):
        """What Caddy says of a file that it does not understand; empty if it does."""
        tried = subprocess.run([*self.program, "adapt", "--config", *self.with_file], capture_output=True, text=True, timeout=30)
        return tried.stderr if tried.returncode else ""

    def start(self):
        super().start()
        programs.eventually("Caddy listens", lambda: self.running() and programs.answers(self.port))
