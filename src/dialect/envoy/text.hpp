// The parts of the printed Envoy text: a whole bootstrap. <name> is filled in.
//
// The text must hold when somebody changes it: tests/e2e/test_envoy_surroundings.py edits it as
// people do. Settings that only repeat Envoy's default are there because of such an edit.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view listener_part =
    R"(# Postern in front of an application, for Envoy <version> or later: envoy -c envoy.yaml
# Print it again when the identity headers, <postern> or resolver.deadline of Postern's
# configuration change. <page> explains it.

static_resources:
  listeners:
  - name: guarded
    address: <listen>
<more_listen>    filter_chains:
<chain>filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: guarded
          upgrade_configs: [{upgrade_type: websocket}]
          # A malformed request ends its stream and not the others' (RFC 9113 section 8.1.1).
          http2_protocol_options: {max_concurrent_streams: 100, override_stream_error_on_invalid_http_message: true}
          request_headers_timeout: 10s
          common_http_protocol_options:
            idle_timeout: 60s
            # Identity headers count, too: with Envoy's default of 100 a client that sends 90 would
            # get 500.
            max_headers_count: 128
            # Many applications read X_Authgear_User_Id like the name with dashes.
            headers_with_underscores_action: REJECT_REQUEST

          # The client's address and scheme are those <source>.
          use_remote_address: true
          xff_num_trusted_hops: <hops>
<scheme>
          # Routes, Postern and the application see one form of each path, so that no spelling of
          # it takes a route with less protection. What could be read in two ways is refused.
          normalize_path: true
          merge_slashes: true
          path_with_escaped_slashes_action: REJECT_REQUEST

          # Before everything else each identity header of the client is removed, whatever stands
          # between its words; so are the headers with which proxies describe a request, because some
          # frameworks take its path from them, and Proxy, which CGI programs take for HTTP_PROXY.
          early_header_mutation_extensions:
          - name: envoy.http.early_header_mutation.header_mutation
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation
              mutations: &removed
<removed>              - remove_on_match: {key_matcher: {safe_regex: {regex: "(?i)x[^a-z0-9](<proxies>)[^a-z0-9].*"}}}
              - remove_on_match: {key_matcher: {safe_regex: {regex: "(?i)forwarded|proxy|x[^a-z0-9]real[^a-z0-9]ip|x[^a-z0-9]rewrite[^a-z0-9]url"}}}

          # A filter above ext_authz works for requests that nobody has checked: a cache there would
          # answer everybody. Put filters of your own directly above the router.
          http_filters:
          # The same headers as trailers, where somebody lets trailers pass.
          - name: envoy.filters.http.header_mutation
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.header_mutation.v3.HeaderMutation
              mutations: {request_trailers_mutations: *removed}
)";

// A balancer says the address and scheme of the client, so -For and -Proto stay, in this spelling
// alone.
inline constexpr std::string_view envoy_balancer_part =
    R"(              - remove_on_match: {key_matcher: {safe_regex: {regex: "(?i)x[^a-z0-9]forwarded[^a-z0-9](port|prefix|[^fp].*)$"}}}
              - remove_on_match: {key_matcher: {safe_regex: {regex: "(?i)x([^a-z0-9-]forwarded[^a-z0-9]|[^a-z0-9]forwarded[^a-z0-9-]).*"}}}
)";

// The check; what Postern reads of it and how it is sent follows.
inline constexpr std::string_view envoy_check_part =
    R"(          # The check: <meaning>, an outage is 503.
          - name: envoy.filters.http.ext_authz
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz
              transport_api_version: V3
              failure_mode_allow: false
              status_on_error: {code: ServiceUnavailable}
              clear_route_cache: false
              validate_mutations: true
<question>)";

