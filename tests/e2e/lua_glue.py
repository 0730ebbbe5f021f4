"""Runs the Lua of the printed texts for Kong and APISIX in a Lua of its own, with stubs of what it calls.

Kong and APISIX themselves do not run here. Both have LuaJIT, whose language is that of Lua 5.1.
"""
import os
import shutil
import subprocess

import pytest

LUA = shutil.which("lua5.1")

# Stubs with the documented behaviour: names of headers come in lower case, several values as a list, and
# kong.response.exit does not return. What happens is printed, one event on a line.
STUBS = """
local function say(...) print(table.concat({...}, "\\t")) end
local function value(of)
  return type(of) == "table" and table.concat(of, "|") or tostring(of)
end
local function sorted(headers)
  local names = {}
  for name in pairs(headers) do names[#names + 1] = name end
  table.sort(names)
  return ipairs(names)
end
"""

KONG = STUBS + """
kong = {
  request = {
    get_headers = function(most) assert(most == 1000) return scene.headers end,
    get_host = function() return scene.host end,
    get_method = function() return scene.method end,
    get_path_with_query = function() return scene.target end,
    get_forwarded_scheme = function() return "https" end,
  },
  client = {get_forwarded_ip = function() return "192.0.2.7" end},
  service = {request = {
    set_header = function(name, to) say("set", name, to) end,
    clear_header = function(name) say("clear", name) end,
  }},
  response = {exit = function(status, body, headers)
    say("exit", status, body or "")
    for _, name in sorted(headers or {}) do say("answer", name, value(headers[name])) end
    error("exit", 0)
  end},
}
package.loaded["resty.http"] = {new = function()
  return {
    set_timeouts = function(_, connect, send, read) say("timeouts", connect, send, read) end,
    request_uri = function(_, uri, check)
      say("ask", check.method, uri)
      for _, name in sorted(check.headers) do say("asked", name, value(check.headers[name])) end
      if not scene.answer then return nil, "timeout" end
      local folded = {}
      for name, to in pairs(scene.answer.headers or {}) do folded[name:lower()] = to end
      local headers = setmetatable({}, {__index = function(_, name) return folded[name:lower()] end})
      return {status = scene.answer.status, body = scene.answer.body or "", headers = headers}
    end,
  }
end}
local chunk = assert(loadfile(arg[1]))
local handler = chunk()
local fine, problem = pcall(handler)
if fine then say("pass") elseif problem ~= "exit" then say("error", tostring(problem)) end
"""

APISIX = STUBS + """
ngx = {req = {get_headers = function(most) assert(most == 0) return scene.headers end}}
package.loaded["apisix.core"] = {request = {set_header = function(ctx, name, to)
  assert(ctx.var and to == nil)
  say("clear", name)
end}}
local handler = assert(loadfile(arg[1]))()
local code = handler({}, {var = {http_host = scene.headers.host, host = scene.host}})
if code then say("exit", code) else say("pass") end
"""


def literal(value):
    if value is None:
        return "nil"
    if isinstance(value, dict):
        return "{" + ", ".join(f"[{literal(name)}] = {literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(map(literal, value)) + "}"
    if isinstance(value, str):
        return '"' + "".join(f"\\{each:03d}" for each in value.encode()) + '"'
    return str(value)


def need():
    missing = "lua5.1 is not installed; tests/run.sh installs it"
    if not LUA and os.environ.get("POSTERN_NEEDS_PROXIES"):
        pytest.fail(missing)
    if not LUA:
        pytest.skip(missing)


def run(folder, stubs, glue, scene):
    """The events, as lists of words."""
    need()
    (folder / "glue.lua").write_text(glue)
    (folder / "run.lua").write_text(f"local scene = {literal(scene)}\n" + stubs)
    done = subprocess.run([LUA, folder / "run.lua", folder / "glue.lua"], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return [line.split("\t") for line in done.stdout.splitlines()]
