"""Edits of the printed Envoy text, as people make them. One row is one line; each edit is a function of the text."""

TYPE = "type.googleapis.com/envoy"
ROUTE = "              - match: {prefix: /}\n                route: {cluster: application, timeout: 0s}\n"
ROUTER = "          - name: envoy.filters.http.router\n"


def instead(old, new):
    def edit(text):
        assert old in text, old
        return text.replace(old, new)

    return edit


def both(*edits):
    def edit(text):
        for each in edits:
            text = each(text)
        return text

    return edit


def below(line, more, indent):
    return instead(line + "\n", line + "\n" + " " * indent + more + "\n")


def manager(*fields):
    return below("          stat_prefix: guarded", ("\n" + " " * 10).join(fields), 10)


def check(fields):
    return below("              transport_api_version: V3", fields, 14)


def service(fields):
    return below("              http_service:", fields, 16)


def answers(fields):
    return below("                authorization_response: &response", fields, 18)


def first_filter(each):
    return below("          http_filters:", "- " + each, 10)


def last_filter(each):
    return instead(ROUTER, "          - " + each + "\n" + ROUTER)


def action(fields):
    return instead(ROUTE, ROUTE.replace("timeout: 0s", "timeout: 0s, " + fields))


def route(fields):
    return instead(ROUTE, ROUTE + " " * 16 + fields + "\n")


def another_route(each):
    return instead(ROUTE, "              - " + each + "\n" + ROUTE)


def host(fields):
    return below('              domains: ["*"]', fields, 14)


def routes(fields):
    return below("          route_config:", fields, 12)


def listener(fields):
    return below("  - name: guarded", fields, 4)


def cluster(name, fields):
    return below(f"  - name: {name}", fields, 4)


def to_application(fields):
    """Settings of HTTP towards the application."""
    options = "        explicit_http_config: {http_protocol_options: {}}\n"
    return lambda text: fields.join(text.rsplit(options, 1))


def process(fields):
    return lambda text: text + fields + "\n"


def http_filter(name, kind, fields=""):
    return f'{{name: {name}, typed_config: {{"@type": {TYPE}.extensions.filters.http.{kind}{fields and ", " + fields}}}}}'


def lua(code):
    text = f"function envoy_on_request(h) {code} end"
    return http_filter("lua", "lua.v3.Lua", f'default_source_code: {{inline_string: "{text}"}}')


def per_route(name, kind, fields=""):
    return f'typed_per_filter_config: {{{name}: {{"@type": {TYPE}.{kind}{fields and ", " + fields}}}}}'


CHECK, WALL = "envoy.filters.http.ext_authz", "envoy.filters.http.rbac"
OFF = per_route(CHECK, "extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", "disabled: true")
FILTER_OFF = per_route(CHECK, "config.route.v3.FilterConfig", "disabled: true")
BOTH_OFF = (
    f'typed_per_filter_config: {{{CHECK}: {{"@type": {TYPE}.config.route.v3.FilterConfig, disabled: true}}, '
    f'{WALL}: {{"@type": {TYPE}.config.route.v3.FilterConfig, disabled: true}}}}'
)
WALL_OFF = instead(f"          - name: {WALL}\n", f"          - name: {WALL}\n            disabled: true\n")
EVIL = "{header: {key: x-authgear-user-id, value: evil}, append_action: OVERWRITE_IF_EXISTS_OR_ADD}"
EVIL_MUTATION = f"mutations: {{request_mutations: [{{append: {EVIL}}}]}}"
CACHE = http_filter("cache", "cache.v3.CacheConfig", f'typed_config: {{"@type": {TYPE}.extensions.http.cache.simple_http_cache.v3.SimpleHttpCacheConfig}}')
TRAILERS = "        explicit_http_config: {http_protocol_options: {enable_trailers: true}}\n"
REDIRECTS = 'internal_redirect_policy: {max_internal_redirects: 2, redirect_response_codes: [301, 302, 303, 307, 308]}'
LIMIT = "stat_prefix: limit, token_bucket: {max_tokens: 100000, fill_interval: 1s}"

