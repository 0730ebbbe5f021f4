-- One check as nginx sends it; the credentials of a file in rotation: a token (about 1.4 kB then), or
-- `session=...`, a cookie.
local requests, at = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    local cookie = line:find("^session=")
    wrk.headers = {
      ["Host"] = "app.example.com",
      ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
      ["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
      ["Accept-Language"] = "en-GB,en;q=0.7,de;q=0.3",
      ["Accept-Encoding"] = "gzip, deflate, br",
      ["Cookie"] = "theme=dark; consent=1" .. (cookie and "; " .. line or ""),
      ["X-Request-Id"] = "7f0c1bfe5c8f4c1e9f6d2a51c3b7e9d0",
      ["X-Forwarded-Method"] = "GET",
      ["X-Forwarded-Uri"] = "/orders/4711/items?page=2",
      ["X-Forwarded-Host"] = "app.example.com",
      ["X-Forwarded-Proto"] = "https",
      ["X-Forwarded-For"] = "192.0.2.17",
      ["Authorization"] = not cookie and "Bearer " .. line or nil,
    }
    requests[#requests + 1] = wrk.format("GET")
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
