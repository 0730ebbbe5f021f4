"""Envoy as Envoy Gateway 1.9 configures it: internal/xds/translator of its source."""
import re

import envoy_config
import grpc_relay
import programs
import yaml
from proxies.envoy import NORMALIZED, Envoy

ACTIONS = {"RejectRequest": "REJECT_REQUEST", "Allow": "ALLOW"}


def by_kind(text):
    documents = [each for each in yaml.safe_load_all(text) if each]
    return {(each["kind"], each["metadata"]["name"]): each.get("spec") for each in documents}


def removed(early):
    matchers = [{"safe_regex": {"regex": each["value"]}} for each in early["removeOnMatch"] if each["type"] == "RegularExpression"]
    typed = {
        "@type": f"{envoy_config.TYPE}.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
        "mutations": [{"remove_on_match": {"key_matcher": each}} for each in matchers],
    }
    return [{"name": "envoy.http.early_header_mutation.header_mutation", "typed_config": typed}]


def retries(service):
    retry = service["backendSettings"]["retry"]
    back_off = retry["perRetry"]["backOff"]
    return {
        "retry_on": ",".join(retry["retryOn"]["triggers"]),
        "num_retries": retry["numRetries"],
        "retry_back_off": {
            "base_interval": envoy_config.milliseconds(back_off["baseInterval"]),
            "max_interval": envoy_config.milliseconds(back_off["maxInterval"]),
        },
    }


def over_http(auth, cluster):
    http = auth["http"]
    server = {"uri": "http://postern" + http["path"], "cluster": cluster, "timeout": envoy_config.milliseconds(auth["timeout"])}
    return {"http_service": {
        "path_prefix": http["path"],
        "server_uri": server,
        "retry_policy": retries(http),
        "authorization_response": {"allowed_upstream_headers": envoy_config.exactly(http["headersToBackend"])},
    }}


def over_grpc(auth, cluster):
    asked = {"cluster_name": cluster, "authority": "postern.auth"}
    return {"grpc_service": {"envoy_grpc": asked, "timeout": envoy_config.milliseconds(auth["timeout"]), "retry_policy": retries(auth["grpc"])}}


def check(auth, cluster):
    listed = {"allowed_headers": envoy_config.exactly(auth["headersToExtAuth"])} if "headersToExtAuth" in auth else {}
    return envoy_config.http_filter(
        "envoy.filters.http.ext_authz/postern", "ext_authz.v3.ExtAuthz",
        transport_api_version="V3",
        failure_mode_allow=auth["failOpen"],
        clear_route_cache=auth["recomputeRoute"],
        status_on_error={"code": auth["statusOnError"]},
        **listed,
        **(over_grpc if "grpc" in auth else over_http)(auth, cluster),
    )


def configuration(text, port):
    found = by_kind(text)
    client, auth = found["ClientTrafficPolicy", "postern"], found["SecurityPolicy", "postern"]["extAuth"]
    service = auth.get("grpc") or auth["http"]
    (asked,) = service["backendRefs"]
    times = service["backendSettings"]["timeout"]
    context = {each["name"]: each["value"] for each in auth.get("contextExtensions", [])}
    routes = []
    for name in ("application-login", "application"):
        for rule in found.get(("HTTPRoute", name), {"rules": []})["rules"]:
            path = rule["matches"][0]["path"]
            match = {"path": path["value"]} if path["type"] == "Exact" else {"prefix": path["value"]}
            route = {"match": match, "route": {"cluster": "application", "upgrade_configs": [{"upgrade_type": "websocket"}]}}
            if "method" in rule["matches"][0]:
                match["headers"] = [{"name": ":method", "string_match": {"exact": rule["matches"][0]["method"]}}]
            for extension in rule.get("filters", []):
                answer = found["HTTPRouteFilter", extension["extensionRef"]["name"]]["directResponse"]
                route = {"match": match, "direct_response": {"status": answer["statusCode"]}}
            # The filter is there for all and off; a route with a policy turns it on.
            enabled = {"@type": f"{envoy_config.TYPE}.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", "check_settings": {"context_extensions": context}}
            if name == "application":
                route["typed_per_filter_config"] = {"envoy.filters.http.ext_authz/postern": enabled}
            routes.append(route)
    routes.sort(key=lambda route: "headers" not in route["match"])  # of two rules for a path, the one with more to match is first
    (backend,) = found["HTTPRoute", "application"]["rules"][0]["backendRefs"]
    options = {"@type": f"{envoy_config.TYPE}.extensions.upstreams.http.v3.HttpProtocolOptions", "explicit_http_config": {"http2_protocol_options" if "grpc" in auth else "http_protocol_options": {}},
               "common_http_protocol_options": {"idle_timeout": envoy_config.milliseconds(times["http"]["connectionIdleTimeout"])}}
    return envoy_config.bootstrap(
        [envoy_config.listener(
            "gateway", port, routes, [{**check(auth, "postern"), "disabled": True}],
            use_remote_address=True, normalize_path=True,
            merge_slashes=not client["path"]["disableMergeSlashes"],
            path_with_escaped_slashes_action=ACTIONS[client["path"]["escapedSlashesAction"]],
            common_http_protocol_options={"headers_with_underscores_action": ACTIONS[client["headers"]["withUnderscoresAction"]]},
            early_header_mutation_extensions=removed(client["headers"]["earlyRequestHeaders"]),
        )],
        [envoy_config.cluster("postern", asked["port"], envoy_config.milliseconds(times["tcp"]["connectTimeout"]),
                              typed_extension_protocol_options={"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": options}),
         envoy_config.cluster("application", backend["port"])],
    )


class EnvoyGateway(Envoy):
    kind, dialect = "envoy-gateway", "envoy-prefix"
    binaries = {"envoy-gateway": Envoy.binaries["envoy"]}
    exceptions = {**NORMALIZED, "client": envoy_config.own_address()}

    def __init__(self, folder, port, files, binary):
        super().__init__(folder, port, {"envoy.yaml": configuration(files["postern-eg.yaml"], port)}, binary)


def as_the_page_says(text):
    """The printed resources, with the lines of the page for gRPC in place of those for HTTP."""
    documents = [each for each in yaml.safe_load_all(text) if each]
    (auth,) = [each["spec"]["extAuth"] for each in documents if each["kind"] == "SecurityPolicy"]
    http = auth.pop("http")
    del auth["headersToExtAuth"]
    (block,) = re.findall(r"```yaml\n(    # A policy.*?)```", (programs.SOURCE / "docs/proxies/envoy-gateway.md").read_text(), re.S)
    auth |= yaml.safe_load(block.replace("staff", "readers"))
    auth["grpc"] |= {"backendRefs": http["backendRefs"], "backendSettings": http["backendSettings"]}
    return yaml.safe_dump_all(documents)


class EnvoyGatewayGrpc(EnvoyGateway):
    kind, dialect = "envoy-gateway", "envoy-prefix"
    binaries = {"envoy-gateway-grpc": Envoy.binaries["envoy"]}
    settings = {"grpc": {"endpoint": "/authz/envoy-prefix"}}
    relay = grpc_relay.Relay

    def __init__(self, folder, port, files, binary):
        super().__init__(folder, port, {**files, "postern-eg.yaml": as_the_page_says(files["postern-eg.yaml"])}, binary)
