"""The proxies that the shared tests run: each is one file, with its programs and what it cannot do."""
import dataclasses

from proxies.caddy import Caddy
from proxies.envoy import Envoy, EnvoyPrefix
from proxies.nginx import Nginx
from proxies.traefik import Traefik

PROXIES = [Nginx, Traefik, Caddy, Envoy, EnvoyPrefix]


@dataclasses.dataclass(frozen=True)
class Candidate:
    """One program of a proxy: Debian's, or a newer one."""

    name: str
    proxy: type
    binary: str | None  # None: it is not on this machine


def candidates():
    return [Candidate(name, proxy, binary) for proxy in PROXIES for name, binary in proxy.binaries.items()]