inline constexpr std::string_view envoy_wall_part =
    R"(          # The application is reached only if Postern itself has allowed this request,
          # also where something else has skipped the check or has let its failure pass.
          - name: envoy.filters.http.rbac
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
              rules:
                action: ALLOW
                policies:
                  allowed-by-postern:
                    permissions: [{any: true}]
                    principals:
                    - sourced_metadata:
                        metadata_source: DYNAMIC
                        metadata_matcher:
                          filter: envoy.filters.http.ext_authz
                          <proof>
          - name: envoy.filters.http.router
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router

          # Who gets 503 because of an outage may try again.
          local_reply_config:
            mappers:
            - filter:
                and_filter:
                  filters:
                  - status_code_filter: {comparison: {op: EQ, value: {default_value: 503, runtime_key: postern.unavailable}}}
                  - response_flag_filter: {flags: [UAEX]}
              headers_to_add:
              - {header: {key: retry-after, value: "1"}, append_action: OVERWRITE_IF_EXISTS_OR_ADD}
              - {header: {key: cache-control, value: no-store}, append_action: OVERWRITE_IF_EXISTS_OR_ADD}

)";

inline constexpr std::string_view routes_part =
    R"(          # Every route is checked, also one that you add. `timeout: 0s`: an answer may take as long as
          # it needs; a stream without data ends after five minutes.
          route_config:
            ignore_port_in_host_matching: true
            virtual_hosts:
            - name: application
              domains: ["<domain>"]
              routes:
              # The answer to TRACE would be the request itself, with the identity in it.
              - match: {prefix: /, headers: [{name: ":method", string_match: {exact: TRACE}}]}
                direct_response: {status: 405}
<routes>              - match: {prefix: /}
                route: {cluster: application, timeout: 0s}
)";

// Of Envoy's own reading of a path, after normalize_path.
inline constexpr std::string_view odd_path_route =
    R"(              # A part of the paths is open, or has rights of its own: no path may have two meanings.
              - match: {safe_regex: {regex: "(?i).*(;|%([^0-9a-f]|.?$|.[^0-9a-f]|[01]|2[35]|3[bf]|5c|7f|c[01]|e0%[89]|f0%8)).*"}}
                direct_response: {status: 400}
)";

// A path that stays open. Two joined Host lines (`a,b`) are not for it: Postern
// refuses them.
inline constexpr std::string_view open_route =
    R"(              # The login page is open: both filters are off. Identity headers are removed all the
              # same.
              - match: {<match>, headers: [{name: ":authority", string_match: {contains: ","}, invert_match: true}]}
                route: {cluster: application, timeout: 0s}
                typed_per_filter_config:
                  envoy.filters.http.ext_authz: {"@type": type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true}
                  envoy.filters.http.rbac: {"@type": type.googleapis.com/envoy.config.route.v3.FilterConfig, disabled: true}
)";

inline constexpr std::string_view protected_route =
    R"(              - match: {<match>}
                route: {cluster: application, timeout: 0s}
                typed_per_filter_config:
                  envoy.filters.http.ext_authz:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute
                    check_settings:
<settings>)";

inline constexpr std::string_view tls_part =
    R"(      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context:
            alpn_protocols: [h2, http/1.1]
            tls_certificates:
            - certificate_chain: {filename: "<certificate>"}
              private_key: {filename: "<key>"}
)";

inline constexpr std::string_view clusters_part = R"(
  clusters:
)";

// Idle connections end here first: Postern closes its own after 130 s. The default
// limits of a cluster (1024 connections, 3 retries at a time) would deny checks under
// load.
inline constexpr std::string_view cluster_part =
    R"(  - name: <name>
    type: <discovery>
    connect_timeout: <connect>s
    load_assignment:
      cluster_name: <name>
      endpoints: [{lb_endpoints: [{endpoint: {address: <address>}}]}]
    typed_extension_protocol_options:
      envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
        "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
        explicit_http_config: {<protocol>}
        common_http_protocol_options: {idle_timeout: 60s}
    circuit_breakers: {thresholds: [{max_connections: 8192, max_pending_requests: 8192, max_requests: 8192, max_retries: 8192}]}
)";

} // namespace postern::dialect
