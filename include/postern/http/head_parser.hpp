// Octets to head, strictly (RFC 9112 §2.2, §3, §5, §6). Built on Beast's basic_parser; what that
// lets pass and we do not is refused here.
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
    bad_host,   // 400: HTTP/1.1 without exactly one Host, or one that cannot be (RFC 9112 §3.2)
    body_too_large,  // 413: more than the listener reads
    length_required, // 411: a chunked body where one is read
    timed_out,       // the head did not arrive in time
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

struct head_limits
{
    std::size_t octets = 64 * 1024;
    std::size_t fields = 128;
};

// Where the head that starts `octets` ends (the octet after its empty line), or 0 if it is not
// complete yet. `searched` octets were looked at before: a client that drips cannot make us read
// twice. Bare line feeds end a head as well, so that it is refused at once and not waited for.
std::size_t find_head_end(std::string_view octets, std::size_t searched) noexcept;

// Whether an incomplete head can still become one: false for TLS or binary noise.
bool may_be_head(std::string_view octets) noexcept;

// Reusable; one per thread.
class head_parser
{
public:
    explicit head_parser(const head_limits&);

    // `octets` is exactly one head, as find_head_end cut it. The result's views point into
    // `octets`, its field list into this parser: both are valid until the next call.
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
