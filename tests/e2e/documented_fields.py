"""The documented fields of the resources that are printed for Kubernetes, APISIX and Kong: path, and what a value is.

Each table names its source. `[]` is an element of a list, `*` any name. A field that is not here is none.
"""
NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"  # of an object of Kubernetes (RFC 1123)
HOST = r"(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?"
HEADER = r"[A-Za-z0-9-]+"
LOWER = r"[a-z0-9-]+"
PORT = r"[1-9][0-9]{0,4}"
PATH = r"/[-A-Za-z0-9._~/]*"
DURATION = r"([0-9]{1,5}(h|m|s|ms)){1,4}"  # of the Gateway API
ANY = r"(?s).+"

OBJECT = {"apiVersion": ANY, "kind": ANY, "metadata.name": NAME, "metadata.namespace": NAME}
TARGET = {"group": r"gateway\.networking\.k8s\.io", "kind": "HTTPRoute|Gateway", "name": NAME}


def below(path, fields):
    return {f"{path}.{name}": value for name, value in fields.items()}


# Kubernetes 1.30 and later: networking.k8s.io/v1; ingress-nginx 1.15: docs/user-guide/nginx-configuration/annotations.md.
# Annotations are text, so a number or a boolean without quotes is refused.
INGRESS = OBJECT | {
    "metadata.annotations.nginx.ingress.kubernetes.io/auth-url": rf"'http://[a-z0-9.-]+:{PORT}{PATH}'",
    "metadata.annotations.nginx.ingress.kubernetes.io/auth-response-headers": rf"'{HEADER}(,{HEADER})*'",
    "metadata.annotations.nginx.ingress.kubernetes.io/auth-signin": r"'https?://[A-Za-z0-9._~:/?=&%-]+'",
    "metadata.annotations.nginx.ingress.kubernetes.io/auth-signin-redirect-param": r"'[A-Za-z0-9_-]+'",
    "metadata.annotations.nginx.ingress.kubernetes.io/satisfy": "'all'",
    "spec.ingressClassName": NAME,
    "spec.rules[].host": HOST,
    "spec.rules[].http.paths[].path": PATH,
    "spec.rules[].http.paths[].pathType": "Exact|Prefix|ImplementationSpecific",
    "spec.rules[].http.paths[].backend.service.name": NAME,
    "spec.rules[].http.paths[].backend.service.port.number": PORT,
}

# ingress-nginx 1.15: docs/user-guide/nginx-configuration/configmap.md. The data of a ConfigMap is text.
CONTROLLER = {
    "data.enable-underscores-in-headers": "'false'",
    "data.ignore-invalid-headers": "'true'",
    "data.allow-snippet-annotations": "'false'",
    "data.http-snippet": r"(?s)'.*'",
    "data.proxy-set-headers": r"[a-z-]+/[a-z-]+",
}
REMOVED = OBJECT | {"data.*": ""}

# Gateway API 1.5, experimental channel: gateway.networking.k8s.io/v1 (apis/v1/httproute_types.go).
ROUTE_RULE = {
    "matches[].method": "GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH",
    "matches[].path.type": "Exact|PathPrefix|RegularExpression",
    "matches[].path.value": PATH,
    "backendRefs[].name": NAME,
    "backendRefs[].namespace": NAME,
    "backendRefs[].port": PORT,
    "filters[].type": "RequestHeaderModifier|ExternalAuth|ExtensionRef",
    "filters[].extensionRef.group": r"gateway\.envoyproxy\.io",
    "filters[].extensionRef.kind": "HTTPRouteFilter",
    "filters[].extensionRef.name": NAME,
    "filters[].requestHeaderModifier.remove[]": LOWER,
    "filters[].externalAuth.protocol": "HTTP|GRPC",
    "filters[].externalAuth.backendRef.name": NAME,
    "filters[].externalAuth.backendRef.namespace": NAME,
    "filters[].externalAuth.backendRef.port": PORT,
    "filters[].externalAuth.http.path": PATH,
    "filters[].externalAuth.http.allowedHeaders[]": LOWER,
    "filters[].externalAuth.http.allowedResponseHeaders[]": LOWER,
}
ROUTE = OBJECT | below("spec.rules[]", ROUTE_RULE) | {"spec.parentRefs[].name": NAME, "spec.hostnames[]": HOST}

# Gateway API 1.5: gateway.networking.k8s.io/v1beta1.
GRANT = OBJECT | {
    "spec.from[].group": ANY, "spec.from[].kind": "HTTPRoute|SecurityPolicy", "spec.from[].namespace": NAME,
    "spec.to[].group": "", "spec.to[].kind": "Service", "spec.to[].name": NAME,
}

