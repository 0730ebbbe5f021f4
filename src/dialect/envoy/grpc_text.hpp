// The parts of the printed Envoy text that ask Postern over gRPC. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view grpc_question =
    R"(              # Postern gets every header as the client sent it. Without raw headers Envoy would join
              # several Cookie lines with commas. With `allowed_headers` you would have to list
              # Authorization, too. `with_request_body` would hold bodies back, which Postern never
              # reads, and refuse large ones.
              encode_raw_headers: true
              grpc_service:
                envoy_grpc: {cluster_name: postern}
                timeout: <patience>s
                # The check is repeated once when a connection breaks. max_interval is also the time
                # that each try has. Inside envoy_grpc a retry_policy would have no effect.
                retry_policy:
                  retry_on: connect-failure,reset,refused-stream,unavailable
                  num_retries: 1
                  retry_back_off: {base_interval: 0.01s, max_interval: <patience>s}
)";

// Each allowance of Postern has this member in its metadata.
inline constexpr std::string_view grpc_proof =
    R"(path: [{key: postern}]
                          value: {present_match: true})";

// The same endpoint is asked with another policy. Postern denies what it does not know here.
inline constexpr std::string_view grpc_route =
    R"(                      context_extensions: {policy: "<policy>"}
)";

// A client of HTTP/2 says the scheme itself. Behind a balancer Envoy takes that of
// X-Forwarded-Proto.
inline constexpr std::string_view grpc_scheme =
    R"(          scheme_header_transformation: {scheme_to_overwrite: <scheme name>}
)";

// The checks of a thread of Envoy share one connection. A ping finds out that its other end has
// gone without a word, and ends it; otherwise checks would fail until TCP gives up.
inline constexpr std::string_view grpc_protocol =
    "http2_protocol_options: {connection_keepalive: {interval: 10s, timeout: 1s}}";

} // namespace postern::dialect
