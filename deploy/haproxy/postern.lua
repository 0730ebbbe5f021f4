-- Asks Postern about each request of HAProxy (2.6 or later). `postern snippet haproxy` prints this
-- file and a haproxy.cfg that uses it:
--
--   global
--     setenv POSTERN_RESOLVER 127.0.0.1:9080
--     setenv POSTERN_TIMEOUT 500
--     setenv POSTERN_IDENTITY X-Authgear-Session-Valid,X-Authgear-User-Id
--     lua-load postern.lua
--   frontend
--     http-request lua.postern /authz/haproxy        asks this endpoint; a denial ends the request
--     http-request lua.postern_open                  asks nobody, and takes away every identity
--
-- Only the two actions set the variable txn.postern to `passed`. Let a backend refuse all else:
--     http-request deny deny_status 503 unless { var(txn.postern) -m str passed }
--
-- An error in this file ends the request without this variable.

local settings = {
  resolver = os.getenv("POSTERN_RESOLVER"), -- host:port or unix@/path
  timeout = tonumber(os.getenv("POSTERN_TIMEOUT")), -- of one try, in milliseconds
  identity = os.getenv("POSTERN_IDENTITY"), -- names of headers, with commas
  removed = os.getenv("POSTERN_REMOVED"), -- further headers that no application gets
  login = os.getenv("POSTERN_LOGIN"), -- the login page; without it nobody is led there
  login_return = os.getenv("POSTERN_LOGIN_RETURN"), -- its parameter for the original URL
  login_hosts = os.getenv("POSTERN_LOGIN_HOSTS"), -- hosts to return to, with commas
}