# Everything holds.
HOLDS = {
    "nothing": lambda text: text,
    # How requests are read.
    "merge_slashes off": instead("merge_slashes: true", "merge_slashes: false"),
    "normalize_path off": instead("normalize_path: true", "normalize_path: false"),
    "escaped slashes kept": instead("REJECT_REQUEST\n\n          # Before", "KEEP_UNCHANGED\n\n          # Before"),
    "escaped slashes unescaped": instead("REJECT_REQUEST\n\n          # Before", "UNESCAPE_AND_FORWARD\n\n          # Before"),
    "underscores allowed": instead("headers_with_underscores_action: REJECT_REQUEST", "headers_with_underscores_action: ALLOW"),
    "underscores dropped": instead("headers_with_underscores_action: REJECT_REQUEST", "headers_with_underscores_action: DROP_HEADER"),
    "use_remote_address off": instead("use_remote_address: true", "use_remote_address: false"),
    "a trusted hop": instead("xff_num_trusted_hops: 0", "xff_num_trusted_hops: 1"),
    "skip_xff_append": manager("skip_xff_append: true"),
    "append_x_forwarded_port": manager("append_x_forwarded_port: true"),
    "internal addresses": manager("internal_address_config: {unix_sockets: true, cidr_ranges: [{address_prefix: 0.0.0.0, prefix_len: 0}]}"),
    "trailers": both(manager("http_protocol_options: {enable_trailers: true}"), to_application(TRAILERS)),
    "case of names kept": manager(
        f'http_protocol_options: {{header_key_format: {{stateful_formatter: {{name: preserve_case, typed_config: {{"@type": '
        f"{TYPE}.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig}}}}}}}}"),
    "HTTP/1.0": manager("http_protocol_options: {accept_http_10: true, default_host_for_http_10: app.test}"),
    "custom methods": manager("http_protocol_options: {allow_custom_methods: true}"),
    "HTTP/2 of WebSocket": instead("{max_concurrent_streams: 100,", "{allow_connect: true,"),
    "large heads": manager("max_request_headers_kb: 512"),
    "host without port": manager("strip_any_host_port: true"),
    "host without a dot": manager("strip_trailing_host_dot: true"),
    "time-outs": manager("request_timeout: 9s", "stream_idle_timeout: 9s", "drain_timeout: 1s"),
    "no other time-outs": both(instead("          request_headers_timeout: 10s\n", ""), instead("            idle_timeout: 60s\n", "")),
    "names of servers": manager("server_name: gate", "via: gate"),
    "request id": manager("preserve_external_request_id: true"),
    "100 Continue": manager("proxy_100_continue: true"),
    "add_user_agent": manager("add_user_agent: true"),
    "access log": manager(f'access_log: [{{name: file, typed_config: {{"@type": {TYPE}.extensions.access_loggers.file.v3.FileAccessLog, path: /dev/null}}}}]'),
    "CONNECT": instead("[{upgrade_type: websocket}]", "[{upgrade_type: websocket}, {upgrade_type: CONNECT}]"),
    "early mutation above": below("              mutations: &removed", f"- append: {EVIL}", 14),
    "early mutation below": instead("\n\n          # A filter above", f"\n              - append: {EVIL}\n\n          # A filter above"),
    "small buffers": listener("per_connection_buffer_limit_bytes: 4096"),
    "tls_inspector": listener(f'listener_filters: [{{name: tls, typed_config: {{"@type": {TYPE}.extensions.filters.listener.tls_inspector.v3.TlsInspector}}}}]'),
    # The check.
    "failure_mode_allow_header_add": check("failure_mode_allow_header_add: true"),
    "clear_route_cache": instead("clear_route_cache: false", "clear_route_cache: true"),
    "validate_mutations off": instead("validate_mutations: true", "validate_mutations: false"),
    "cookies joined": instead("encode_raw_headers: true", "encode_raw_headers: false"),
    "part of the body": check("with_request_body: {max_request_bytes: 4, allow_partial_message: true}"),
    "the body": check("with_request_body: {max_request_bytes: 65536}"),
    "identity headers to Postern": instead("                - exact: cookie\n", "                - exact: cookie\n                - prefix: x-\n"),
    "Cookie and no more": instead("                - exact: accept\n                - exact: origin\n", "                - exact: accept\n"),
    "no retry": instead("                  num_retries: 1\n", "                  num_retries: 0\n"),
    "many retries": instead("                  num_retries: 1\n", "                  num_retries: 5\n"),
    "retry of everything": instead("retry_on: connect-failure,reset", "retry_on: 5xx"),
    "answers of the check to the client": answers("allowed_client_headers_on_success: {patterns: [{prefix: x-authgear}]}"),
    "all headers of a 200": instead("                    - exact: x-authgear-user-id\n", "                    - prefix: x-\n"),
    "the check's counters": check("stat_prefix: postern"),
    "the check's log": check("emit_filter_state_stats: true"),
    # Other filters, for requests that are not checked yet.
    "lua that says who it is": first_filter(lua("h:headers():replace('x-authgear-user-id', 'evil')")),
    "lua that says who it is, in another spelling, checked again": first_filter(lua("h:headers():add('x-team', 'evil')")),
    "lua with metadata": first_filter(lua(f"h:streamInfo():dynamicMetadata():set('{CHECK}', 'other', 'no-store')")),
    "header_mutation": first_filter(http_filter("another", "header_mutation.v3.HeaderMutation", EVIL_MUTATION)),
    "cors": both(first_filter(http_filter("envoy.filters.http.cors", "cors.v3.Cors")),
                 host(per_route("envoy.filters.http.cors", "extensions.filters.http.cors.v3.CorsPolicy", 'allow_origin_string_match: [{exact: "https://a.test"}]'))),
    "local_ratelimit": first_filter(http_filter("limit", "local_ratelimit.v3.LocalRateLimit", LIMIT)),
    "grpc_web": first_filter(http_filter("grpc_web", "grpc_web.v3.GrpcWeb")),
    "fault of nobody": first_filter(http_filter("fault", "fault.v3.HTTPFault")),
    "compressor": first_filter(http_filter("compressor", "compressor.v3.Compressor", "compressor_library: {name: gzip, typed_config: "
                               f'{{"@type": {TYPE}.extensions.compression.gzip.compressor.v3.Gzip}}}}')),
    "ip_tagging": first_filter(http_filter("tags", "ip_tagging.v3.IPTagging", "ip_tags: [{ip_tag_name: a, ip_list: [{address_prefix: 127.0.0.0, prefix_len: 8}]}]")),
    # Other filters, for requests that are checked.
    "local_ratelimit below": last_filter(http_filter("limit", "local_ratelimit.v3.LocalRateLimit", LIMIT)),
    "cache below": last_filter(CACHE),
    "lua below": last_filter(lua("h:headers():add('x-other', 'a')")),
    # Routes and what is said of them.
    "prefix_rewrite": action("prefix_rewrite: /app/"),
    "regex_rewrite": action('regex_rewrite: {pattern: {regex: "^/(.*)"}, substitution: "/app/\\\\1"}'),
    "host_rewrite_literal": action("host_rewrite_literal: inside.test"),
    "internal redirects": action(REDIRECTS),
    "retry_policy": action('retry_policy: {retry_on: "5xx,reset", num_retries: 2}'),
    "hedge_policy": action("hedge_policy: {hedge_on_per_try_timeout: true}"),
    "a limit of time": instead("route: {cluster: application, timeout: 0s}", "route: {cluster: application}"),
    "priority": action("priority: HIGH"),
    "hash_policy": action("hash_policy: [{header: {header_name: x-authgear-user-id}}]"),
    "upgrade of the route": action("upgrade_configs: [{upgrade_type: websocket, enabled: true}]"),
    "weighted_clusters": instead("route: {cluster: application, timeout: 0s}", "route: {weighted_clusters: {clusters: [{name: application, weight: 1}]}}"),
    "response headers": host("response_headers_to_add: [{header: {key: x-other, value: a}}]"),
    "attempts are counted": host("include_request_attempt_count: true"),
    "a second host": instead("            - name: application\n", '            - name: second\n              domains: ["other.test", "app.test"]\n'
                             "              routes: [{match: {prefix: /}, route: {cluster: application}}]\n            - name: application\n"),
    "a route of a header": another_route("{match: {prefix: /, headers: [{name: x-authgear-user-id, present_match: true}]}, route: {cluster: application}}"),
    "a redirect": another_route("{match: {path: /old}, redirect: {path_redirect: /new}}"),
    "a page of Envoy": another_route("{match: {path: /page}, direct_response: {status: 200, body: {inline_string: a}}}"),
    # Clusters and the process.
    "a request for each connection": cluster("postern", "max_requests_per_connection: 1"),
    "outlier_detection": cluster("postern", "outlier_detection: {consecutive_5xx: 1, base_ejection_time: 0.1s, max_ejection_percent: 100}"),
    "preconnect": cluster("postern", "preconnect_policy: {per_upstream_preconnect_ratio: 2}"),
    "idle connections stay": instead("        common_http_protocol_options: {idle_timeout: 60s}\n", ""),
    "default limits": lambda text: "\n".join(line for line in text.split("\n") if "circuit_breakers" not in line),
    "runtime": process('layered_runtime: {layers: [{name: a, static_layer: {re2.max_program_size.error_level: 1000}}]}'),
}

