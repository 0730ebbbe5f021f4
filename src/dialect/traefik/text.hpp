// The parts of the printed Traefik text. %name% is filled in for the site.
//
// The text is tried alone and inside hostile surroundings: tests/e2e/test_traefik_surroundings.py.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view traefik_head =
    R"(# Postern in front of an application: the whole configuration of Traefik (3.7.15 or later), its static
# and its dynamic part in one file. Save it as traefik.yml and start `traefik` in the folder of it.
# Print it again when the identity headers or resolver.listen of Postern's configuration change.

providers:
  file:
    # The dynamic part (`http`, `tls`) is read from this same file. If Traefik starts in another
    # folder, write the whole path here.
    filename: traefik.yml

entryPoints:
  web:%entry_point_anchor%
    address: '%listen%'
    http:
      # Every router of this entry point, also one of another file or provider: the identity headers
      # of clients are removed before anything else.
      middlewares:
        - postern-strip@file
      # Names such as X_Authgear_User_Id, which many applications read like the one with dashes: 400.
      aliasHeadersStrategy: reject
      # Routers, Postern and the application see one path. An escaped slash and the like, which some
      # of them decode and others do not, are refused with 400. If the application needs one of them
      # (such as /projects/a%2Fb), allow it here: then paths no longer separate what is open from
      # what is guarded.
      sanitizePath: true
      encodedCharacters:
        allowEncodedSlash: false
        allowEncodedBackSlash: false
        allowEncodedNullCharacter: false
        allowEncodedSemicolon: false
        allowEncodedPercent: false
        allowEncodedQuestionMark: false
        allowEncodedHash: false
      maxHeaderBytes: 65536
)";

inline constexpr std::string_view traefik_entry_point_tls = R"(      # HTTPS alone, with HTTP/2.
      tls: {}
)";

inline constexpr std::string_view traefik_no_balancer =
    R"(    # X-Forwarded-For, -Proto and the like of a client are removed.
    forwardedHeaders:
      insecure: false
)";

inline constexpr std::string_view traefik_balancer =
    R"(    # X-Forwarded-For and -Proto are believed if they come from here. The balancer must overwrite
    # what its client sends in them.
    forwardedHeaders:
      insecure: false
      trustedIPs:
)";

inline constexpr std::string_view traefik_another_entry_point = R"(  web-%number%:
    <<: *web
    address: '%listen%'
)";

inline constexpr std::string_view traefik_routers = R"(
http:
  # Postern is asked where a router names its middleware. For each router of your own:
  # - without `postern@file` everybody reaches its service, without any identity;
  # - `postern@file` comes first. In front of it, stripPrefix and the like change the path that
  #   Postern is told, and `errors` turns its denial into another answer; behind it, `headers` and
  #   `plugin` can overwrite an identity;
  # - a longer rule, or a higher priority, takes requests away from the routers below.
  # Traefik tunnels every protocol that a client names in Upgrade. Postern sees only the first request
  # of a tunnel, so there is one for WebSocket and for nothing else.
  routers:
)";

inline constexpr std::string_view traefik_guarded_routers = R"(    %name%:
      entryPoints: [%entry_points%]
      rule: '%rule%'
%priority%      middlewares:
%strip%        - %check%@file
        - postern-no-tunnel@file
      service: application@file
    %name%-websocket:
      entryPoints: [%entry_points%]
      rule: '%rule% && HeaderRegexp(`Upgrade`, `(?i)^websocket$`)'
%websocket_priority%      middlewares:
%strip%        - %check%@file
      service: application@file
)";

// Paths that a rule and an application could read differently. The last two parts are for entry
// points without sanitizePath.
// \x{FFFD} stands for octets that are not UTF-8, such as an overlong slash (RFC 3629 §3).
inline constexpr std::string_view traefik_odd_path =
    R"([;%\\\x00-\x1f\x7f\x{FFFD}]|//|/[.]{1,2}(?:/|$))";

