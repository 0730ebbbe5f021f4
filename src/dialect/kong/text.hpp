// The parts of the printed text for Kong. <name> is filled in.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view kong_part =
    R"(# Postern in front of an application, for Kong Gateway 3: a declarative configuration, kong.yml.
# Print it again when the identity headers, the endpoint or resolver.deadline of Postern's
# configuration change. docs/proxies/kong.md explains it.
#
# Kong itself must allow that the plugin loads its HTTP client, in kong.conf:
#   untrusted_lua = sandbox
#   untrusted_lua_sandbox_requires = resty.http
# or in its environment: KONG_UNTRUSTED_LUA_SANDBOX_REQUIRES=resty.http. Without it every request is 500.
#
# The plugin guards every route of this service. Another service with the same host is open, and a
# client's identity headers pass there.

_format_version: "3.0"
services:
- name: application
  host: "<application>"
  port: <application_port>
  protocol: http
  routes:
  - name: application
<host>    paths: [/]
    strip_path: false
    preserve_host: true
  plugins:
  # pre-function comes before all other plugins of the service. Its errors are 500: nobody gets in.
  - name: pre-function
    config:
      access:
      - |
<lua>)";

inline constexpr std::string_view kong_lua =
    R"(        local http = require("resty.http")

        -- Every identity header, in lower case.
        local identity = {
<names>        }

        -- Some applications take the path of a request, or a proxy, from these.
        local misleading = {
<misleading>        }

        -- What Postern reads of the client, and what a denial tells the client.
        local asked = {
          "authorization", "cookie", "accept", "origin", "upgrade", "sec-fetch-mode", "sec-websocket-key",
          "access-control-request-method",
        }
        local told = {"Cache-Control", "Content-Type", "Retry-After", "WWW-Authenticate"}

        local function refuse(status)
          return kong.response.exit(status, nil, {["Cache-Control"] = "no-store"})
        end

        -- Removes each such header of the client, whatever stands between its words. Kong shows
        -- at most 1000 headers: a request with more is refused.
        local function strip(headers)
          local count = 0
          for name, value in pairs(headers) do
            count = count + (type(value) == "table" and #value or 1)
            local folded = name:lower():gsub("[^a-z0-9]", "-")
            if identity[folded] or misleading[folded] then
              kong.service.request.clear_header(name)
            end
          end
          return count < 1000
        end

        -- Asks Postern; nil if there is no whole answer in time.
        local function ask(target, host, headers)
          local check = {
            ["X-Forwarded-Method"] = kong.request.get_method(),
            ["X-Forwarded-Uri"] = target,
            ["X-Forwarded-Host"] = host,
            ["X-Forwarded-Proto"] = kong.request.get_forwarded_scheme(),
            ["X-Forwarded-For"] = kong.client.get_forwarded_ip(),
          }
          for _, name in ipairs(asked) do
            check[name] = headers[name]
          end
          local client = http.new()
          client:set_timeouts(<patience>, <patience>, <patience>)
          return client:request_uri("http://<resolver><endpoint>", {
            method = "GET", headers = check, keepalive_timeout = 60000, keepalive_pool = 64,
          })
        end

        -- Each identity header becomes Postern's, or is not there.
        local function identify(answer)
          for name in pairs(identity) do
            local value = answer.headers[name]
            if type(value) == "table" then
              return false
            end
            if value and value ~= "" then
              kong.service.request.set_header(name, value)
            else
              kong.service.request.clear_header(name)
            end
          end
          return true
        end

        return function()
          local headers = kong.request.get_headers(1000)
          if not strip(headers) then
            return refuse(400)
          end
          -- A request that names one host in its target and another one in Host has two meanings.
          local host = headers["host"]
          if type(host) ~= "string" or host:lower():gsub(":%d+$", "") ~= kong.request.get_host():lower() then
            return refuse(400)
          end
          local target = kong.request.get_path_with_query()
<login>          local answer = ask(target, host, headers)
          local status = answer and answer.status
          if status == 200 then
            return identify(answer) or refuse(503)
          end
          -- A denial goes to the client; anything else is no answer.
          if status and ((status >= 300 and status < 500) or status == 503) then
            local denial = {}
            for _, name in ipairs(told) do
              denial[name] = answer.headers[name]
            end
            return kong.response.exit(status, answer.body, denial)
          end
          return refuse(503)
        end
)";

inline constexpr std::string_view kong_login_lua =
    R"(          -- The login page is open, in this spelling alone. Add each further path that it needs.
          if target:match("^[^?]*") == "<login>" then
            return
          end
)";

} // namespace postern::dialect
