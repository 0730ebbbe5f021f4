// Parts that several printed texts for Kubernetes have. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view reference_grant_part = R"(---
# Postern's Service is in another namespace, which must allow that it is named here.
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: postern-from-<from>
  namespace: <to>
spec:
  from:
  - {group: <group>, kind: <kind>, namespace: <from>}
  to:
  - {group: "", kind: Service, name: <service>}
)";

// What Postern reads of a check, beside Host, method, path and Authorization, which are always
// sent.
inline constexpr std::string_view asked_headers[] = {
    "x-forwarded-proto",
    "x-forwarded-for",
    "cookie",
    "accept",
    "origin",
    "upgrade",
    "sec-fetch-mode",
    "sec-websocket-key",
    "access-control-request-method",
};

} // namespace postern::dialect