-- The names in a list, in lower case.
local function names(list)
  local found = {}
  for name in (list or ""):gmatch("[^,]+") do
    found[#found + 1] = name:lower()
  end
  return found
end

local function set_of(list)
  local found = {}
  for _, name in ipairs(list) do
    found[name] = true
  end
  return found
end

local identity = names(settings.identity)
local hosts = names(settings.login_hosts)
assert(settings.resolver and settings.timeout and #identity > 0, "set POSTERN_RESOLVER, POSTERN_TIMEOUT and POSTERN_IDENTITY first")

-- What the client may not write: the identity, what some applications take for the path or a proxy,
-- and what this file says itself.
local removed = set_of(identity)
for _, name in ipairs(names(settings.removed)) do
  removed[name] = true
end
local own = set_of({
  "x-forwarded-for", "x-forwarded-host", "x-forwarded-method", "x-forwarded-port", "x-forwarded-prefix",
  "x-forwarded-proto", "x-forwarded-uri",
})

-- What Postern reads of the client, and what a denial tells the client.
local asked = {
  "authorization", "cookie", "accept", "origin", "upgrade", "sec-fetch-mode", "sec-websocket-key",
  "access-control-request-method",
}
local told = {"cache-control", "retry-after", "www-authenticate"}

-- HAProxy numbers the lines of one name from 0.
local function lines(values)
  local copy = {}
  for i = 0, values and #values or -1 do
    copy[#copy + 1] = values[i]
  end
  return copy
end

local function refuse(txn, status, headers)
  local reply = txn:reply({status = status})
  reply:add_header("Cache-Control", "no-store")
  reply:add_header("Content-Length", "0")
  for name, value in pairs(headers or {}) do
    reply:add_header(name, value)
  end
  txn:done(reply)
end

local function unavailable(txn)
  refuse(txn, 503, {["Retry-After"] = "1"})
end

local function is_websocket(headers)
  local upgrade = lines(headers["upgrade"])
  return #upgrade == 1 and upgrade[1]:lower() == "websocket"
end

-- Removes each header that the client may not write, whatever stands between its words: many
-- applications read X_Authgear_User_Id like the name with dashes. The Connection header goes, too:
-- it may name an identity header, and then the next hop would remove that.
local function strip(txn, headers)
  for name in pairs(headers) do
    local folded = name:lower():gsub("[^a-z0-9]", "-")
    if removed[folded] or own[folded] then
      txn.http:req_del_header(name)
    end
  end
  txn.http:req_del_header("connection")
  txn.http:req_del_header("http2-settings")
  if is_websocket(headers) then
    txn.http:req_set_header("connection", "upgrade")
  else
    txn.http:req_del_header("upgrade")
  end
end

-- The request as the client wrote it; nil if it has two meanings.
local function original(txn, headers)
  local host, target = lines(headers["host"]), txn.sf:pathq()
  if #host ~= 1 or host[1] == "" or target:sub(1, 1) ~= "/" or target:find("#", 1, true) then
    return nil
  end
  local balanced = txn:get_var("txn.postern_client")
  local from = balanced or txn.sf:src()
  return {
    method = txn.sf:method(),
    target = target,
    host = host[1],
    scheme = txn:get_var("txn.postern_scheme") or (txn.f:ssl_fc() == 1 and "https" or "http"),
    client = from ~= "" and from or nil,
  }
end

-- What the application is told of the client.
local function tell_application(txn, request)
  txn.http:req_set_header("x-forwarded-host", request.host)
  txn.http:req_set_header("x-forwarded-proto", request.scheme)
  if request.client then
    txn.http:req_set_header("x-forwarded-for", request.client)
  end
end

-- Refuses what no application may get; otherwise takes away what the client may not write.
local function prepare(txn)
  txn:set_var("txn.postern", "no")
  local headers = txn.http:req_get_headers()
  local request = original(txn, headers)
  if not request then
    return refuse(txn, 400)
  end
  -- The answer to TRACE is the request itself, with the identity in it. CONNECT is a tunnel.
  if request.method == "TRACE" or request.method == "CONNECT" then
    return refuse(txn, 405, {Allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"})
  end
  strip(txn, headers)
  tell_application(txn, request)
  return request, headers
end

local function ask(request, headers, endpoint)
  local check = {
    ["x-forwarded-method"] = {request.method},
    ["x-forwarded-uri"] = {request.target},
    ["x-forwarded-host"] = {request.host},
    ["x-forwarded-proto"] = {request.scheme},
    ["x-forwarded-for"] = request.client and {request.client},
  }
  for _, name in ipairs(asked) do
    if headers[name] then
      check[name] = lines(headers[name])
    end
  end
  local is_unix = settings.resolver:sub(1, 5) == "unix@"
  return core.httpclient():get({
    url = "http://" .. (is_unix and "postern" or settings.resolver) .. endpoint,
    dst = is_unix and settings.resolver or nil,
    headers = check,
    timeout = settings.timeout,
  })
end

-- Each identity header becomes Postern's, or is not there. False if HAProxy had no room for one.
local function identify(txn, answer)
  local wanted = {}
  for _, name in ipairs(identity) do
    local values = lines(answer.headers[name])
    if #values > 1 then
      return false
    end
    if values[1] and values[1] ~= "" then
      wanted[name] = values[1]
      txn.http:req_set_header(name, values[1])
    end
  end
  local headers = txn.http:req_get_headers()
  for _, name in ipairs(identity) do
    local values = lines(headers[name])
    if #values > 1 or values[1] ~= wanted[name] then
      return false
    end
  end
  return true
end

-- A person navigates: programs get 401.
local function navigates(request, headers)
  if (request.method ~= "GET" and request.method ~= "HEAD") or headers["upgrade"] or headers["sec-websocket-key"] then
    return false
  end
  local mode = lines(headers["sec-fetch-mode"])[1]
  if mode then
    return mode == "navigate"
  end
  return table.concat(lines(headers["accept"]), ","):lower():find("text/html", 1, true) ~= nil
end

-- The name and the port of a host; nil if it has none.
local function split(host)
  local name, port = host:match("^(.*):(%d+)$")
  return name or host, port
end

-- Whether the login page may lead back to this host. `*.app.test` stands for every name below it,
-- and an entry without a port for every port.
local function may_return(request)
  local name, port = split(request.host:lower())
  port = port or (request.scheme == "https" and "443" or "80")
  for _, entry in ipairs(hosts) do
    local allowed, allowed_port = split(entry)
    local below = allowed:match("^%*(%..+)$")
    local fits = name == allowed or (below and #name > #below and name:sub(-#below) == below)
    if fits and (allowed_port or port) == port then
      return true
    end
  end
  return false
end

-- In an answer of HAProxy there is no room for more.
local longest_return = 32768

-- The login page; it learns where the person came from only if it may lead back there.
local function login_page(request)
  local url = request.scheme .. "://" .. request.host .. request.target
  local escaped = url:gsub("[^A-Za-z0-9._~-]", function(c) return string.format("%%%02X", c:byte()) end)
  if not may_return(request) or #escaped > longest_return then
    return settings.login
  end
  local joint = settings.login:find("?", 1, true) and "&" or "?"
  return settings.login .. joint .. settings.login_return .. "=" .. escaped
end

local function deny(txn, answer, request, headers)
  if answer.status == 401 and settings.login and navigates(request, headers) then
    return refuse(txn, 302, {Location = login_page(request)})
  end
  local reply = txn:reply({status = answer.status})
  reply:add_header("Content-Length", "0")
  for _, name in ipairs(told) do
    for _, value in ipairs(lines(answer.headers[name])) do
      reply:add_header(name, value)
    end
  end
  txn:done(reply)
end

core.register_action("postern", {"http-req"}, function(txn, endpoint)
  local request, headers = prepare(txn)
  if not request then
    return
  end
  local answer = ask(request, headers, endpoint)
  local status = answer and answer.status or 0
  if status == 200 then
    if not identify(txn, answer) then
      return unavailable(txn)
    end
    txn:set_var("txn.postern", "passed")
  elseif status >= 400 and status < 500 then
    deny(txn, answer, request, headers)
  else
    unavailable(txn)
  end
end, 1)

core.register_action("postern_open", {"http-req"}, function(txn)
  if prepare(txn) then
    txn:set_var("txn.postern", "passed")
  end
end, 0)
