"""Settings around the printed Traefik text and edits of it, each of which could change what it does.

A row is a list of edits. An edit is a place of the text and what is added there, or a part of the text and what
stands in its place. In a row {free} is a free port, {other} a server that answers everybody, {application} the
application, {folder} the folder of Traefik.
"""

PLACES = {  # what is added comes after these lines
    "top": "\nproviders:\n",
    "entry point": "    address: '127.0.0.1:{port}'\n",
    "entry point http": "    http:\n",
    "entry points": "\nentryPoints:\n",
    "providers": "\nproviders:\n",
    "routers": "\n  routers:\n",
    "middlewares": "\n  middlewares:\n",
    "services": "\n  services:\n",
    "forwardAuth": "      forwardAuth:\n",
    "balancer": "      loadBalancer:\n",
    "before the check": "",
    "after the check": "        - postern@file\n",
}

PATTERN_WITHOUT_CASE = ("(?i)^(", "^(")
NO_PATTERN = ("authResponseHeadersRegex", "headerField")
NO_STRIP = ("      middlewares:\n        - postern-strip@file\n", "")
KEEP_ALIASES = ("aliasHeadersStrategy: reject", "aliasHeadersStrategy: keep")
TRUST = ("trustForwardHeader: false", "trustForwardHeader: true")
HEALTH = "        healthCheck: {path: /health}\n"
INSECURE = ("insecure: false", "insecure: true")


def middleware(definition, place):
    """A middleware beside the check in the routers of the application."""
    return [("middlewares", f"    more: {definition}\n"), (place, "        - more@file\n")]


def before(definition):
    return middleware(definition, "before the check")


def after(definition):
    return middleware(definition, "after the check")


def router(rule, more="", name="more"):
    return [("routers", f"    {name}: {{entryPoints: [web], rule: '{rule}', service: application@file{more}}}\n")]


def service(definition, more=""):
    """A service in front of the application's; the other one is `o`."""
    other = f"{{loadBalancer: {{servers: [{{url: 'http://{{other}}'}}]{more}}}}}"
    return [("services", f"    m: {definition}\n    o: {other}\n"), ("      service: application@file\n", "      service: m@file\n")]


