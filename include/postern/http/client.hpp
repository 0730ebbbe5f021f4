// Sends requests to other servers over HTTPS, on Beast and OpenSSL. A call has limits of time and
// size, follows no redirect, and verifies the certificate.
#pragma once

#include <postern/http/client_error.hpp>
#include <postern/http/client_proxy.hpp>
#include <postern/http/url.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

namespace postern::http {

// Where a request may go over plain http.
enum class plain_http
{
    never,
    loopback, // 127.0.0.0/8 and ::1
    anywhere
};

struct client_options
{
    std::filesystem::path ca_file;              // PEM; empty: the CAs of the system
    std::chrono::milliseconds connect{1000};    // for each address of the host
    std::chrono::milliseconds total{5000};      // for the whole call, name resolution included
    std::size_t body = std::size_t{512} * 1024; // octets
    plain_http plain = plain_http::never;
    proxy_settings proxy;
};

using field_list = std::vector<std::pair<std::string, std::string>>;

// The client adds Host, Connection, Accept-Encoding and Content-Length.
struct client_request
{
    std::string method = "GET";
    url to;
    field_list fields;
    std::string body;
};

struct client_response
{
    unsigned status = 0;
    field_list fields;
    std::string body;

    // The value of a field; several lines of one name are joined by commas (RFC 9110 §5.3).
    std::string field(std::string_view name) const;
};

// A copy shares its options and the CAs that were read. Thread-safe.
class client
{
public:
    explicit client(client_options);

    // Makes a connection of its own, and closes it. Runs on the coroutine's executor, which must be
    // a strand or have one thread. Each response has a value, whatever its status. The error is one
    // of client_errc. A cancelled call ends at once, with an error or with the exception
    // operation_aborted. The client may be destroyed before the call ends.
    boost::asio::awaitable<result<client_response>> send(client_request) const;

private:
    struct state;
    std::shared_ptr<state> state_;
};

} // namespace postern::http