# Rows that are about the check over HTTP alone.
OVER_HTTP = {
    "identity headers to Postern", "Cookie and no more", "answers of the check to the client", "all headers of a 200",
    "its answer is not known", "another server is asked", "the target of the check is the client's", "not copied",
}

# Edits after which a path reaches Postern as the client wrote it.
PATHS = ("normalize_path off", "merge_slashes off", "escaped slashes kept")

# Nobody is told a lie, but some are refused who could get in: a failure of Postern is 403 and not 503.
REFUSED_FAILURES = {
    "failure_mode_allow": instead("failure_mode_allow: false", "failure_mode_allow: true"),
    "failure_mode_allow with a header": both(instead("failure_mode_allow: false", "failure_mode_allow: true"), check("failure_mode_allow_header_add: true")),
    "another status": instead("status_on_error: {code: ServiceUnavailable}", "status_on_error: {code: Forbidden}"),
}

# The check is skipped: nobody gets in.
CLOSED = {
    "the check is off for a route": route(OFF),
    "the filter is off for a route": route(FILTER_OFF),
    "the check is off for a host": host(OFF),
    "the filter is off for a host": host(FILTER_OFF),
    "the check is off for all routes": routes(OFF),
    "the check is off for everybody": check("filter_enabled: {default_value: {numerator: 0}}"),
    "the filter is off": instead("          - name: envoy.filters.http.ext_authz\n", "          - name: envoy.filters.http.ext_authz\n            disabled: true\n"),
    "the check is off by metadata": check('filter_enabled_metadata: {filter: a, path: [{key: b}], value: {string_match: {exact: "on"}}}'),
    "its answer is not known": instead("                  dynamic_metadata_from_headers:\n                    patterns: [{exact: cache-control}]\n", ""),
    "another server is asked": instead("cluster: postern, timeout", "cluster: application, timeout"),
}

