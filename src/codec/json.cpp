// Boost.JSON checks the grammar. The handler here builds the value and refuses what the grammar
// allows: duplicate names, sizes past the limits, numbers that no double can hold.
#include <postern/codec/json.hpp>

#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

namespace postern::codec {
namespace {

namespace json = boost::json;

class builder
{
public:
    static constexpr std::size_t max_object_size = SIZE_MAX; // the handler checks its own limits
    static constexpr std::size_t max_array_size = SIZE_MAX;
    static constexpr std::size_t max_key_size = SIZE_MAX;
    static constexpr std::size_t max_string_size = SIZE_MAX;

    builder(const json_limits& limits, json::storage_ptr storage)
        : limits_(limits), root_(std::move(storage))
    {
    }

    json::object take() { return std::move(root_.get_object()); }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }

    bool on_object_begin(error_code& ec)
    {
        // The first object is the document. Any other one belongs to the innermost container.
        json::value* slot = open_.empty() ? &root_ : next_slot(ec);
        if (slot == nullptr)
            return false;
        json::object& object = slot->emplace_object();
        if (slot == &root_) // reserved once instead of growing step by step
            object.reserve(std::min(limits_.members, usual_members));
        open_.push_back(slot);
        return true;
    }

    bool on_array_begin(error_code& ec)
    {
        json::value* slot = next_slot(ec);
        if (slot == nullptr)
            return false;
        slot->emplace_array();
        open_.push_back(slot);
        return true;
    }

    bool on_object_end(std::size_t, error_code&) { return close(); }
    bool on_array_end(std::size_t, error_code&) { return close(); }

    bool on_key_part(json::string_view s, std::size_t, error_code&) { return keep(s); }

    bool on_key(json::string_view s, std::size_t size, error_code& ec)
    {
        json::object& object = open_.back()->get_object();
        if (object.size() == limits_.members)
            return fail(ec, errc::too_many_members);
        // RFC 7515 §4 and RFC 7519 §4: names are unique. A second one could hide the first.
        const auto [member, inserted] = object.emplace(whole(s, size), nullptr);
        parts_.clear();
        member_ = &member->value();
        return inserted || fail(ec, errc::duplicate_member);
    }

    bool on_string_part(json::string_view s, std::size_t, error_code&) { return keep(s); }

    bool on_string(json::string_view s, std::size_t size, error_code& ec)
    {
        json::value* slot = next_slot(ec);
        if (slot != nullptr)
            slot->emplace_string().assign(whole(s, size));
        parts_.clear();
        return slot != nullptr;
    }

    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t n, json::string_view, error_code& ec) { return put(n, ec); }
    bool on_uint64(std::uint64_t n, json::string_view, error_code& ec) { return put(n, ec); }

    // Reads the number again from its text, because the parser rounds and may give infinity.
    bool on_double(double rough, json::string_view text, error_code& ec)
    {
        double exact = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), exact);
        if (read.ec == std::errc{})
            return put(exact, ec);
        // A number out of range is either too small, which becomes zero, or too large.
        return std::abs(rough) < 1 ? put(0.0, ec) : fail(ec, errc::number_too_large);
    }

    bool on_bool(bool b, error_code& ec) { return put(b, ec); }
    bool on_null(error_code& ec) { return put(nullptr, ec); }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

private:
    static constexpr std::size_t usual_members = 16;
    static constexpr std::size_t usual_depth = 16;

    static bool fail(error_code& ec, errc reason)
    {
        ec = reason;
        return false;
    }

    // The parser may give a string in pieces. This keeps all pieces but the last.
    bool keep(json::string_view s)
    {
        parts_.append(s.data(), s.size());
        return true;
    }

    // Joins the pieces. A string of one piece is not copied.
    json::string_view whole(json::string_view last, std::size_t size)
    {
        if (last.size() == size)
            return last;
        parts_.append(last.data(), last.size());
        return parts_;
    }

    bool close()
    {
        open_.pop_back();
        return true;
    }

    // Returns where the next value is stored; null, with `ec` set, if no value is allowed here. The
    // pointers to open containers stay valid, because only the innermost one grows.
    json::value* next_slot(error_code& ec)
    {
        if (open_.empty()) {
            ec = errc::not_an_object;
            return nullptr;
        }
        json::array* array = open_.back()->if_array();
        if (array == nullptr)
            return member_;
        if (array->size() == limits_.elements) {
            ec = errc::too_many_elements;
            return nullptr;
        }
        return &array->emplace_back(nullptr);
    }

    template <class T>
    bool put(T value, error_code& ec)
    {
        json::value* slot = next_slot(ec);
        if (slot == nullptr)
            return false;
        *slot = value;
        return true;
    }

    const json_limits& limits_;
    json::value root_;
    // The containers that are not complete yet, the innermost one last.
    boost::container::small_vector<json::value*, usual_depth> open_;
    // The value of the last key that was read.
    json::value* member_ = nullptr;
    std::string parts_;
};

// The handler fails with codes of this library. The codes of the parser are mapped to them.
errc reason(const error_code& ec)
{
    if (ec.category() == error_category())
        return static_cast<errc>(ec.value());
    if (ec == json::error::too_deep)
        return errc::too_deep;
    return ec == json::error::exponent_overflow ? errc::number_too_large : errc::not_json;
}

} // namespace

result<json::object>
parse_json_object(std::string_view text, const json_limits& limits, json::storage_ptr storage)
{
    json::parse_options strict;
    strict.max_depth = limits.depth;
    json::basic_parser<builder> parser(strict, limits, std::move(storage));
    error_code ec;
    // `false` means that no text follows, so an incomplete object is an error.
    const std::size_t used = parser.write_some(false, text.data(), text.size(), ec);
    if (ec)
        return reason(ec);
    if (used != text.size())
        return errc::trailing_text;
    return parser.handler().take();
}

} // namespace postern::codec
