"""The rows that every proxy is tried with. One row is one line; a proxy that cannot do one names it in `exceptions`."""
import tokens
import wire

# A header name as a client may write it, so that an application could still read it as the identity.
SPOOFS = {
    "exact": lambda name: [(name, "evil")],
    "lower case": lambda name: [(name.lower(), "evil")],
    "upper case": lambda name: [(name.upper(), "evil")],
    "underscores": lambda name: [(name.replace("-", "_"), "evil")],
    "one underscore": lambda name: [(name[::-1].replace("-", "_", 1)[::-1], "evil")],
    "dots": lambda name: [(name.replace("-", "."), "evil")],
    "other separators": lambda name: [(name.replace("-", separator), "evil") for separator in "~!*'|^#$%&+`"],
    "doubled": lambda name: [(name, "evil"), (name, "evil")],
    "empty": lambda name: [(name, "")],
    "empty and doubled": lambda name: [(name, ""), (name, "evil")],
    "space before the colon": lambda name: [(name + " ", "evil")],
    "tab before the colon": lambda name: [(name + "\t", "evil")],
    "continued line": lambda name: [("X-Other", f"a\r\n {name}: evil")],
    "line within a value": lambda name: [("X-Other", f"a\n{name}: evil")],
    "carriage return within a value": lambda name: [("X-Other", f"a\r{name}: evil")],
    "nominated": lambda name: [("Connection", name)],
    "nominated and sent": lambda name: [("Connection", f"keep-alive, {name}"), (name, "evil")],
    "nominated under another name": lambda name: [("Connection", name.replace("-", "_")), (name.replace("-", "_"), "evil")],
    "trailer": lambda name: [("Trailer", name), ("Transfer-Encoding", "chunked")],
}

SCOPE = "orders.read"


def good(keys):
    return wire.bearer(keys["rsa"].token(scope=SCOPE))


# outcome: the status, the credential, and how Postern fails
OUTCOMES = {
    "valid": (200, good, ""),
    "none": (401, lambda keys: [], ""),
    "invalid": (401, lambda keys: wire.bearer(tokens.tampered(keys["rsa"].token(scope=SCOPE))), ""),
    "forbidden": (403, lambda keys: wire.bearer(keys["rsa"].token(scope="another")), ""),
    "unavailable": (503, good, "unavailable"),
}

# Fields about the original request that a client may write. The proxy overwrites those that Postern reads.
FORGED = [
    [("X-Forwarded-Method", "DELETE")],
    [("X-Forwarded-Uri", "/admin")],
    [("X-Forwarded-Host", "evil.test")],
    [("X-Forwarded-Proto", "https")],
    [("X-Forwarded-For", "192.0.2.66")],
    [("X-Forwarded-Uri", "/admin"), ("X-Forwarded-Uri", "/admin")],
    [("X-Forwarded-Host", "")],
    [("X_Forwarded_Uri", "/admin")],
    [("X.Forwarded.Uri", "/admin")],
    [("X-Forwarded-Prefix", "/admin")],
    [("X-Forwarded-Port", "1")],
    [("X-Original-URL", "http://evil.test/admin")],
    [("X-Original-Method", "DELETE")],
    [("X-Original-Uri", "/admin")],
    [("X-Rewrite-Url", "/admin")],
    [("X_Original_URL", "/admin"), ("X.Rewrite.URL", "/admin")],
    [("X-Original-URL", "/admin"), ("x-original-url", "/admin"), ("x-rewrite-url", ""), ("X-REWRITE-URL", "/admin")],
    [("Proxy", "http://evil.test/")],
    [("X-Real-IP", "192.0.2.66")],
    [("Forwarded", "for=192.0.2.66;host=evil.test;proto=https")],
    [("X-Http-Method-Override", "DELETE")],
    [("X-Envoy-Original-Path", "/admin")],
    [("X-Envoy-External-Address", "192.0.2.66")],
    [("x-envoy-auth-headers-to-remove", "x-authgear-user-id")],
    [("x-envoy-auth-failure-mode-allowed", "true")],
    [("Connection", "X-Forwarded-Uri, X-Forwarded-Method")],
]

# Some frameworks take the path of the request from the first two, and CGI programs take the last one for HTTP_PROXY.
MISLEADING = ["x-original-url", "x-rewrite-url", "proxy"]

# Targets reach Postern and the application as the client wrote them.
TARGETS = {
    "query": "/orders?page=2&q=a%20b",
    "empty query": "/orders?",
    "question mark in the query": "/a?b=?c",
    "no escape needed": "/a-._~!$&'()*+,;=:@b",
    "escaped slash": "/a%2fb",
    "escaped letter": "/%61",
    "escaped space": "/a%20b",
    "escaped percent": "/a%25b",
    "escaped question mark": "/a%3fb",
    "escaped hash": "/a%23b",
    "escaped backslash": "/a%5cb",
    "lower case escapes": "/%c3%a9",
    "semicolon": "/a;b=c/d",
    "two slashes": "/a//b",
    "slashes at the start": "//evil.test/a",
    "dot": "/a/./b",
    "dots": "/a/../b",
    "escaped dots": "/a/%2e%2e/b",
    "dots and a semicolon": "/a/..;/b",
    "long": "/" + "a" * 4000,
    "the path of the check": "/_postern",
    "an endpoint of Postern": "/authz/nginx",
    "dots to another path": "/../../healthz",
    "braces": "/a?b={env.HOME}&c=$host&d=%25{x}",
    "escaped zero": "/a%00b",
    "bad escape": "/a%zz",
    "backslash": "/a\\b",
    "fragment": "/a#b",
    "quote": '/a"b',
    "eight bits": "/\xe9",
}
# Those that a proxy may refuse: they are not valid, or stand for something else after decoding.
REFUSABLE = {"escaped zero", "bad escape", "backslash", "fragment", "quote", "eight bits", "dots to another path", "escaped hash",
             "escaped slash", "escaped backslash", "escaped percent", "escaped question mark"}

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE"]

# name: headers of a size that an application may need, and whether a proxy may refuse them
SIZES = {
    "a token of 4 kB beside a cookie of 3 kB": ([("Cookie", "a=" + "b" * 3000), ("X-Other", "c" * 4000)], False),
    "60 fields": ([(f"X-Other-{n}", "c") for n in range(60)], False),
    "90 fields": ([(f"X-Other-{n}", "c") for n in range(90)], True),
    "300 fields": ([(f"X-Other-{n}", "c") for n in range(300)], True),
    "a line of 20 kB": ([("X-Other", "c" * 20_000)], True),
    "a line of 60 kB": ([("X-Other", "c" * 60_000)], True),
    "a line of 200 kB": ([("X-Other", "c" * 200_000)], True),
    "many cookies": ([("Cookie", f"a{n}=b") for n in range(20)], False),
}

# name: the Host field of the client, and whether the login page learns where the person came from
HOSTS = {
    "allowed": ("app.test", True),
    "allowed with a port": ("app.test:8443", True),
    "another": ("evil.test", False),
    "allowed as a part": ("app.test.evil.test", False),
    "allowed as a user": ("app.test@evil.test", False),
    "two": ("app.test,evil.test", False),
    "with a path": ("evil.test/app.test", False),
    "with a space": ("app.test evil.test", False),
    "empty": ("", False),
}
