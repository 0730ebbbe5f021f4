// The parts of the printed Caddyfile. %name% is filled in for the site.
//
// The text must not depend on the lines around it: tests/e2e/test_caddy_surroundings.py runs it
// inside hostile ones. Caddy sorts the directives of a site by its own table, wherever they stand.
// The check is forward_auth at the level of the site, because in that table nothing that answers a
// request comes before it, but redir.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view caddy_head_part =
    R"(# Postern in front of an application: a site for the Caddyfile of Caddy (2.6.2, or 2.11.2 or later). Print
# it again when the identity headers, resolver.listen or resolver.deadline of Postern's configuration
# change.
#
# Caddy sorts the directives of a site. It runs vars, redir, rewrite, uri, try_files and basic_auth
# before the check, and every handle, route, respond, reverse_proxy and file_server after it: what
# you add to this site is guarded, too, and gets the identity headers. These lines open it again:
# - a matcher at forward_auth that leaves out what shall be open;
# - the global option `order`, if it moves forward_auth, request_header or what answers requests;
# - handle_errors with a reverse_proxy: its request is not checked, and not freed of identity headers;
# - request_header with an identity header;
# - another site for the same address with a host of its own.
# Another forward_auth stands above the check: Caddy remembers the last answer only.

%sites% {
%bind%%tls%
	# What the client asks for, before rewrite, uri and try_files change it, and whatever the global
	# option trusted_proxies believes.
	vars postern_uri {http.request.uri}
	vars postern_host {http.request.hostport}
	vars postern_scheme {http.request.scheme}
	vars postern_client {http.request.remote.host}
)";

inline constexpr std::string_view caddy_balancer_part = R"(
	# A balancer in front says the client's address, as the last one, and the scheme. If the last one is
	# no plain address, the client is the balancer.
	@postern_client {
		remote_ip %balancers%
		vars_regexp postern {http.request.header.X-Forwarded-For} (?:^|[,\s])([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)\s*$
	}
	@postern_https {
		remote_ip %balancers%
		header X-Forwarded-Proto https
	}
	vars @postern_client postern_client {http.regexp.postern.1}
	vars @postern_https postern_scheme https
)";

inline constexpr std::string_view caddy_login_part = R"(
	# The login page and the plain paths below it are open.
	@postern_login vars_regexp {http.vars.postern_uri} %login%
)";

inline constexpr std::string_view caddy_ambiguous_part = R"(
	# Some applications take these paths for others than Caddy does: with dot segments, semicolons,
	# two slashes, and escapes of characters that have a meaning in a path.
	@postern_dots vars_regexp {http.vars.postern_uri} ^[^?]*/(\.|%2[Ee])(\.|%2[Ee])?([/?]|$)
	handle @postern_dots {
		respond 400
	}
	@postern_ambiguous vars_regexp {http.vars.postern_uri} ^[^?]*(//|;|%([01]|2[35Ff]|3[BbFf]|5[Cc]|7[Ff]|[Cc][01]|[Ee]0%[89]|[Ff]0%8))
	handle @postern_ambiguous {
		respond 400
	}
)";

// The question mark keeps the client's query out of the check. Caddy answers a check that fails
// with an error, which handle_errors below turns into 503.
inline constexpr std::string_view caddy_check_part = R"(
	# The check. It tells Postern what the client asked for, and its answer decides: all but 2xx goes
	# to the client as it is. The check has no body, no condition and no upgrade.
	forward_auth%guarded% %resolver% {
		uri %endpoint%?
		copy_headers {
%copies%		}
		header_up X-Forwarded-Method {http.request.orig_method}
		header_up X-Forwarded-Uri {http.vars.postern_uri}
		header_up X-Forwarded-Host {http.vars.postern_host}
		header_up X-Forwarded-Proto {http.vars.postern_scheme}
		header_up X-Forwarded-For {http.vars.postern_client}
		header_up -Accept-Encoding
		header_up -Connection
		header_up -Expect
		header_up -If-*
		header_up -Range
		header_up -Upgrade
		transport http {
			dial_timeout 200ms
			response_header_timeout %patience%ms
			max_response_header 16KB
			compression off
			keepalive 60s
			keepalive_idle_conns_per_host 64
		}
	}
)";

// A header is deleted only where no check has copied it: so the lines may run before the check,
// too. The two values are that of an empty header and how Caddy 2.6 writes that of none.
inline constexpr std::string_view caddy_delete_part =
    R"(	@postern_unset_%number% vars {http.reverse_proxy.header.%canonical%} "" <nil>
	request_header @postern_unset_%number% -%header%
)";

inline constexpr std::string_view caddy_strip_part = R"(
	# An identity header that Postern has not set is deleted, whatever the client has sent.
%deletes%
	# Some frameworks take the path of the request from these, past the path that was checked, and CGI
	# programs take Proxy for their variable HTTP_PROXY.
%misleading%
	# Many applications read X_Authgear_User_Id and such like the name with dashes: no header with
	# other characters than letters, digits and dashes is passed on.
	request_header -*_*
	request_header -*.*
	request_header -*~*
	request_header -*!*
	request_header -***
	request_header -*'*
	request_header -*|*
	request_header -*^*
	request_header -*#*
	request_header -*$*
	request_header -*%*
	request_header -*&*
	request_header -*+*
	request_header -*`*

	# The client's Connection header could name identity headers, and Caddy would remove them. Only
	# WebSocket is upgraded: what goes through a tunnel is not checked.
	@postern_websocket {
		header_regexp Connection (?i)(^|[,\s])upgrade([,\s]|$)
		header_regexp Upgrade (?i)^websocket$
	}
	@postern_no_websocket not {
		header_regexp Connection (?i)(^|[,\s])upgrade([,\s]|$)
		header_regexp Upgrade (?i)^websocket$
	}
	request_header @postern_websocket Connection Upgrade
	request_header @postern_websocket Upgrade websocket
	request_header @postern_no_websocket -Connection

	@postern_method method CONNECT TRACE
	handle @postern_method {
		respond 405
	}
)";

inline constexpr std::string_view caddy_application_part = R"(
	# The application is reached only if Postern has answered 200. Whatever skips the check ends in 503.
	@postern_allowed vars {http.reverse_proxy.status_code} 200
	reverse_proxy @postern_allowed %upstream%%told%
	@postern_unasked {
		not vars {http.reverse_proxy.status_code} 200
%unless_login%	}
	respond @postern_unasked 503
)";

inline constexpr std::string_view caddy_end_part = R"(
	# Postern is down or too slow: the client may try again. Write error pages of your own into this
	# block.
	handle_errors {
		@postern_unavailable {
			not vars {http.reverse_proxy.header.%valid%} true false
			vars {http.error.status_code} 502 504
		}
		header @postern_unavailable Retry-After 1
		respond @postern_unavailable 503
	}
}
)";

} // namespace postern::dialect
