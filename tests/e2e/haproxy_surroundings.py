"""Settings around the printed haproxy.cfg and edits of it, each of which could change what it does.

A row is a list of edits. An edit is a place of the text and what is added there, or a part of the text and what
stands in its place. In a row {free} is a free port, {other} a server that answers everybody, {application} the
application, {resolver} Postern.
"""

PLACES = {  # what is added comes after these lines, or before them
    "global": ("global\n", True),
    "defaults": ("defaults postern\n    mode http\n", True),
    "frontend": ("    bind 127.0.0.1:{port}\n", True),
    "after the check": ("    default_backend", False),
    "backend": ("    server application", False),
    "end": (None, True),
}

ANOTHER = "\nbackend another from postern\n    server another {application}\n"
WALL = "    http-request deny deny_status 503 unless { var(txn.postern) -m str passed }\n"
WALLED = ANOTHER.replace("    server", WALL + "    server")
OPEN_FRONTEND = "\nfrontend another from postern\n    bind 127.0.0.1:{free}\n"
IDENTITY = "X-Authgear-User-Id"


def before(*lines):
    """Rules above the check."""
    return [("frontend", "".join(f"    {line}\n" for line in lines))]


def after(*lines):
    """Rules below the check."""
    return [("after the check", "".join(f"    {line}\n" for line in lines))]


def backend(*lines):
    return [("backend", "".join(f"    {line}\n" for line in lines))]


def defaults(*lines):
    return [("defaults", "".join(f"    {line}\n" for line in lines))]


def globally(*lines):
    return [("global", "".join(f"    {line}\n" for line in lines))]


# Nothing changes: Postern decides, is told the truth, and nobody else writes an identity.
HOLDS = {
    "nothing": [],
    # The whole process, and other sections.
    "mode tcp in the defaults": [("defaults postern\n    mode http\n", "defaults postern\n    mode tcp\n")],
    "threads": globally("nbthread 4"),
    "one thread": globally("nbthread 1"),
    "lua-load of another file": globally("tune.lua.maxmem 64"),
    "h1-case-adjust": globally(f"h1-case-adjust x-authgear-user-id {IDENTITY}") + backend("option h1-case-adjust-bogus-server"),
    "h1-case-adjust of clients": globally("h1-case-adjust content-length Content-Length") + defaults("option h1-case-adjust-bogus-client"),
    "other defaults above": [("\ndefaults postern\n", "\ndefaults\n    mode tcp\n    timeout client 1s\n    errorfile 401 /dev/null\n\ndefaults postern\n")],
    "other defaults below": [("end", "\ndefaults\n    mode http\n    http-reuse always\n    option httpclose\n    timeout client 1s\n    timeout server 1s\n    timeout connect 1s\n")],
    # Defaults.
    **{f"http-reuse {how}": defaults(f"http-reuse {how}") for how in ("never", "safe", "aggressive", "always")},
    "http-server-close": defaults("option http-server-close"),
    "http-no-delay": defaults("option http-no-delay"),
    "http-ignore-probes": defaults("option http-ignore-probes"),
    "http-use-htx of old files": defaults("option http-use-proxy-header"),
    "abortonclose": defaults("option abortonclose"),
    "http-buffer-request": defaults("option http-buffer-request"),
    "prefer-last-server": defaults("option prefer-last-server"),
    "redispatch and retries": defaults("option redispatch", "retries 3"),
    "retry-on": defaults("retry-on all-retryable-errors", "retries 2"),
    "accept-invalid-http-request": defaults("option accept-invalid-http-request"),
    "accept-invalid-http-response": defaults("option accept-invalid-http-response"),
    "dontlognull and httplog": defaults("option dontlognull", "option httplog"),
    "forwardfor": defaults("option forwardfor"),
    "forwardfor if-none": defaults("option forwardfor if-none"),
    "originalto": defaults("option originalto"),
    "names are checked": defaults("option http-restrict-req-hdr-names delete"),
    "names are kept": defaults("option http-restrict-req-hdr-names preserve"),
    "log-format with headers": defaults("log global", "log-format '%[var(txn.postern)] %ci'"),
    "errorfile 503": defaults("errorfile 503 /dev/null"),
    "errorloc": defaults("errorloc 503 http://{other}/"),
    "unique-id": defaults("unique-id-format %ci", "unique-id-header X-Unique-Id"),
    "maxconn": defaults("maxconn 100"),
    "http-after-response": defaults("compression algo gzip"),
    # The frontend, before and after the check.
    "tcp-request connection accept": before("tcp-request connection accept"),
    "tcp-request content": before("tcp-request inspect-delay 100ms", "tcp-request content accept if HTTP"),
    "tcp-request content set-var": before("tcp-request content set-var(txn.more) src"),
    "allow before": before("http-request allow if { path /nothing }"),
    "headers before": before(f"http-request set-header {IDENTITY} evil", "http-request add-header X_Authgear_User_Id evil"),
    "replace-header before": before("http-request replace-header X-Team .* evil"),
    "del-header before": before("http-request del-header X-Other2"),
    "capture before": before("http-request capture req.hdr(User-Agent) len 20"),
    "set-log-level and set-priority": before("http-request set-log-level silent", "http-request set-priority-class int(1)"),
    "track-sc": before("http-request track-sc0 src table more") + [("end", "\nbackend more\n    stick-table type ip size 1k store http_req_rate(10s)\n")],
    "wait-for-body": before("http-request wait-for-body time 100ms"),
    "early-hint": before("http-request early-hint Link '</a.css>' if { path /nothing }"),
    "monitor-uri": before("monitor-uri /alive"),
    "stats": [("end", "\nfrontend stats from postern\n    bind 127.0.0.1:{free}\n    stats enable\n    stats uri /stats\n")],
    "use_backend of another host": before("use_backend another if { hdr(host) other.test }") + [("end", ANOTHER)],
    "use_backend with the wall": before("use_backend another if { path_beg /nothing }") + [("end", WALLED)],
    "use_backend after the check": after("use_backend another if { path_beg /other }") + [("end", WALLED)],
    "other headers after": after("http-request set-header X-More a"),
    "allow after": after("http-request allow"),
    "deny after": after("http-request deny if { path /nothing }"),
    "the check twice": after("http-request lua.postern /authz/haproxy"),
    "http-response": backend("http-response set-header X-More a", "http-response del-header Server"),
    "http-after-response set-header": after("http-after-response set-header X-More a"),
    "a frontend that goes to the backend": [("end", "\nfrontend another from postern\n    bind 127.0.0.1:{free}\n    default_backend application\n")],
    # The backend.
    "balance and cookie": backend("balance roundrobin", "cookie S insert indirect nocache"),
    "two servers": backend("server first {application}"),
    "httpchk": backend("option httpchk GET /health"),
    "pool-purge-delay": [("    server application", "    default-server pool-max-conn 0\n    server application")],
    "cache of answers": backend("http-request cache-use none if { path /nothing }", "http-response cache-store none if { status 599 }")
    + [("end", "\ncache none\n    total-max-size 1\n    max-age 1\n")],
}

