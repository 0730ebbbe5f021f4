// Beast checks the grammar. What Beast accepts but RFC 9112 does not is refused in on_field_impl()
// and in check_framing().
#include <postern/codec/ascii.hpp>
#include <postern/http/head_parser.hpp>

#include "target.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <functional>
#include <limits>

namespace postern::http {
namespace {

namespace beast = boost::beast;

// The pointers may belong to different objects. For them only std::less_equal has a defined order.
bool inside(std::string_view part, std::string_view whole) noexcept
{
    const std::less_equal<> not_after;
    return not_after(whole.data(), part.data()) &&
           not_after(part.data() + part.size(), whole.data() + whole.size());
}

bool only_digits(std::string_view text) noexcept
{
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// REQUIRES: the number fits, which Beast has checked.
std::uint64_t number(std::string_view digits) noexcept
{
    std::uint64_t value = 0;
    for (const char c : digits)
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

errc from_beast(beast::http::error e) noexcept
{
    switch (e) {
    case beast::http::error::bad_version:
        return errc::bad_version;
    case beast::http::error::bad_content_length:
    case beast::http::error::multiple_content_length:
    case beast::http::error::bad_transfer_encoding:
        return errc::bad_length;
    // Our own limits are checked before, so this is the limit of a folded value.
    case beast::http::error::header_limit:
        return errc::obs_fold;
    default:
        return errc::bad_syntax;
    }
}

// Parses one head. A Beast parser can parse one message only, so each head has a parser of its own;
// that is cheap, because it owns no memory.
class pass final : public beast::http::basic_parser<true>
{
public:
    pass(std::string_view octets, std::vector<field>& fields, std::size_t limit)
        : octets_(octets), fields_(fields), limit_(limit)
    {
        fields_.clear();
        header_limit(std::numeric_limits<std::uint32_t>::max());
        body_limit(boost::none); // next_request() checks the announced length
    }

    result<head> run()
    {
        error_code error;
        const auto used = put(boost::asio::buffer(octets_), error);
        // on_field_impl() sets our own errors. All others are errors of Beast.
        if (error)
            return error.category() == error_category()
                       ? error
                       : make_error_code(from_beast(static_cast<beast::http::error>(error.value()))
                         );
        // Beast must find the same end as find_head_end(). If they differ, a part of this request
        // would be read as the next one.
        if (used != octets_.size())
            return errc::bad_syntax;
        if (error = check_framing(); error)
            return error;
        const auto path = path_of(head_.method, head_.target);
        if (!path)
            return errc::bad_target;
        head_.path = *path;
        // Only now, because the vector may have moved while it grew.
        head_.fields = fields_;
        head_.keep_alive = keep_alive();
        return head_;
    }

private:
    error_code check_framing() const
    {
        // RFC 9112 §3.2
        if (hosts_ > 1 || (hosts_ == 0 && head_.version == 11))
            return errc::bad_host;
        // RFC 9112 §6.1, §6.3: only one field may say where the body ends, and HTTP/1.0 has no
        // chunks.
        if (lengths_ + codings_ > 1 || (codings_ == 1 && head_.version == 10))
            return errc::bad_length;
        return {};
    }

    void
    on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version, error_code&)
        override
    {
        head_.method = {method.data(), method.size()};
        head_.target = {target.data(), target.size()};
        head_.version = static_cast<unsigned>(version);
    }

    void on_field_impl(
        beast::http::field id, beast::string_view name_view, beast::string_view value_view,
        error_code& error
    ) override
    {
        const std::string_view name(name_view.data(), name_view.size());
        const std::string_view value(value_view.data(), value_view.size());
        if (fields_.size() == limit_)
            error = errc::head_too_large;
        else if (is_folded(name, value))
            error = errc::obs_fold;
        else
            error = note(id, value);
        if (!error)
            fields_.push_back({id, name, value});
    }

    // RFC 9112 §5.2. Beast gives a folded value as a view of its own stack. If the first line of
    // the value is empty, the view begins behind the line break instead.
    bool is_folded(std::string_view name, std::string_view value) const noexcept
    {
        if (!inside(value, octets_))
            return true;
        return std::find(name.data() + name.size(), value.data(), '\n') != value.data();
    }

    error_code note(beast::http::field id, std::string_view value)
    {
        switch (id) {
        case beast::http::field::host:
            ++hosts_;
            return may_be_host(value) ? error_code() : errc::bad_host;
        case beast::http::field::content_length:
            ++lengths_;
            head_.content_length = number(value);
            return only_digits(value) ? error_code() : errc::bad_length;
        case beast::http::field::transfer_encoding:
            ++codings_;
            head_.chunked = true;
            // RFC 9112 §6.1, §7: a recipient must know "chunked". Other codings are not supported.
            return codec::equal_ignoring_case(value, "chunked") ? error_code() : errc::bad_length;
        case beast::http::field::expect:
            head_.expect_continue = codec::equal_ignoring_case(value, "100-continue");
            return {};
        default:
            return {};
        }
    }

    // Beast requires the other functions. Nothing is to be done in them.
    void on_response_impl(int, beast::string_view, int, error_code&) override {}
    void on_header_impl(error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
    std::size_t on_body_impl(beast::string_view, error_code&) override { return 0; }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code&) override
    {
        return 0;
    }
    void on_finish_impl(error_code&) override {}

    std::string_view octets_;
    std::vector<field>& fields_;
    std::size_t limit_;
    head head_;
    unsigned hosts_ = 0;
    unsigned lengths_ = 0;
    unsigned codings_ = 0;
};

} // namespace

head_parser::head_parser(const head_limits& limits) : limits_(limits)
{
    fields_.reserve(32);
}

result<head> head_parser::parse(std::string_view octets)
{
    if (octets.size() > limits_.octets)
        return errc::head_too_large;
    if (octets.starts_with("\r\n"))
        octets.remove_prefix(2); // RFC 9112 §2.2
    return pass(octets, fields_, limits_.fields).run();
}

} // namespace postern::http
