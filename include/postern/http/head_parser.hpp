// Parses the head of a request strictly (RFC 9112 §2.2, §3, §5, §6). Uses Beast's basic_parser, and
// refuses what that accepts but the RFC does not.
#pragma once

#include <postern/base/error.hpp>
#include <postern/http/head.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace postern::http {

enum class errc
{
    head_too_large = 1, // 431: more octets or fields than the limit
    bad_syntax,         // 400: RFC 9112 grammar
    bad_target,         // 400: CONNECT, or a target without a path (RFC 9112 §3.2)
    bad_version,        // 400: neither HTTP/1.0 nor HTTP/1.1
    obs_fold,           // 400: a folded value (RFC 9112 §5.2)
    bad_length, // 400: Content-Length twice, not a number, or beside Transfer-Encoding (RFC 9112
                // §6.3)
    bad_host,   // 400: HTTP/1.1 without exactly one Host, or an impossible one (RFC 9112 §3.2)
    body_too_large,  // 413: a body longer than the listener reads
    length_required, // 411: a chunked body, and the listener reads bodies
    timed_out,       // the head did not arrive in time
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

struct head_limits
{
    std::size_t octets = 64 * 1024;
    std::size_t fields = 128;
};

// The size of the head at the start of `octets`, with its empty line; 0 if it is not complete yet.
// The first `searched` octets were searched before and are skipped, so that a head which arrives
// octet by octet costs no more. Bare line feeds end a head, too: it is then refused at once.
std::size_t find_head_end(std::string_view octets, std::size_t searched) noexcept;

// Whether these octets can be the beginning of a head. False for TLS and other protocols.
bool may_be_head(std::string_view octets) noexcept;

// Reusable; one per thread.
class head_parser
{
public:
    explicit head_parser(const head_limits&);

    // `octets` is exactly one head, cut by find_head_end(). The views of the result point into
    // `octets`, its list of fields into this parser; the list is valid until the next call.
    result<head> parse(std::string_view octets);

private:
    head_limits limits_;
    std::vector<field> fields_;
};

} // namespace postern::http

template <>
struct boost::system::is_error_code_enum<postern::http::errc> : std::true_type
{
};