# The client or the application is told something else; who gets in does not change.
APPLICATION = {
    "httpclose": defaults("option httpclose"),
    "set-path after": after("http-request set-path /rewritten"),
    "set-uri after": after("http-request set-uri /rewritten?a=b"),
    "set-method before": before("http-request set-method PUT"),
    "set-method after": after("http-request set-method PUT"),
    "replace-path in the backend": backend("http-request replace-path (.*) /app\\1"),
    "set-header host": backend("http-request set-header Host internal.test"),
    "del-header of an identity": backend("http-request del-header X-Team"),
    "redirect after": after("http-request redirect location /there if { path /nothing }"),
}

# Somebody's own words answer without a check, or let it be passed; nobody's identity goes with them.
OPENS = {
    "return before": before("http-request return status 200 if { path_beg /open }"),
    "redirect before": before("http-request redirect location http://{other}/ if { path_beg /open }"),
    "monitor-uri is open": before("monitor-uri /open/"),
}

PAGES = ("http-request cache-use pages", "http-response cache-store pages")
CACHE = [("end", "\ncache pages\n    total-max-size 1\n    max-age 60\n")]

# A cache above the check gives the page of somebody to everybody; the status of somebody without a credential.
CACHES = {"above the check": (before(*PAGES) + CACHE, 200), "below the check": (after(*PAGES) + CACHE, 401)}

# The application is reached without a check, with what the client sends.
FORGES_OPEN = {
    "another backend without the wall, allow before": before("http-request allow if { path_beg /open }", "use_backend another if { path_beg /open }")
    + [("end", ANOTHER)],
    "another frontend": [("end", OPEN_FRONTEND + "    default_backend another\n" + ANOTHER)],
    "a listen section": [("end", "\nlisten another from postern\n    bind 127.0.0.1:{free}\n    server another {application}\n")],
    "mode tcp": [("end", "\nlisten another\n    mode tcp\n    timeout client 5s\n    timeout server 5s\n    timeout connect 5s\n    bind 127.0.0.1:{free}\n    server another {application}\n")],
    "the variable before": before("http-request set-var(txn.postern) str(passed) if { path_beg /open }", "http-request allow if { path_beg /open }"),
}

# The check remains, but an identity is somebody's own word.
FORGES = {
    "set-header after": after(f"http-request set-header {IDENTITY} evil"),
    "set-header in the backend": backend(f"http-request set-header {IDENTITY} evil"),
    "add-header of another spelling": after("http-request add-header X_Authgear_User_Id evil"),
}

# Postern is told what somebody writes above the check.
TOLD = {
    "set-path before": (before("http-request set-path /other"), {"Uri": "/other?page=2"}),
    "set-query before": (before("http-request set-query page=3"), {"Uri": "/orders?page=3"}),
    "set-src before": (before("http-request set-src hdr(x-forwarded-for)"), {"For": "192.0.2.66"}),
}

# Nobody gets in, or HAProxy does not start.
CLOSED = {
    "allow before, the backend has the wall": before("http-request allow"),
    "use_backend cannot skip the wall": before("http-request allow", "use_backend application"),
    "rules in the defaults of a frontend and a backend": defaults("http-request allow"),
    "deny before": before("http-request deny"),
    "the action is gone": [("    http-request lua.postern /authz/haproxy\n", "")],
    "another endpoint": [("lua.postern /authz/haproxy", "lua.postern /authz/none")],
    "the action has no endpoint": [("lua.postern /authz/haproxy", "lua.postern")],
    "the Lua is not loaded": [("    lua-load postern.lua\n", "")],
    "a time-out of nothing": [("POSTERN_TIMEOUT", "POSTERN_TIMEOUT2")],
    "no identity": [("POSTERN_IDENTITY", "POSTERN_IDENTITY2")],
    "tiny buffers": [("tune.bufsize", "tune.bufsize 1024 #")],
}
