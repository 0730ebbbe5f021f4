"""Caddy with the printed text as its Caddyfile."""
import shutil

import programs

# What an ordinary user's Caddy needs to run beside others; the text itself sets nothing for the whole server.
GLOBAL = "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tgrace_period 1s\n}\n"


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
        self.file.write_text(GLOBAL + "\n".join(files.values()))
        own_folder = [f"{name}={folder}" for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")]
        super().__init__(folder, "caddy", ["env", *own_folder, binary, "run", "--config", str(self.file), "--adapter", "caddyfile"])

    def start(self):
        super().start()
        programs.eventually("Caddy listens", lambda: self.running() and programs.answers(self.port))
