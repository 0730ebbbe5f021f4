"""nginx with the printed text in its http block."""
import shutil

import programs


class Nginx(programs.Nginx):
    kind = "nginx"  # `postern snippet KIND`
    binaries = {"nginx-debian": shutil.which(programs.NGINX), "nginx-newer": programs.NEWER_NGINX}

    # What nginx does otherwise than the shared rows ask: what happens, and why. A version that does it right
    # makes the test fail.
    exceptions = {
        "target: the path of the check": 404,  # the location is internal
    }

    def __init__(self, folder, port, files, binary):
        super().__init__(folder, port, "\n".join(files.values()), binary)