# Envoy Gateway 1.9: gateway.envoyproxy.io/v1alpha1 (api/v1alpha1/ext_auth_types.go, clienttrafficpolicy_types.go).
SECURITY_POLICY = OBJECT | below("spec.targetRefs[]", TARGET) | below("spec.extAuth", {
    "failOpen": "false",
    "statusOnError": "[45][0-9][0-9]",
    "timeout": DURATION,
    "recomputeRoute": "false|true",
    "headersToExtAuth[]": LOWER,
    "http.path": PATH,
    "http.backendRefs[].name": NAME,
    "http.backendRefs[].namespace": NAME,
    "http.backendRefs[].port": PORT,
    "http.headersToBackend[]": LOWER,
    "http.backendSettings.retry.numRetries": "[0-9]+",
    "http.backendSettings.retry.retryOn.triggers[]": "5xx|gateway-error|reset|reset-before-request|connect-failure|refused-stream",
    "http.backendSettings.retry.perRetry.backOff.baseInterval": DURATION,
    "http.backendSettings.retry.perRetry.backOff.maxInterval": DURATION,
    "http.backendSettings.timeout.tcp.connectTimeout": DURATION,
    "http.backendSettings.timeout.http.connectionIdleTimeout": DURATION,
})
CLIENT_POLICY = OBJECT | below("spec.targetRefs[]", TARGET) | {
    "spec.headers.withUnderscoresAction": "Allow|RejectRequest|DropHeader",
    "spec.headers.earlyRequestHeaders.removeOnMatch[].type": "Exact|Prefix|Suffix|RegularExpression",
    "spec.headers.earlyRequestHeaders.removeOnMatch[].value": ANY,
    "spec.path.escapedSlashesAction": "KeepUnchanged|RejectRequest|UnescapeAndForward|UnescapeAndRedirect",
    "spec.path.disableMergeSlashes": "false|true",
}

ROUTE_FILTER = OBJECT | {"spec.directResponse.statusCode": "[2-5][0-9][0-9]"}

# Istio 1.31: istio.io/api security/v1beta1/authorization_policy.proto, networking/v1alpha3/envoy_filter.proto.
AUTHORIZATION = OBJECT | {
    "spec.action": "CUSTOM|DENY", "spec.rules[].to[].operation.methods[]": "[A-Z]+", "spec.provider.name": NAME, "spec.rules[]": "", "spec.rules[].to[].operation.notPaths[]": PATH,
}
FILTER_PATCH = "spec.configPatches[].patch.value.typed_config"
ENVOY_FILTER = OBJECT | {
    "spec.configPatches[].applyTo": "NETWORK_FILTER",
    "spec.configPatches[].match.context": "SIDECAR_INBOUND|GATEWAY|ANY",
    "spec.configPatches[].match.listener.filterChain.filter.name": r"envoy\.filters\.network\.http_connection_manager",
    "spec.configPatches[].patch.operation": "MERGE",
    # The rest is Envoy's own, which refuses what it does not know: tests/e2e/test_controllers.py runs it.
    f"{FILTER_PATCH}.@type": ANY,
    f"{FILTER_PATCH}.early_header_mutation_extensions[].name": ANY,
    f"{FILTER_PATCH}.early_header_mutation_extensions[].typed_config.@type": ANY,
    f"{FILTER_PATCH}.early_header_mutation_extensions[].typed_config.mutations[].remove_on_match.key_matcher.safe_regex.regex": ANY,
}
# Istio 1.31: istio.io/api mesh/v1alpha1/config.proto, in the values of the chart `istiod`.
MESH = below("meshConfig.extensionProviders[]", {"name": NAME} | below("envoyExtAuthzHttp", {
    "service": r"[a-z0-9.-]+",
    "port": PORT,
    "pathPrefix": PATH,
    "timeout": r"[0-9]+\.[0-9]+s",
    "failOpen": "false",
    "statusOnError": "'[45][0-9][0-9]'",
    "clearRouteCache": "false|true",
    "includeRequestHeadersInCheck[]": LOWER,
    "headersToUpstreamOnAllow[]": LOWER,
    "headersToDownstreamOnDeny[]": LOWER,
}))

# APISIX 3.18: docs/en/latest/plugins/{forward-auth,serverless}.md, admin-api.md (Route, Upstream).
APISIX_ROUTE = {
    "id": NAME,
    "uri": r"/[-A-Za-z0-9._~/]*\*?",
    "host": HOST,
    "enable_websocket": "true",
    "vars[][]": ANY,
    "plugins.serverless-pre-function.phase": "rewrite|access",
    "plugins.serverless-pre-function.functions[]": r"(?s)local .*return function\(conf, ctx\).*",
    "plugins.forward-auth.uri": rf"http://[a-z0-9.:\[\]-]+{PATH}",
    "plugins.forward-auth.allow_degradation": "false",
    "plugins.forward-auth.status_on_error": "[2-5][0-9][0-9]",
    "plugins.forward-auth.timeout": r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|60000",
    "plugins.forward-auth.keepalive_pool": "[1-9][0-9]*",
    "plugins.forward-auth.extra_headers.*": r"\$[a-z_]+",
    "plugins.forward-auth.request_headers[]": HEADER,
    "plugins.forward-auth.upstream_headers[]": HEADER,
    "plugins.forward-auth.client_headers[]": HEADER,
    "upstream.type": "roundrobin|chash|ewma|least_conn",
    "upstream.nodes[].host": r"[a-z0-9.-]+",
    "upstream.nodes[].port": PORT,
    "upstream.nodes[].weight": "[0-9]+",
}
APISIX = below("routes[]", APISIX_ROUTE)
# APISIX 3.18: conf/config.yaml.example, docs/en/latest/deployment-modes.md.
APISIX_CONFIG = {
    "deployment.role": "data_plane",
    "deployment.role_data_plane.config_provider": "yaml",
    "nginx_config.http.underscores_in_headers": "'off'",
}

