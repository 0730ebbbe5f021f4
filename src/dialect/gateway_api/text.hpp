// The parts of the printed HTTPRoute. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view route_head =
    R"(# Postern in front of an application, for an implementation of the Gateway API that has the
# experimental filter ExternalAuth: kubectl apply -f route.yaml
# Print it again when the identity headers or the endpoint of Postern's configuration change.
# docs/proxies/gateway-api.md explains it, and says what the filter leaves to the implementation.
#
# Each rule is guarded by its own filter alone: a rule or an HTTPRoute without it is open, and a
# client's identity headers pass there.

apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: application
  namespace: <namespace>
spec:
  # Your Gateway. Without it the route has no effect, and nobody reaches the application.
  parentRefs:
  - name: gateway
<hosts>  rules:
)";

// The order of filters is left to the implementation, so no header is removed beside the check:
// where that comes last, it would remove the identity itself.
inline constexpr std::string_view guarded_rule =
    R"(  - matches:
    - path: {type: PathPrefix, value: /}
    filters:
    # Some applications take the path of a request, or a proxy, from these. Add no identity header here:
    # some implementations remove headers after the check, and would remove what Postern says.
    - type: RequestHeaderModifier
      requestHeaderModifier:
        remove:
<misleading>    # 200 allows; every other answer goes to the client; an outage must be an error.
    - type: ExternalAuth
      externalAuth:
        protocol: HTTP
        backendRef: {name: <service>, namespace: <postern>, port: <port>}
        http:
          path: <endpoint>
          # What Postern reads, beside Host, method, path and Authorization.
          allowedHeaders:
<asked>          # Every identity header: Postern sends each, an empty one if it is unset, and so overwrites the
          # client's. With an empty list every header of the answer would be copied.
          allowedResponseHeaders:
<identity>    backendRefs:
    - {name: <application>, port: <application_port>}
  # The answer to TRACE would be the request itself, with the identity in it. A rule without a backend
  # is 500.
  - matches:
    - {method: TRACE, path: {type: PathPrefix, value: /}}
)";

inline constexpr std::string_view login_rule =
    R"(  # The login page is open; identity headers of the client are removed. Add each further path that
  # it needs, in the same way.
  - matches:
    - path: {type: Exact, value: <login>}
    filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        remove:
<identity>    backendRefs:
    - {name: <application>, port: <application_port>}
)";

} // namespace postern::dialect
