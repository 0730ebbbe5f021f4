// Reads the head of a response within its size limit.
#pragma once

#include "client_outcome.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>

namespace postern::http {

using response_parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

inline constexpr std::uint32_t response_head_limit = 16 * 1024;
// For octets that are not parsed yet, so that a line without an end has a limit, too.
inline constexpr std::size_t response_buffer_limit = std::size_t{64} * 1024;

struct body_rule
{
    std::size_t limit = 0;
    bool none = false; // the response has none, whatever its head says: HEAD and CONNECT
};

inline void prepare(std::optional<response_parser>& into, const body_rule& body)
{
    into.emplace();
    into->header_limit(response_head_limit);
    into->body_limit(body.limit);
    into->skip(body.none);
}

// Interim responses (100, 103) come before the response itself (RFC 9110 §15.2). 101 does not,
// because nobody asked for another protocol.
inline bool is_interim(unsigned status) noexcept
{
    return status / 100 == 1 && status != 101;
}

template <class Stream>
boost::asio::awaitable<error_code> read_head(
    Stream& from, boost::beast::flat_buffer& buffer, std::optional<response_parser>& into,
    body_rule body
)
{
    do {
        prepare(into, body);
        const auto [failed, size] =
            co_await boost::beast::http::async_read_header(from, buffer, *into, as_result);
        if (failed)
            co_return outcome(failed, client_errc::closed_early);
    } while (is_interim(into->get().result_int()));
    co_return into->get().result_int() == 101 ? client_errc::bad_response : error_code();
}

} // namespace postern::http