inline constexpr std::string_view traefik_odd_path_router =
    R"(    # A part of the paths has a policy of its own: no path may have two meanings, such as /x/..;/admin.
    odd-path:
      entryPoints: [%entry_points%]
      rule: '%host%PathRegexp(`%odd_path%`)'
      priority: 100000
      middlewares:
        - postern-refuse@file
      service: noop@internal
)";

inline constexpr std::string_view traefik_trace_router =
    R"(    # The answer to TRACE would be the request itself, with the identity in it.
    trace:
      entryPoints: [%entry_points%]
      rule: '%host%Method(`TRACE`)'
      priority: 100001
      middlewares:
        - postern-no-trace@file
      service: noop@internal
)";

inline constexpr std::string_view traefik_login_router =
    R"(    # The login page: open, without any identity. A path with `;` or with an escape of those that the
    # entry point refuses is left to the others: some applications read /login/..;/x as /x.
    login:
      entryPoints: [%entry_points%]
      rule: '%rule% && !PathRegexp(`%odd_path%`)'
%priority%      middlewares:
        - postern-strip@file
        - postern-no-tunnel@file
      service: application@file
)";

inline constexpr std::string_view traefik_middlewares = R"(
  middlewares:
    postern-strip:
      headers:
        # An empty value removes the header.
        customRequestHeaders:
)";

inline constexpr std::string_view traefik_strip_misleading =
    R"(          # Some frameworks take the path of the request from these, past the path that was checked,
          # and CGI programs take Proxy for their variable HTTP_PROXY.
)";

inline constexpr std::string_view traefik_strip_original =
    R"(          # What the balancer may pass on from its client: Postern is told the request itself.
          X-Forwarded-Method: ''
          X-Forwarded-Uri: ''
          X-Forwarded-Host: ''
          X-Forwarded-Port: ''
          X-Forwarded-Prefix: ''
)";

inline constexpr std::string_view traefik_trust_nobody =
    R"(        # Method, URI, host, scheme and address are Traefik's own words, not the client's.
        trustForwardHeader: false
)";

// Safe only behind `postern-strip`, which removes the fields that are not the balancer's.
inline constexpr std::string_view traefik_trust_balancer =
    R"(        # Scheme and address may be the balancer's words; the rest is Traefik's own, because
        # postern-strip has removed what would be believed instead.
        trustForwardHeader: true
)";

inline constexpr std::string_view traefik_refuse = R"(
    postern-refuse:
      ipAllowList:
        # Nobody has this address.
        sourceRange: ['255.255.255.255']
        rejectStatusCode: 400
)";

inline constexpr std::string_view traefik_check = R"(
    postern-no-tunnel:
      headers:
        customRequestHeaders:
          Upgrade: ''

    postern-no-trace:
      ipAllowList:
        # Nobody has this address.
        sourceRange: ['255.255.255.255']
        rejectStatusCode: 405

    # The check. Traefik waits up to 30 s for an answer and has no setting for it; Postern answers
    # within resolver.deadline. Traefik keeps two idle connections to Postern and opens another one
    # for each further check at the same time.
    postern:
      forwardAuth:%check_anchor%
        address: 'http://%resolver%%endpoint%'
%trust%        preserveLocationHeader: true
        maxResponseBodySize: 65536
        # Each identity header is Postern's: the client's is removed, also if Postern sets none.
        authResponseHeaders:
%copied%        # The same for all other ways to write a dash and for every case. Header names reach this
        # pattern with capitals: it must begin with (?i).
        authResponseHeadersRegex: "(?i)^(\
%pattern%)$"
)";

inline constexpr std::string_view traefik_another_check = R"(    %check%:
      forwardAuth:
        <<: *postern
        address: 'http://%resolver%%endpoint%'
)";

inline constexpr std::string_view traefik_services = R"(
  services:
    application:
      loadBalancer:
        # The application gets the Host of the client.
        passHostHeader: true
        servers:
          - url: 'http://%upstream%'
)";

inline constexpr std::string_view traefik_tls = R"(
tls:
  certificates:
    - certFile: '%certificate%'
      keyFile: '%key%'
  # For clients that name no host, or another one.
  stores:
    default:
      defaultCertificate:
        certFile: '%certificate%'
        keyFile: '%key%'
)";

} // namespace postern::dialect
