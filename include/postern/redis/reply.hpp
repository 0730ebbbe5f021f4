// A reply of Redis (RESP2): nil, an integer, a text, an error, or an array of replies.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace postern::redis {

class reply
{
public:
    using array = std::vector<reply>;

    struct error_text
    {
        std::string text; // `WRONGTYPE Operation against ...`
        friend bool operator==(const error_text&, const error_text&) = default;
    };

    reply() = default; // nil
    explicit reply(std::int64_t number) : value_(number) {}
    explicit reply(std::string text) : value_(std::move(text)) {}
    explicit reply(error_text what) : value_(std::move(what)) {}
    explicit reply(array elements) : value_(std::move(elements)) {}

    bool is_nil() const noexcept { return value_.index() == 0; }

    // Each is null if the reply is of another kind.
    const std::int64_t* integer() const noexcept { return std::get_if<std::int64_t>(&value_); }
    const std::string* text() const noexcept { return std::get_if<std::string>(&value_); }
    const array* elements() const noexcept { return std::get_if<array>(&value_); }
    // A client returns a whole reply that is an error as an error_code. An array may have some.
    const error_text* error() const noexcept { return std::get_if<error_text>(&value_); }
    bool is_text(std::string_view expected) const noexcept
    {
        return text() != nullptr && *text() == expected;
    }
    std::string* text() noexcept { return std::get_if<std::string>(&value_); }
    array* elements() noexcept { return std::get_if<array>(&value_); }

    friend bool operator==(const reply&, const reply&) = default;

private:
    std::variant<std::monostate, std::int64_t, std::string, error_text, array> value_;
};

} // namespace postern::redis