# What the operator says of the connection is believed: TLS ends before Envoy.
SCHEME = manager("scheme_header_transformation: {scheme_to_overwrite: https}")

# A filter that waits for the end of a request never sees that of a WebSocket.
BUFFERS = {
    "buffer": first_filter(http_filter("buffer", "buffer.v3.Buffer", "max_request_bytes: 1000000")),
    "buffer below": last_filter(http_filter("buffer", "buffer.v3.Buffer", "max_request_bytes: 1000000")),
}

# Somebody's own words, which the text cannot take back: this target is answered without a check, here while
# Postern fails so. Still no client says who it is.
OPENS = {
    "both filters are off for a route": (another_route(f"{{match: {{prefix: /open}}, route: {{cluster: application}}, {BOTH_OFF}}}"), "/open", ""),
    "both filters are off for a host": (host(BOTH_OFF), "/", ""),
    "failures pass, and the wall is off": (both(instead("failure_mode_allow: false", "failure_mode_allow: true"), WALL_OFF), "/", "closes"),
    "the target of the check is the client's": (instead('path_override: "/authz/envoy"', "# no target"), "/resolve", ""),
}

# A cache above the check answers everybody with the page of somebody; one below it answers those who may come in.
CACHES = {"above the check": (first_filter(CACHE), 200), "below the check": (last_filter(CACHE), 401)}

# Somebody's own words: the application is told who it is by the configuration, not by a client.
SAYS = {
    "lua below the check": last_filter(lua("h:headers():replace('x-authgear-user-id', 'evil')")),
    "request_headers_to_add": host(f"request_headers_to_add: [{EVIL}]"),
    "header_mutation below the check": last_filter(http_filter("another", "header_mutation.v3.HeaderMutation", EVIL_MUTATION)),
}

# Somebody's own words: the application does not learn who it is.
FORGETS = {
    "request_headers_to_remove": host("request_headers_to_remove: [x-authgear-user-id]"),
    "not copied": instead("                    - exact: x-authgear-user-id\n", ""),
}
