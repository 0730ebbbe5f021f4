// The parts of the printed Envoy text that ask Postern over HTTP. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view http_question =
    R"(              # What Postern reads, beside Authorization. Without raw headers Envoy would join
              # several Cookie lines with commas.
              encode_raw_headers: true
              allowed_headers:
                patterns:
                - exact: cookie
                - exact: accept
                - exact: origin
                - exact: upgrade
                - exact: sec-fetch-mode
                - exact: sec-websocket-key
                - exact: access-control-request-method
              http_service:
                <target>
                server_uri: &server {uri: "http://postern", cluster: postern, timeout: <patience>s}
                # The check is repeated once when a connection breaks. max_interval is also the time
                # that each try has.
                retry_policy: &retry
                  retry_on: connect-failure,reset
                  num_retries: 1
                  retry_back_off: {base_interval: 0.01s, max_interval: <patience>s}
                authorization_request: &request
                  headers_to_add:
<original>                  - {key: x-forwarded-proto, value: "%REQ(X-FORWARDED-PROTO)%"}
                  - {key: x-forwarded-for, value: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"}
                authorization_response: &response
                  # Every identity header. Postern names those without a value, and Envoy removes
                  # them.
                  allowed_upstream_headers:
                    patterns:
<identity>                  # What a denial tells the client, beside its status and body.
                  allowed_client_headers:
                    patterns:
                    - exact: cache-control
                    - exact: content-type
                    - exact: location
                    - exact: www-authenticate
                  # Known only after a 200 of Postern: the next filter asks for it.
                  dynamic_metadata_from_headers:
                    patterns: [{exact: cache-control}]
)";

// All allowances of Postern have it.
inline constexpr std::string_view http_proof =
    R"(path: [{key: cache-control}]
                          value: {string_match: {exact: no-store}})";

// Another endpoint is asked.
inline constexpr std::string_view http_route =
    R"(                      http_service:
                        <target>
                        server_uri: *server
                        retry_policy: *retry
                        authorization_request: *request
                        authorization_response: *response
)";

} // namespace postern::dialect
