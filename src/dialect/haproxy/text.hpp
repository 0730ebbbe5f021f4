// The parts of the printed haproxy.cfg. %name% is filled in for the site.
//
// The text is tried alone and inside hostile surroundings: tests/e2e/test_haproxy_surroundings.py.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view haproxy_global_part =
    R"(# Postern in front of an application: the whole configuration of HAProxy (2.6 or later). postern.lua
# lies in the same folder. Print both again when the identity headers, login, resolver.listen or
# resolver.deadline of Postern's configuration change. Check it with: haproxy -c -f haproxy.cfg
#
# Lines of your own that open something, or change what Postern is told:
# - a rule above the check that answers by itself (`return`, `redirect`, `cache-use`) answers everybody;
# - a backend without the first rule of the one below is open to each frontend that asks nobody, and
#   behind `http-request allow` above the check;
# - `set-header` of an identity header below the check is your own word, and `set-path` and the like
#   there change what was checked;
# - `set-path`, `set-src` and the like above the check change what Postern is told;
# - variables whose name begins with txn.postern belong to this text.

global
    # Add user, group, log and stats socket as the file of your distribution has them.
    # Files are searched in the folder of this one.
    default-path config
    # Room for large cookies and tokens, and for the headers that are added.
    tune.bufsize 65536
    tune.maxrewrite 16384
%key%    # HAProxy before 3.0 asks a silent Postern four times, and has no setting for it.
.if version_atleast(3.0)
    httpclient.retries 1
    httpclient.timeout.connect 200
.endif
    # What postern.lua is told.
%settings%    lua-load postern.lua

# Only the two sections below have these: other `defaults` do not change them.
defaults postern
    mode http
    timeout http-request 10s
    timeout http-keep-alive 60s
    timeout client 60s
    timeout connect 5s
    timeout server 60s
    timeout tunnel 1h
)";

inline constexpr std::string_view haproxy_setting_part = R"(    setenv POSTERN_%name% '%value%'
)";

inline constexpr std::string_view haproxy_key_part =
    R"(    # The key of app.crt is in app.key.
    ssl-load-extra-del-ext
)";

inline constexpr std::string_view haproxy_frontend_part = R"(
frontend application from postern
    # In `mode tcp` HAProxy ignores every rule below.
    mode http
%binds%%host%%balancer%%paths%%login%    # The check. It takes away what only Postern may write, in any spelling, and ends the request
    # unless Postern says 200.
%checks%    # An error in the Lua ends here.
    http-request deny deny_status 503 unless { var(txn.postern) -m str passed }
    default_backend application

backend application from postern
    mode http
    # Whatever frontend leads here: a request that was not checked ends. Each backend of your own needs
    # this line, too.
    http-request deny deny_status 503 unless { var(txn.postern) -m str passed }
.if version_atleast(3.2)
    # A client could write an identity header behind the body. HAProxy before 3.2 passes such trailers
    # on as trailers: do not use an application there that takes them for headers.
    option http-drop-request-trailers
.endif
    server application %upstream%
)";

inline constexpr std::string_view haproxy_host_part =
    R"(    http-request deny deny_status 404 unless { req.fhdr(host),host_only -m %host_match% }
)";

inline constexpr std::string_view haproxy_balancer_part =
    R"(    # A balancer in front says the client's address, as the last one, and the scheme. It must overwrite
    # what its own client writes into X-Forwarded-Proto.
    acl postern_balancer src %balancers%
    http-request set-var(txn.postern_client) req.hdr_ip(x-forwarded-for,-1) if postern_balancer
    http-request set-var(txn.postern_scheme) str(https) if postern_balancer { req.fhdr(x-forwarded-proto) -m str -i https }
    http-request set-var(txn.postern_scheme) str(http) if postern_balancer { req.fhdr(x-forwarded-proto) -m str -i http }
)";

// A path that HAProxy and an application could read differently.
inline constexpr std::string_view haproxy_ambiguous_part =
    R"(    # A part of the paths has a policy of its own: no path may have two meanings, such as /x/..;/admin.
    http-request deny deny_status 400 if { path -m reg -i '//|[;\\#]|/(\.|%2e)(\.|%2e)?(/|$)' }
    # Nor may it have a broken escape, one of a control character or of a sign such as / and ;, or a letter
    # that is longer than UTF-8 allows. HAProxy cannot decode a path with a broken escape: no rule below
    # would see it.
    http-request deny deny_status 400 if { path -m reg -i '%([^0-9a-f]|.?$|.[^0-9a-f]|[01]|2[35f]|3[bf]|5c|7f|c[01]|e0%[89]|f0%8)' }
)";

inline constexpr std::string_view haproxy_login_part =
    R"(    # The login page and the plain paths below it are open, without any identity.
    http-request lua.postern_open if { path -m reg '^%login%(/[A-Za-z0-9_~@+-][A-Za-z0-9_.~@+-]*)*/?$' }
)";

// Escaped letters, and upper and lower case, make no difference.
inline constexpr std::string_view haproxy_protect_part =
    R"(    http-request lua.postern %endpoint% if { path,url_dec -m reg -i '^%path%(/|$)' } !{ var(txn.postern) -m found }
)";

inline constexpr std::string_view haproxy_check_part =
    R"(    http-request lua.postern %endpoint%%unless%
)";

} // namespace postern::dialect
