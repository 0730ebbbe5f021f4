"""Edits of the printed Envoy text for gRPC, as people make them. One row is one line; each edit is a function of the text."""
import envoy_surroundings as common
from envoy_surroundings import CHECK, OFF, TYPE, both, check, cluster, first_filter, host, http_filter, instead, last_filter, per_route, route


def without_http(rows):
    return {name: edit for name, edit in rows.items() if name not in common.OVER_HTTP}


def context(fields):
    """What a route or a host says to Postern."""
    return per_route(CHECK, "extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute", f"check_settings: {{context_extensions: {{{fields}}}}}")


def allowed_headers(*names):
    return check(f"allowed_headers: {{patterns: [{', '.join(f'{{exact: {name}}}' for name in names)}]}}")


def settings(*fields):
    return below_service(" " * 16 + ("\n" + " " * 16).join(fields) + "\n")


def below_service(lines):
    return instead("              grpc_service:\n", "              grpc_service:\n" + lines)


READ = ("authorization", "cookie", "accept", "upgrade", "sec-websocket-key", "sec-fetch-mode", "origin")
PING = ": {connection_keepalive: {interval: 10s, timeout: 1s}}"
SECOND = http_filter("second", "ext_authz.v3.ExtAuthz", "transport_api_version: V3, encode_raw_headers: true, "
                     "grpc_service: {envoy_grpc: {cluster_name: postern}, timeout: 1s}")
HEALTH = 'health_checks: [{timeout: 1s, interval: 1s, unhealthy_threshold: 1, healthy_threshold: 1, grpc_health_check: {%s}}]'
STATES = both(check("include_peer_certificate: true"), check("include_tls_session: true"))

# Everything holds.
HOLDS = {
    **without_http(common.HOLDS),
    "the body as octets": check("with_request_body: {max_request_bytes: 65536, pack_as_bytes: true}"),
    "a body that is larger than the limit": check("with_request_body: {max_request_bytes: 8, allow_partial_message: true, pack_as_bytes: true}"),
    "the headers that Postern reads": allowed_headers(*READ),
    "no header of another kind": check("disallowed_headers: {patterns: [{prefix: x-other}]}"),
    "certificates and TLS": STATES,
    "metadata of others": both(check("metadata_context_namespaces: [envoy.filters.http.jwt_authn]"), check("route_metadata_context_namespaces: [a]"),
                               route("metadata: {filter_metadata: {a: {policy: nobody}}}")),
    "metadata of the call": settings('initial_metadata: [{key: x-forwarded-for, value: "192.0.2.66"}, {key: x-authgear-user-id, value: evil}]'),
    "a credential in the metadata of the call": settings("initial_metadata: [{key: authorization, value: Bearer x}, {key: cookie, value: session=x}]"),
    "another authority": instead("{cluster_name: postern}", "{cluster_name: postern, authority: other.test}"),
    "Postern's answer is small": instead("{cluster_name: postern}", "{cluster_name: postern, max_receive_message_length: 65536}"),
    "no pings": instead(PING, ": {}"),
    "many pings": instead(PING, ": {connection_keepalive: {interval: 0.6s, timeout: 0.5s}}"),
    "one stream at a time": instead(PING, ": {max_concurrent_streams: 1}"),
    "the health of the server": cluster("postern", HEALTH % ""),
    "the health of the service": cluster("postern", HEALTH % "service_name: envoy.service.auth.v3.Authorization"),
    "another name of the filter": instead("          - name: envoy.filters.http.ext_authz\n", "          - name: postern\n"),
    "a route that names the policy of all": route(context("policy: readers")),
    "a host that names the policy of all": host(context("policy: readers")),
    "metadata for the check": check('filter_metadata: {policy: nobody}'),
}

# Postern is asked twice.
TWICE = {
    "above": first_filter(SECOND),
    "below": last_filter(SECOND),
    "above, and the printed one is off": both(first_filter(SECOND), route(OFF)),
}

CLOSED = {
    **without_http(common.CLOSED),
    "Authorization is not sent": allowed_headers("cookie", "accept"),
    "the application is asked": instead("{cluster_name: postern}", "{cluster_name: application}"),
    "HTTP/1.1 to the listener of gRPC": instead("http2_protocol_options" + PING, "http_protocol_options: {}"),
}

# A policy of a route or a host: the statuses for somebody without a credential, one without the scope, one with it, one of
# the staff. What Postern does not know opens nothing.
READERS, STAFF, REFUSED = (401, 403, 200, 403), (401, 403, 403, 200), (400, 400, 400, 400)
CONTEXTS = {
    "nothing": (lambda text: text, READERS),
    "the policy of all": (route(context("policy: readers")), READERS),
    "another policy": (route(context("policy: staff")), STAFF),
    "another policy of a host": (host(context("policy: staff")), STAFF),
    "a route's before a host's": (both(host(context("policy: staff")), route(context("policy: readers"))), READERS),
    "a misspelt policy": (route(context("policy: staf")), REFUSED),
    "an empty policy": (route(context('policy: ""')), REFUSED),
    "another case": (route(context("policy: Staff")), REFUSED),
    "a misspelt key": (route(context("polcy: staff")), REFUSED),
    "a policy and another key": (route(context("policy: staff, team: a")), REFUSED),
    "another key of the host": (both(host(context("team: a")), route(context("policy: readers"))), REFUSED),
}

# Failures of Postern, not its denials, become this status.
REFUSED_FAILURES = common.REFUSED_FAILURES

# Somebody's own words, which the text cannot take back.
OPENS = without_http(common.OPENS)
CACHES, SAYS, FORGETS = common.CACHES, common.SAYS, without_http(common.FORGETS)

# What Envoy knows after an allowance.
WHO = "%DYNAMIC_METADATA(envoy.filters.http.ext_authz:postern:x-authgear-user-id)%"


def log_of_users(file):
    kind = f"{TYPE}.extensions.access_loggers.file.v3.FileAccessLog"
    line = f'log_format: {{text_format_source: {{inline_string: "%RESPONSE_CODE% {WHO}\\n"}}}}'
    return common.manager(f'access_log: [{{name: file, typed_config: {{"@type": {kind}, path: "{file}", {line}}}}}]')


def only_for(user):
    """A filter that lets one user pass."""
    value = f"value: {{string_match: {{exact: {user}}}}}"
    path = "filter: envoy.filters.http.ext_authz, path: [{key: postern}, {key: x-authgear-user-id}]"
    principal = f"sourced_metadata: {{metadata_source: DYNAMIC, metadata_matcher: {{{path}, {value}}}}}"
    policy = f"one: {{permissions: [{{any: true}}], principals: [{{{principal}}}]}}"
    return last_filter(http_filter("users", "rbac.v3.RBAC", f"rules: {{action: ALLOW, policies: {{{policy}}}}}"))
