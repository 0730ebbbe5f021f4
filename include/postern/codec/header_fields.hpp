// The header fields of a request, as views: what an HTTP head and a gRPC check have in common.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

// The numbers of known names are Beast's. Only those who use one include Beast.
namespace boost::beast::http {
enum class field : unsigned short;
}

namespace postern::codec {

struct header_field
{
    boost::beast::http::field id; // unknown for names that Beast does not list
    std::string_view name;        // as sent
    std::string_view value;       // without the white space around it
};

// Owns nothing: the fields and their texts outlive it.
class header_fields
{
public:
    header_fields() = default;
    header_fields(std::span<const header_field> fields) noexcept : fields_(fields) {}
    header_fields(const std::vector<header_field>& fields) noexcept : fields_(fields) {}

    auto begin() const noexcept { return fields_.begin(); }
    auto end() const noexcept { return fields_.end(); }
    std::size_t size() const noexcept { return fields_.size(); }
    bool empty() const noexcept { return fields_.empty(); }
    const header_field& operator[](std::size_t index) const noexcept { return fields_[index]; }

    // `count` says how often a name occurs, compared without case (RFC 9110 §5.1); `value` is the
    // first one's.
    struct lookup
    {
        std::string_view value;
        unsigned count = 0;
    };
    lookup find(std::string_view name) const noexcept;
    lookup find(boost::beast::http::field id) const noexcept;

private:
    std::span<const header_field> fields_;
};

} // namespace postern::codec