# Nothing changes: Postern decides, is told the truth, and nobody else writes an identity.
HOLDS = {
    "nothing": [],
    # The static configuration.
    "access log and debug log": [("top", "log: {level: DEBUG}\naccessLog: {}\n")],
    "api and ping on the entry point": [("top", "api: {}\nping: {entryPoint: web}\n")],
    "metrics on the entry point": [("top", "metrics: {prometheus: {entryPoint: web}}\n")],
    "tracing": [("top", "tracing: {otlp: {http: {endpoint: 'http://{other}/v1'}}}\n")],
    "serversTransport": [("top", "serversTransport: {maxIdleConnsPerHost: 1, forwardingTimeouts: {responseHeaderTimeout: 2s}}\n")],
    "fastProxy": [("top", "experimental: {fastProxy: {}}\n")],
    "providersThrottleDuration": [("providers", "  providersThrottleDuration: 0s\n")],
    "another provider": [("providers", "  http: {endpoint: 'http://{other}/', pollInterval: 1s}\n")],
    "a folder of files": [("filename: traefik.yml", "directory: .")],
    "the old syntax of rules": [("top", "core: {defaultRuleSyntax: v2}\n")],
    # The entry point.
    "asDefault and reusePort": [("entry point", "    asDefault: true\n    reusePort: true\n")],
    "proxyProtocol": [("entry point", "    proxyProtocol: {insecure: true}\n")],
    "http2": [("entry point", "    http2: {maxConcurrentStreams: 1}\n")],
    "connections end soon": [("entry point", "    transport: {keepAliveMaxRequests: 1}\n")],
    "observability": [("entry point", "    observability: {accessLogs: false, tracing: false, metrics: false}\n")],
    "encodeQuerySemicolons": [("entry point http", "      encodeQuerySemicolons: true\n")],
    "sanitizePath off": [("sanitizePath: true", "sanitizePath: false")],
    "escapes are allowed": [("Slash: false", "Slash: true"), ("Percent: false", "Percent: true")],
    "other names are deleted": [("aliasHeadersStrategy: reject", "aliasHeadersStrategy: delete")],
    "other names are kept": [KEEP_ALIASES],
    "other names are kept, no strip in the entry point": [KEEP_ALIASES, NO_STRIP],
    "only underscores are deleted": [("aliasHeadersStrategy: reject", "underscoreHeadersStrategy: delete")],
    "no strip in the entry point": [NO_STRIP],
    "forwardedHeaders insecure": [INSECURE],
    "forwardedHeaders of this client": [("insecure: false", "trustedIPs: [127.0.0.1]")],
    "the check at the entry point, too": [("        - postern-strip@file\n", "        - postern-strip@file\n        - postern@file\n")],
    # The routers.
    "a router of another host": router("Host(`other.test`)"),
    "a router with the check": router("Path(`/`)", ", middlewares: [postern@file]"),
    "a router of a shorter rule without the check": router("Path(`/`)"),
    "a router that matches nothing of it": router("Path(`/nothing`)", ", priority: 100000"),
    "a router with a lower priority": router("PathPrefix(`/`)", ", priority: 1"),
    "a router with a broken rule": router("Path(`/`"),
    "a router with a middleware that is missing": router("Path(`/`)", ", middlewares: [none@file], priority: 2"),
    "another name in the router": [("    application:\n      entry", "    another:\n      entry")],
    "every entry point": [("      entryPoints: [web]\n", "")],
    # Middlewares in front of the check.
    "compress first": before("{compress: {}}"),
    "buffering first": before("{buffering: {maxRequestBodyBytes: 1000000}}"),
    "buffering that retries first": before("{buffering: {retryExpression: 'ResponseCode() >= 401 && Attempts() < 2'}}"),
    "retry first": before("{retry: {attempts: 4}}"),
    "rateLimit first": before("{rateLimit: {average: 10000, burst: 10000}}"),
    "inFlightReq first": before("{inFlightReq: {amount: 100}}"),
    "circuitBreaker first": before("{circuitBreaker: {expression: 'NetworkErrorRatio() > 0.9'}}"),
    "ipAllowList first": before("{ipAllowList: {sourceRange: [127.0.0.0/8]}}"),
    "identity by headers first": before("{headers: {customRequestHeaders: {X-Authgear-User-Id: evil, X_Authgear_User_Id: evil}}}"),
    "contentType first": before("{contentType: {}}"),
    "redirectScheme that does not match first": before("{redirectRegex: {regex: '^https://', replacement: 'http://evil.test'}}"),
    "errors of nothing first": before("{errors: {status: ['599'], service: application@file, query: /error}}"),
    "a chain with the check": [
        ("middlewares", "    more: {chain: {middlewares: [postern@file]}}\n"), ("        - postern@file\n", "        - more@file\n")
    ],
    # Middlewares behind the check.
    "compress": after("{compress: {}}"),
    "buffering": after("{buffering: {maxRequestBodyBytes: 1000000}}"),
    "retry": after("{retry: {attempts: 4}}"),
    "rateLimit": after("{rateLimit: {average: 10000, burst: 10000}}"),
    "inFlightReq": after("{inFlightReq: {amount: 100}}"),
    "circuitBreaker": after("{circuitBreaker: {expression: 'NetworkErrorRatio() > 0.9'}}"),
    "other headers": after("{headers: {customRequestHeaders: {X-More: a}, customResponseHeaders: {X-More: a}}}"),
    "the check twice": [("        - postern@file\n", "        - postern@file\n        - postern@file\n")],
    # The check.
    "trustForwardHeader": [TRUST],
    "trustForwardHeader not set": [("        trustForwardHeader: false\n", "")],
    "preserveRequestMethod": [("forwardAuth", "        preserveRequestMethod: true\n")],
    "forwardBody": [("forwardAuth", "        forwardBody: true\n        maxBodySize: 1000000\n")],
    "preserveLocationHeader off": [("preserveLocationHeader: true", "preserveLocationHeader: false")],
    "headerField": [("forwardAuth", "        headerField: X-Authgear-User-Id\n"), ("top", "accessLog: {}\n")],
    "addAuthCookiesToResponse": [("forwardAuth", "        addAuthCookiesToResponse: [session]\n")],
    "the list lacks a name": [("          - 'X-Authgear-User-Id'\n", "")],
    "the pattern does not ignore case": [PATTERN_WITHOUT_CASE],
    "the pattern does not ignore case, no strip": [PATTERN_WITHOUT_CASE, NO_STRIP],
    # The service.
    "sticky": [("balancer", "        sticky: {cookie: {name: X-Authgear-User-Id}}\n")],
    "healthCheck": [("balancer", "        healthCheck: {path: /health, interval: 1s}\n")],
    "two servers": [("        servers:\n", "        servers:\n          - url: 'http://{application}'\n")],
    "flushInterval": [("balancer", "        responseForwarding: {flushInterval: 1ms}\n")],
    "a transport of its own": [
        ("balancer", "        serversTransport: more@file\n"),
        ("\nhttp:\n", "\nhttp:\n  serversTransports: {more: {maxIdleConnsPerHost: 1, disableHTTP2: true}}\n"),
    ],
    "mirroring": service("{mirroring: {service: application@file, mirrors: [{name: o@file, percent: 100}]}}"),
    "failover": [
        ("balancer", HEALTH), *service("{failover: {service: application@file, fallback: o@file}}", ", healthCheck: {path: /health}")
    ],
    "weighted": service("{weighted: {services: [{name: application@file}], sticky: {cookie: {}}}}"),
}

