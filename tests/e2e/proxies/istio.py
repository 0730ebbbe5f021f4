"""Two Envoys in one, as Istio 1.31 configures them: an ingress gateway, and the sidecar of the application.

pilot/pkg/security/authz/builder and pilot/pkg/networking/core of its source.
"""
import re

import envoy_config
import grpc_relay
import programs
import yaml
from proxies.envoy import NORMALIZED, Envoy

SHADOW = "istio_ext_authz_"
WEBSOCKET = [{"upgrade_type": "websocket"}]


def policy_filter(policy):
    """The rules of a policy with the action CUSTOM: a shadow, which marks the requests that must be checked."""
    rules = {}
    for number, rule in enumerate(policy["rules"]):
        permissions = [
            {"and_rules": {"rules": [{"not_rule": {"or_rules": {"rules": [
                {"url_path": {"path": {"exact": path}}} for path in to["operation"]["notPaths"]]}}}]}}
            for to in rule.get("to", [])
        ]
        rules[f"istio-ext-authz-{policy['provider']['name']}-ns[shop]-policy[postern]-rule[{number}]"] = {
            "permissions": permissions or [{"and_rules": {"rules": [{"any": True}]}}],
            "principals": [{"and_ids": {"ids": [{"any": True}]}}],
        }
    return envoy_config.http_filter(
        "envoy.filters.http.rbac", "rbac.v3.RBAC", shadow_rules={"action": "DENY", "policies": rules}, shadow_rules_stat_prefix=SHADOW
    )


def denial_filter(policy):
    """The rules of a policy with the action DENY, which come after those with CUSTOM."""
    ((to,),) = [rule["to"] for rule in policy["rules"]]
    methods = [{"header": {"name": ":method", "string_match": {"exact": method}}} for method in to["operation"]["methods"]]
    rule = {"permissions": [{"or_rules": {"rules": methods}}], "principals": [{"any": True}]}
    assert policy["action"] == "DENY"
    return envoy_config.http_filter("envoy.filters.http.rbac.deny", "rbac.v3.RBAC", rules={"action": "DENY", "policies": {"no-trace": rule}})


def over_http(config):
    return {
        "clear_route_cache": config["clearRouteCache"],
        "allowed_headers": envoy_config.exactly(config["includeRequestHeadersInCheck"]),
        "http_service": {
            "path_prefix": config["pathPrefix"],
            "server_uri": {"uri": "http://" + config["service"], "cluster": "postern", "timeout": config["timeout"]},
            "authorization_response": {
                "allowed_upstream_headers": envoy_config.exactly(config["headersToUpstreamOnAllow"]),
                "allowed_client_headers": envoy_config.exactly(config["headersToDownstreamOnDeny"]),
            },
        },
    }


def over_grpc(config):
    return {"grpc_service": {"envoy_grpc": {"cluster_name": "postern", "authority": config["service"]}, "timeout": config["timeout"]}}


def asked_by(provider):
    return provider.get("envoyExtAuthzGrpc") or provider["envoyExtAuthzHttp"]


def check_filter(provider):
    config = asked_by(provider)
    return envoy_config.http_filter(
        "envoy.filters.http.ext_authz", "ext_authz.v3.ExtAuthz",
        transport_api_version="V3",
        failure_mode_allow=config["failOpen"],
        status_on_error={"code": int(config["statusOnError"])},
        filter_enabled_metadata={
            "filter": "envoy.filters.http.rbac",
            "path": [{"key": SHADOW + "shadow_effective_policy_id"}],
            "value": {"string_match": {"prefix": "istio-ext-authz-" + provider["name"]}},
        },
        **(over_grpc if "envoyExtAuthzGrpc" in provider else over_http)(config),
    )


def configuration(files, port, application):
    (provider,) = yaml.safe_load(files["mesh.yaml"])["meshConfig"]["extensionProviders"]
    policy, denied, patches = (each["spec"] for each in yaml.safe_load_all(files["workloads.yaml"]))
    (patch,) = patches["configPatches"]
    patched = {name: value for name, value in patch["patch"]["value"]["typed_config"].items() if name != "@type"}
    sidecar = programs.free_port()
    options = {"@type": f"{envoy_config.TYPE}.extensions.upstreams.http.v3.HttpProtocolOptions", "explicit_http_config": {
        "http2_protocol_options" if "envoyExtAuthzGrpc" in provider else "http_protocol_options": {}}}
    usual = {"normalize_path": True, "upgrade_configs": WEBSOCKET}
    return envoy_config.bootstrap(
        [
            envoy_config.listener("gateway", port, [{"match": {"prefix": "/"}, "route": {"cluster": "sidecar", "timeout": "0s"}}], [],
                                  use_remote_address=True, **usual),
            envoy_config.listener("sidecar", sidecar, [{"match": {"prefix": "/"}, "route": {"cluster": "application", "timeout": "0s"}}],
                                  [policy_filter(policy), check_filter(provider), denial_filter(denied)], use_remote_address=False, **usual, **patched),
        ],
        [envoy_config.cluster("postern", asked_by(provider)["port"],
                              typed_extension_protocol_options={"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options}),
         envoy_config.cluster("sidecar", sidecar),
         envoy_config.cluster("application", application)],
    )


class Istio(Envoy):
    kind, dialect = "istio", "envoy-prefix"
    binaries = {"istio": Envoy.binaries["envoy"]}
    # Without meshConfig.pathNormalization Istio merges no slashes.
    exceptions = {row: target for row, target in NORMALIZED.items() if "slashes" not in row} | {"client": envoy_config.own_address()}

    def __init__(self, folder, port, files, binary):
        super().__init__(folder, port, {"envoy.yaml": configuration(files, port, int(files["application"]))}, binary)


def as_the_page_says(text):
    """The printed provider, with the lines of the page for gRPC in place of those for HTTP."""
    mesh = yaml.safe_load(text)
    (provider,) = mesh["meshConfig"]["extensionProviders"]
    (block,) = re.findall(r"```yaml\n(    envoyExtAuthzGrpc.*?)```", (programs.SOURCE / "docs/proxies/istio.md").read_text(), re.S)
    port = provider.pop("envoyExtAuthzHttp")["port"]
    provider |= yaml.safe_load(block.replace("9082", str(port)))
    return yaml.safe_dump(mesh)


class IstioGrpc(Istio):
    kind, dialect = "istio", "envoy-prefix"
    binaries = {"istio-grpc": Envoy.binaries["envoy"]}
    settings = {"grpc": {"endpoint": "/authz/envoy-prefix"}}
    relay = grpc_relay.Relay

    def __init__(self, folder, port, files, binary):
        super().__init__(folder, port, {**files, "mesh.yaml": as_the_page_says(files["mesh.yaml"])}, binary)
