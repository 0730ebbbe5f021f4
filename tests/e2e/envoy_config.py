"""Envoy's own configuration, as the control planes of Kubernetes generate it from the printed resources.

It has no control plane in it: each generator follows the source of one, at the version that it names. Every
Service is on 127.0.0.1, at its port.
"""
import contextlib
import json
import re
import socket

TYPE = "type.googleapis.com/envoy"
MANAGER = f"{TYPE}.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"


def http_filter(name, kind, **fields):
    return {"name": name, "typed_config": {"@type": f"{TYPE}.extensions.filters.http.{kind}", **fields}}


ROUTER = http_filter("envoy.filters.http.router", "router.v3.Router", suppress_envoy_headers=True)


def exactly(names):
    return {"patterns": [{"exact": name, "ignore_case": True} for name in names]}


def cluster(name, port, connect="10s", **fields):
    address = {"socket_address": {"address": "127.0.0.1", "port_value": port}}
    return {
        "name": name, "type": "STATIC", "connect_timeout": connect, **fields,
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address}}]}]},
    }


def listener(name, port, routes, filters, **manager):
    route_config = {"name": name, "ignore_port_in_host_matching": True, "virtual_hosts": [{"name": name, "domains": ["*"], "routes": routes}]}
    typed = {"@type": MANAGER, "stat_prefix": name, "http_filters": [*filters, ROUTER], "route_config": route_config, **manager}
    return {
        "name": name,
        "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
        "filter_chains": [{"filters": [{"name": "envoy.filters.network.http_connection_manager", "typed_config": typed}]}],
    }


def bootstrap(listeners, clusters):
    return json.dumps({"static_resources": {"listeners": listeners, "clusters": clusters}})


def milliseconds(duration):
    """A duration of the Gateway API (`1s500ms`) as one of Envoy."""
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    return f"{sum(int(number) * units[unit] for number, unit in re.findall(r'([0-9]+)(ms|s|m|h)', duration)):.3f}s"


def own_address():
    """What Envoy puts into X-Forwarded-For in place of a loopback address: the first other one of the machine."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing
        return probe.getsockname()[0]
    return "127.0.0.1"