# It holds, but the application is not asked as the client asked.
APPLICATION = {
    "passHostHeader off": [("passHostHeader: true", "passHostHeader: false")],
    "addPrefix": after("{addPrefix: {prefix: /more}}"),
    "replacePath": after("{replacePath: {path: /more}}"),
    "stripPrefix": after("{stripPrefix: {prefixes: [/orders]}}"),
    "the body is too large": after("{buffering: {maxRequestBodyBytes: 1}}"),
}

# Somebody's own words, which the text cannot take back: /open/ is answered without a check. Identity headers
# of the client are removed all the same.
OPENS = {
    "a router without the check": router("PathPrefix(`/open/`)"),
    "a router of a path without the check": router("PathPrefix(`/open`)", ", priority: 100000"),
    "a router of the host without the check": router("Host(`app.test`)"),
    "a router with another middleware": [
        ("middlewares", "    more: {compress: {}}\n"), *router("PathPrefix(`/open/`)", ", middlewares: [more@file]")
    ],
    "an endpoint that denies nobody": [("/authz/traefik'", "/resolve'")],
    "a router of the same rule": router("PathPrefix(`/`)", ", priority: 100000"),
}

# /open/ goes to the application without a check and with whatever the client sends.
FORGES_OPEN = {
    "a router of another entry point": [
        ("entry points", "  more: {address: '127.0.0.1:{free}'}\n"),
        ("routers", "    more: {rule: 'PathPrefix(`/`)', service: application@file, entryPoints: [more]}\n"),
    ],
    "TCP on the entry point": [
        ("\nhttp:\n", "\ntcp:\n  routers: {more: {entryPoints: [web], rule: 'HostSNI(`*`)', service: t}}\n"
         "  services: {t: {loadBalancer: {servers: [{address: '{application}'}]}}}\nhttp:\n"),
    ],
    "no strip in the entry point": [NO_STRIP, *router("PathPrefix(`/open/`)")],
}

# The allowed reach the application with another identity than theirs, by somebody's own words or the client's.
FORGES = {
    "headers behind the check": after("{headers: {customRequestHeaders: {X-Authgear-User-Id: evil}}}"),
    "no case ignored, other names kept": [PATTERN_WITHOUT_CASE, KEEP_ALIASES],
    "no pattern, other names kept": [NO_PATTERN, KEEP_ALIASES],
}

# The allowed reach the application without an identity; nobody has another one.
LOSES = {
    "no names are copied": [("        authResponseHeaders:\n", "        addAuthCookiesToResponse:\n"), NO_PATTERN],
    "headers behind the check remove it": after("{headers: {customRequestHeaders: {X-Authgear-User-Id: ''}}}"),
    "the strip behind the check": [("        - postern@file\n", "        - postern@file\n        - postern-strip@file\n")],
}

# Postern is told something else than the client asked: its policy, its log and the way back from the login page are about that.
TOLD = {
    "stripPrefix first": (before("{stripPrefix: {prefixes: [/orders]}}"), {"Uri": "/?page=2"}),
    "addPrefix first": (before("{addPrefix: {prefix: /more}}"), {"Uri": "/more/orders?page=2"}),
    "replacePath first": (before("{replacePath: {path: /more}}"), {"Uri": "/more?page=2"}),
    "the client is believed": ([TRUST, INSECURE],
                               {"Uri": "/evil", "Method": "DELETE", "Host": "evil.test", "Proto": "https"}),
}

# Nobody gets in, or Traefik does not start.
CLOSED = {
    "another name of the file": [("filename: traefik.yml", "filename: other.yml")],
    "the check is missing": [("    postern:\n      forwardAuth:", "    another:\n      forwardAuth:")],
    "the strip is missing": [("    postern-strip:\n", "    another:\n")],
    "an unknown setting of the check": [("forwardAuth", "        failOpen: true\n")],
    "an unknown setting of the entry point": [("entry point", "    failOpen: true\n")],
    "two strategies for other names": [("entry point http", "      underscoreHeadersStrategy: keep\n")],
    "another entry point": [("entryPoints: [web]", "entryPoints: [other]")],
    "redirect of the entry point": [("entry point http", "      redirections: {entryPoint: {to: ':443', scheme: https}}\n")],
    "redirectScheme first": before("{redirectScheme: {scheme: https}}"),
    "basicAuth first": before("{basicAuth: {users: ['a:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/']}}"),
    "ipAllowList of others first": before("{ipAllowList: {sourceRange: [192.0.2.0/24]}}"),
    "the check goes to another endpoint": [("/authz/traefik'", "/authz/none'")],
    "the check goes to a proxy of another kind": [("/authz/traefik'", "/authz/ingress-nginx'")],
    "the answer is too large": [("maxResponseBodySize: 65536", "maxResponseBodySize: 0"), ("/authz/traefik'", "/authz/none'")],
}
