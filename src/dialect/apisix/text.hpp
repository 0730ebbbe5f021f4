// The parts of the printed text for APISIX. <name> is filled in.
//
// APISIX runs the rewrite functions of all plugins before the access functions of all, whatever
// their priorities: serverless-pre-function and proxy-rewrite before forward-auth.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view apisix_routes_part =
    R"(# Postern in front of an application, for APISIX 3.17 and later: conf/apisix.yaml of a data plane
# that reads its routes from a file. Through the Admin API each route is the same, as JSON.
# Print it again when the identity headers, the endpoint or resolver.deadline of Postern's
# configuration change. docs/proxies/apisix.md explains it.
#
# A route without these plugins is open, and a client's identity headers pass there.

routes:
  - id: application
    uri: /*
<host>    enable_websocket: true
    plugins:
      # Before everything else each identity header of the client is removed, whatever stands
      # between its words; many applications read X_Authgear_User_Id like the name with dashes. So are
      # the last three, from which some applications take the path of a request, or a proxy. A request
      # that names one host in its target and another one in Host is refused.
      serverless-pre-function: &strip
        phase: rewrite
        functions:
          - |
<strip>      # The check: 200 allows, every other answer goes to the client, an outage is 503.
      forward-auth:
        uri: http://<resolver><endpoint>
        allow_degradation: false
        status_on_error: 503
        # The default is 3000.
        timeout: <patience>
        keepalive_pool: 64
        # APISIX sets X-Forwarded-Method, -Proto and -For itself. Its own X-Forwarded-Uri is the
        # decoded path, and its -Host has no port.
        extra_headers:
          X-Forwarded-Uri: $real_request_uri
          X-Forwarded-Host: $http_host
        # What Postern reads of the client.
        request_headers: [Authorization, Cookie, Accept, Origin, Upgrade, Sec-Fetch-Mode, Sec-WebSocket-Key, Access-Control-Request-Method]
        # Every identity header: each is set, or removed if Postern does not send it.
        upstream_headers:
<identity>        # What a denial tells the client, beside its status and body.
        client_headers: [Cache-Control, Content-Type, Retry-After, WWW-Authenticate]
    upstream: &application
      type: roundrobin
      nodes:
        - {host: "<application>", port: <application_port>, weight: 1}
<login>#END
)";

// A route for the login page. It compares the target as it was sent: no other spelling of the path
// is open.
inline constexpr std::string_view apisix_login_part =
    R"(  # The login page is open; identity headers of the client are removed. Add each further path that
  # it needs.
  - id: application-login
    uri: <login>
<host>    vars: [[real_request_uri, "~~", "^<pattern>(?:[?].*)?$"]]
    plugins:
      serverless-pre-function: *strip
    upstream: *application
)";

inline constexpr std::string_view apisix_strip_lua =
    R"(            local core = require("apisix.core")
            local removed = {
<names>            }
            return function(conf, ctx)
              for name in pairs(ngx.req.get_headers(0)) do
                if removed[(name:lower():gsub("[^a-z0-9]", "-"))] then
                  core.request.set_header(ctx, name, nil)
                end
              end
              local host = (ctx.var.http_host or ""):lower():gsub(":%d+$", "")
              if host == "" or host ~= ctx.var.host then
                return 400
              end
            end
)";

inline constexpr std::string_view apisix_config_part =
    R"(# Settings of APISIX that the routes need: merge them into conf/config.yaml.

deployment:
  role: data_plane
  role_data_plane: {config_provider: yaml}
nginx_config:
  http:
    # The default is "on".
    underscores_in_headers: "off"
)";

} // namespace postern::dialect
