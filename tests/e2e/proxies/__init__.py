"""The proxies that the shared tests run: each is one file, with its programs and what it cannot do."""
import dataclasses
import os

import pytest
from proxies.caddy import Caddy
from proxies.envoy import Envoy, EnvoyPrefix
from proxies.envoy_grpc import EnvoyGrpc
from proxies.haproxy import Haproxy
from proxies.nginx import Nginx
from proxies.traefik import Traefik

PROXIES = [Nginx, Traefik, Caddy, Envoy, EnvoyPrefix, EnvoyGrpc, Haproxy]


@dataclasses.dataclass(frozen=True)
class Candidate:
    """One program of a proxy: Debian's, or a newer one."""

    name: str
    proxy: type
    binary: str | None  # None: it is not on this machine

    def need(self):
        """A program that is missing fails a test with POSTERN_NEEDS_PROXIES, as CI sets it, and skips it elsewhere."""
        missing = f"{self.name} is not installed; tests/run.sh installs it"
        if not self.binary and os.environ.get("POSTERN_NEEDS_PROXIES"):
            pytest.fail(missing)
        if not self.binary:
            pytest.skip(missing)


def candidates(*only):
    """All programs of all proxies, or of these."""
    return [Candidate(name, proxy, binary) for proxy in only or PROXIES for name, binary in proxy.binaries.items()]


def candidate(name):
    (found,) = [each for each in candidates() if each.name == name]
    return found


def parameters(*only):
    """For pytest: a parameter for each program."""
    return [pytest.param(each, id=each.name) for each in candidates(*only)]