# Kong Gateway 3: declarative configuration, kong/db/schema/entities/{services,routes}.lua, plugins/pre-function.
KONG = {"_format_version": r"'3\.0'"} | below("services[]", {
    "name": NAME,
    "host": r"[a-z0-9.-]+",
    "port": PORT,
    "protocol": "http|https",
    "routes[].name": NAME,
    "routes[].hosts[]": HOST,
    "routes[].paths[]": PATH,
    "routes[].strip_path": "false|true",
    "routes[].preserve_host": "false|true",
    "plugins[].name": "pre-function",
    "plugins[].config.access[]": r"(?s)local http = .*",
})

KINDS = {
    "networking.k8s.io/v1 Ingress": INGRESS,
    "gateway.networking.k8s.io/v1 HTTPRoute": ROUTE,
    "gateway.networking.k8s.io/v1beta1 ReferenceGrant": GRANT,
    "gateway.envoyproxy.io/v1alpha1 SecurityPolicy": SECURITY_POLICY,
    "gateway.envoyproxy.io/v1alpha1 ClientTrafficPolicy": CLIENT_POLICY,
    "gateway.envoyproxy.io/v1alpha1 HTTPRouteFilter": ROUTE_FILTER,
    "security.istio.io/v1 AuthorizationPolicy": AUTHORIZATION,
    "networking.istio.io/v1alpha3 EnvoyFilter": ENVOY_FILTER,
}
FILES = {"controller.yaml": CONTROLLER, "removed.yaml": REMOVED, "mesh.yaml": MESH, "apisix.yaml": APISIX, "config.yaml": APISIX_CONFIG, "kong.yml": KONG}

# Kubernetes 1.30 and later: v1, apps/v1, networking.k8s.io/v1.
NAMES = r"[a-z][a-z0-9-]*"
CONTAINER = below("spec.template.spec.containers[]", {
    "name": NAMES,
    "image": r"[a-z0-9./-]+:[a-z0-9.]+",
    "command[]": ANY,
    "ports[].name": NAMES,
    "ports[].containerPort": PORT,
    "readinessProbe.httpGet.path": PATH,
    "readinessProbe.httpGet.port": NAMES,
    "readinessProbe.periodSeconds": "[0-9]+",
    "livenessProbe.httpGet.path": PATH,
    "livenessProbe.httpGet.port": NAMES,
    "livenessProbe.periodSeconds": "[0-9]+",
    "lifecycle.preStop.exec.command[]": ANY,
    "resources.requests.cpu": "[0-9]+m",
    "resources.requests.memory": "[0-9]+Mi",
    "resources.limits.memory": "[0-9]+Mi",
    "securityContext.allowPrivilegeEscalation": "false",
    "securityContext.readOnlyRootFilesystem": "true",
    "securityContext.capabilities.drop[]": "ALL",
    "volumeMounts[].name": NAMES,
    "volumeMounts[].mountPath": PATH,
    "volumeMounts[].readOnly": "true",
})
POD = below("spec.template.spec", {
    "automountServiceAccountToken": "false",
    "terminationGracePeriodSeconds": "[0-9]+",
    "securityContext.runAsNonRoot": "true",
    "securityContext.runAsUser": "[1-9][0-9]+",
    "securityContext.runAsGroup": "[1-9][0-9]+",
    "securityContext.fsGroup": "[1-9][0-9]+",
    "securityContext.seccompProfile.type": "RuntimeDefault",
    "volumes[].name": NAMES,
    "volumes[].configMap.name": NAMES,
    "volumes[].projected.sources[].configMap.name": NAMES,
    "volumes[].emptyDir": "",
})
MANIFEST = {
    "Namespace": {"apiVersion": "v1", "kind": ANY, "metadata.name": NAMES},
    "ConfigMap": OBJECT | {"data.postern.yaml": ANY},
    "Deployment": OBJECT | CONTAINER | POD | {
        "spec.replicas": "[0-9]+", "spec.selector.matchLabels.app": NAMES, "spec.template.metadata.labels.app": NAMES,
    },
    "Service": OBJECT | {
        "spec.selector.app": NAMES, "spec.ports[].name": "http|grpc", "spec.ports[].port": PORT,
        "spec.ports[].targetPort": f"{NAMES}|{PORT}",
    },
    "NetworkPolicy": OBJECT | {
        "spec.podSelector.matchLabels.app": NAMES,
        "spec.policyTypes[]": "Ingress",
        "spec.ingress[].from[].namespaceSelector.matchLabels.kubernetes.io/metadata.name": NAMES,
        "spec.ingress[].ports[].protocol": "TCP",
        "spec.ingress[].ports[].port": PORT,
    },
}
