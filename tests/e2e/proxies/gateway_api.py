"""Envoy as an implementation of the Gateway API may configure it for the filter ExternalAuth.

Nothing beyond the filter is set, so the time-outs and the status of an outage are Envoy's own.
"""
import envoy_config
from proxies.envoy import Envoy
from proxies.envoy_gateway import by_kind


def check(auth):
    return envoy_config.http_filter(
        "envoy.filters.http.ext_authz", "ext_authz.v3.ExtAuthz",
        transport_api_version="V3",
        allowed_headers=envoy_config.exactly(auth["allowedHeaders"]),
        http_service={
            "path_prefix": auth["path"],
            "server_uri": {"uri": "http://postern", "cluster": "postern", "timeout": "0.5s"},
            "authorization_response": {"allowed_upstream_headers": envoy_config.exactly(auth["allowedResponseHeaders"])},
        },
    )


def configuration(text, port):
    rule, refused = by_kind(text)["HTTPRoute", "application"]["rules"]
    (auth,) = [each["externalAuth"] for each in rule["filters"] if each["type"] == "ExternalAuth"]
    (removed,) = [each["requestHeaderModifier"]["remove"] for each in rule["filters"] if each["type"] == "RequestHeaderModifier"]
    (backend,) = rule["backendRefs"]
    method = refused["matches"][0]["method"]
    none = {"match": {"prefix": "/", "headers": [{"name": ":method", "string_match": {"exact": method}}]}, "direct_response": {"status": 500}}
    route = {"match": {"prefix": "/"}, "request_headers_to_remove": removed, "route": {"cluster": "application", "upgrade_configs": [{"upgrade_type": "websocket"}]}}
    return envoy_config.bootstrap(
        [envoy_config.listener("gateway", port, [none, route], [check(auth["http"])], use_remote_address=True, normalize_path=True, merge_slashes=True,
                               path_with_escaped_slashes_action="REJECT_REQUEST")],
        [envoy_config.cluster("postern", auth["backendRef"]["port"]), envoy_config.cluster("application", backend["port"])],
    )


class GatewayApi(Envoy):
    kind = "gateway-api"
    binaries = {"gateway-api": Envoy.binaries["envoy"]}
    outage = 403  # the filter has no field for another status

    def __init__(self, folder, port, files, binary):
        super().__init__(folder, port, {"envoy.yaml": configuration(files["route.yaml"], port)}, binary)
