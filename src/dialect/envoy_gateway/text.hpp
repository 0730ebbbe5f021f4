// The parts of the printed text for Envoy Gateway. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view gateway_head =
    R"(# Postern in front of an application, for Envoy Gateway 1.7 and later: kubectl apply -f postern-eg.yaml
# Print it again when the identity headers, the endpoint or resolver.deadline of Postern's
# configuration change. docs/proxies/envoy-gateway.md explains it.

# The listener removes each identity header of the client before everything else, whatever stands
# between its words, for all routes of the Gateway; so it does the last three, from which some
# applications take the path of a request, or a proxy. A Gateway has one ClientTrafficPolicy: if yours
# has one already, put these settings into it.
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: ClientTrafficPolicy
metadata:
  name: postern
  namespace: <namespace> # of your Gateway
spec:
  targetRefs:
  - {group: gateway.networking.k8s.io, kind: Gateway, name: gateway} # your Gateway
  headers:
    # Many applications read X_Authgear_User_Id like the name with dashes.
    withUnderscoresAction: RejectRequest
    earlyRequestHeaders:
      removeOnMatch:
<removed>  # Routes, Postern and the application see one form of each path.
  path: {escapedSlashesAction: RejectRequest, disableMergeSlashes: false}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: application
  namespace: <namespace>
spec:
  parentRefs:
  - name: gateway # your Gateway
<hosts>  rules:
  - matches:
    - path: {type: PathPrefix, value: /}
    backendRefs:
    - {name: <application>, port: <application_port>}
  # The answer to TRACE would be the request itself, with the identity in it.
  - matches:
    - {method: TRACE, path: {type: PathPrefix, value: /}}
    filters:
    - type: ExtensionRef
      extensionRef: {group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: postern-no-trace}
---
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: HTTPRouteFilter
metadata:
  name: postern-no-trace
  namespace: <namespace>
spec:
  directResponse: {statusCode: 405}
---
# The check of every rule of that route. A route without such a policy is open.
apiVersion: gateway.envoyproxy.io/v1alpha1
kind: SecurityPolicy
metadata:
  name: postern
  namespace: <namespace>
spec:
  targetRefs:
  - {group: gateway.networking.k8s.io, kind: HTTPRoute, name: application}
  extAuth:
    # 200 allows, every other answer goes to the client, an outage is 503. With failOpen even a
    # mistake in this policy would let everybody in.
    failOpen: false
    statusOnError: 503
    # The default is 10s.
    timeout: <patience>
    recomputeRoute: false
    # What Postern reads, beside Host, method, path and Authorization.
    headersToExtAuth:
<asked>    http:
      # A prefix: the client's own path follows it, and Postern reads it there. pathOverride would
      # hide it.
      path: <endpoint>
      backendRefs:
      - {name: <service>, namespace: <postern>, port: <port>}
      backendSettings:
        # A connection that breaks is tried again once. maxInterval is also the time of each try.
        retry:
          numRetries: 1
          retryOn: {triggers: [connect-failure, reset]}
          perRetry: {backOff: {baseInterval: 10ms, maxInterval: <patience>}}
        # Postern closes idle connections after 130 s: Envoy must do so first.
        timeout: {tcp: {connectTimeout: 200ms}, http: {connectionIdleTimeout: 60s}}
      # Every identity header. Postern names those without a value, and Envoy removes them.
      headersToBackend:
<identity>)";

inline constexpr std::string_view login_route =
    R"(---
# The login page is open: a route of its own, without a check. Add each further path that it needs.
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: application-login
  namespace: <namespace>
spec:
  parentRefs:
  - name: gateway # your Gateway
<hosts>  rules:
  - matches:
    - path: {type: Exact, value: <login>}
    backendRefs:
    - {name: <application>, port: <application_port>}
)";

} // namespace postern::dialect
