// The parts of the printed text for ingress-nginx. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view ingress_part =
    R"(# Postern in front of an application, for ingress-nginx: kubectl apply -f ingress.yaml
# Print it again when the identity headers or the endpoint of Postern's configuration change.
# docs/proxies/ingress-nginx.md explains it, and says what the controller cannot do.
#
# Each Ingress is guarded by its own annotations alone: another Ingress for the same host, with
# another path, is open.

apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: application
  namespace: <namespace>
  annotations:
    # The check. 200 allows, 401 and 403 go to the client, everything else is 500.
    nginx.ingress.kubernetes.io/auth-url: "http://<resolver><endpoint>"
    # Every identity header. The client's own value is overwritten, or removed where Postern
    # answers with an empty one. A name that is missing here passes from the client.
    nginx.ingress.kubernetes.io/auth-response-headers: "<identity>"
<login>    # Never add auth-keepalive: in the controllers that have it (1.13 to 1.15) it gives each header of
    # auth-response-headers the value of another one. Never add auth-cache-key: a revoked token would
    # stay valid as long as the answer is kept. Never add satisfy: any.
    nginx.ingress.kubernetes.io/satisfy: "all"
spec:
  ingressClassName: nginx
  rules:
  - <host>http:
      paths:
      - path: /
        pathType: Prefix
        backend: {service: {name: <service>, port: {number: <port>}}}
)";

inline constexpr std::string_view signin_part =
    R"(    # People without a session are led to the login page; so is every other request that gets 401.
    # The address to come back to is made of the request's Host: the login page must check it.
    nginx.ingress.kubernetes.io/auth-signin: "<url>"
    nginx.ingress.kubernetes.io/auth-signin-redirect-param: <parameter>
)";

inline constexpr std::string_view controller_part =
    R"(# Settings of the controller ingress-nginx that the Ingress needs. Put them into its ConfigMap:
#   kubectl -n ingress-nginx patch configmap ingress-nginx-controller --patch-file controller.yaml
# They are for all its Ingresses. The first two repeat its defaults, because without them a client
# could send an identity header under another spelling, such as X_Authgear_User_Id.

data:
  enable-underscores-in-headers: "false"
  ignore-invalid-headers: "true"
  # Somebody who may write an Ingress could otherwise write nginx's own configuration.
  allow-snippet-annotations: "false"
  # The ConfigMap of removed.yaml, for all applications of the controller.
  proxy-set-headers: ingress-nginx/postern-removed-headers
  # The time of a check. Without it a check may take 60 s and more. Applications have their own
  # time-outs: the controller writes them into each location.
  http-snippet: |
    proxy_connect_timeout <patience>ms;
    proxy_send_timeout <patience>ms;
    proxy_read_timeout <patience>ms;
)";

// nginx sends no header with an empty value. A guarded location sends the identity headers once
// more, with Postern's values.
inline constexpr std::string_view removed_part =
    R"(# Headers of clients that no application of the controller ingress-nginx gets, also behind an Ingress
# without a check: kubectl apply -f removed.yaml, before controller.yaml. The last three are those from
# which some applications take the path of a request, or a proxy.

apiVersion: v1
kind: ConfigMap
metadata:
  name: postern-removed-headers
  namespace: ingress-nginx
data:
<removed>)";

} // namespace postern::dialect
