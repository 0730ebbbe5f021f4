// The parts of the printed text for Istio. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view mesh_part =
    R"(# Postern as an extension provider of Istio. These are values of the Helm chart `istiod`:
#   helm upgrade istiod istio/istiod -n istio-system --reuse-values -f mesh.yaml
# Print it again when the identity headers, the endpoint or resolver.deadline of Postern's
# configuration change. docs/proxies/istio.md explains it.

meshConfig:
  extensionProviders:
  - name: postern
    envoyExtAuthzHttp:
      service: <service>
      port: <port>
      # A prefix: the client's own path follows it, and Postern reads it there.
      pathPrefix: <endpoint>
      # The default is 600s.
      timeout: <patience>s
      # 200 allows, every other answer goes to the client, an outage is 503.
      failOpen: false
      statusOnError: "503"
      clearRouteCache: false
      # What Postern reads, beside Host, method and path. Istio promises nothing of Authorization.
      includeRequestHeadersInCheck:
      - authorization
<asked>      # Every identity header. Postern names those without a value, and Envoy removes them.
      headersToUpstreamOnAllow:
<identity>      # What a denial tells the client, beside its status and body.
      headersToDownstreamOnDeny:
      - cache-control
      - content-type
      - location
      - retry-after
      - www-authenticate
)";

inline constexpr std::string_view policy_part =
    R"(# Postern in front of every workload of the namespace <namespace>, for sidecars of Istio 1.28 and
# later: kubectl apply -f workloads.yaml, after mesh.yaml. docs/proxies/istio.md explains it.
#
# Both parts are for the whole namespace: a selector with a misspelled label would select nothing, and
# everything would be open. Requests from inside the mesh are checked, too.

apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: postern
  namespace: <namespace>
spec:
  action: CUSTOM
  provider: {name: postern}
  rules:
<rule>---
# The answer to TRACE would be the request itself, with the identity in it. On a connection that is not
# HTTP nobody can be asked, and Istio makes of this policy that every such connection is denied: a
# database belongs into another namespace.
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: postern-no-trace
  namespace: <namespace>
spec:
  action: DENY
  rules:
  - to:
    - operation: {methods: [TRACE]}
---
# The sidecar removes each identity header of the client before everything else, whatever stands
# between its words; so it does the last three, from which some applications take the path of a
# request, or a proxy. Without it a client's header would pass where the check is not asked.
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata:
  name: postern-identity-headers
  namespace: <namespace>
spec:
  configPatches:
  - applyTo: NETWORK_FILTER
    match:
      context: SIDECAR_INBOUND
      listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}
    patch:
      operation: MERGE
      value:
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          early_header_mutation_extensions:
          - name: envoy.http.early_header_mutation.header_mutation
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation
              mutations:
<removed>)";

inline constexpr std::string_view every_request = R"(  - {} # every request
)";

inline constexpr std::string_view all_but_login =
    R"(  # The login page is open. Add each further path that it needs.
  - to:
    - operation: {notPaths: ["<login>"]}
)";

} // namespace postern::dialect
