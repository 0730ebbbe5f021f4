// The table of the standard identity headers, and the one place where a value is encoded.
#include <postern/codec/uri.hpp>
#include <postern/resolve/identity_headers.hpp>

#include <iterator>
#include <optional>
#include <utility>

namespace postern::resolve {
namespace {

bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '%';
}

// A space at either end would be trimmed by the next reader (RFC 9110 §5.5).
void append_encoded(std::string& out, std::string_view value, char separator)
{
    std::size_t done = 0;
    for (std::size_t i = 0; i != value.size(); ++i) {
        const char c = value[i];
        const bool end_space = c == ' ' && (i == 0 || i + 1 == value.size());
        if (is_plain(c) && c != separator && !end_space)
            continue;
        out.append(value.substr(done, i - done));
        codec::append_percent_encoded(out, c);
        done = i + 1;
    }
    out.append(value.substr(done));
}

void append_list(std::string& out, const std::vector<std::string>& elements, char separator)
{
    for (const std::string& element : elements) {
        if (&element != &elements.front())
            out += separator;
        append_encoded(out, element, separator);
    }
}

// Each appends a value, or says that it is not set.
bool append(std::string& out, const std::optional<bool>& value)
{
    if (value)
        out += *value ? "true" : "false";
    return value.has_value();
}

bool append(std::string& out, const std::optional<std::string>& value)
{
    if (value)
        append_encoded(out, *value, '%');
    return value.has_value();
}

bool append(std::string& out, const std::optional<std::int64_t>& value)
{
    if (value)
        out += std::to_string(*value);
    return value.has_value();
}

struct standard_header
{
    std::string_view suffix;
    bool (*append_value)(std::string& out, const identity&);
};

constexpr standard_header standard[] = {
    {"Session-Valid",
     [](std::string& out, const identity&) { return append(out, std::optional(true)); }},
    {"User-Id", [](std::string& out, const identity& who) { return append(out, who.user_id); }},
    {"User-Anonymous",
     [](std::string& out, const identity& who) { return append(out, who.anonymous); }},
    {"User-Verified",
     [](std::string& out, const identity& who) { return append(out, who.verified); }},
    {"User-Can-Reauthenticate",
     [](std::string& out, const identity& who) { return append(out, who.can_reauthenticate); }},
    {"User-Roles",
     [](std::string& out, const identity& who) {
         append_list(out, who.roles, ',');
         return !who.roles.empty();
     }},
    // Authgear sends this one even when it is empty.
    {"Session-Amr",
     [](std::string& out, const identity& who) {
         append_list(out, who.amr, ' ');
         return true;
     }},
    {"Session-Authenticated-At",
     [](std::string& out, const identity& who) { return append(out, who.authenticated_at); }},
    {"Subject-Type",
     [](std::string& out, const identity& who) { return append(out, who.subject_type); }},
    {"Client-Id", [](std::string& out, const identity& who) { return append(out, who.client_id); }},
    {"Scope", [](std::string& out, const identity& who) { return append(out, who.scope); }},
};

// A mapped value is encoded already.
bool append_mapped(std::string& out, const identity& who, std::size_t which)
{
    const std::optional<std::string>& value = who.mapped[which];
    if (value)
        out += *value;
    return value.has_value();
}

// The header at this position of header_names().
bool append_header(std::string& out, const identity& who, std::size_t which)
{
    return which < std::size(standard) ? standard[which].append_value(out, who)
                                       : append_mapped(out, who, which - std::size(standard));
}

std::size_t names_size(const identity_options& options)
{
    constexpr std::size_t around = std::string_view(": \r\n").size();
    std::size_t sum = 0;
    for (const standard_header& header : standard)
        sum += options.prefix.size() + header.suffix.size() + around;
    for (const mapped_header& header : options.mapped)
        sum += header.name.size() + around;
    return sum;
}

// With every name sent.
std::size_t rendered_size(const identity& who, const identity_options& options)
{
    std::string values;
    for (const standard_header& header : standard)
        header.append_value(values, who);
    for (std::size_t i = 0; i != options.mapped.size(); ++i)
        append_mapped(values, who, i);
    return names_size(options) + values.size();
}

std::size_t size_of(const std::optional<std::string>& text)
{
    return text ? text->size() : 0;
}

std::size_t size_of(const std::vector<std::string>& list)
{
    std::size_t sum = list.size(); // their separators
    for (const std::string& each : list)
        sum += each.size();
    return sum;
}

// No value is longer than all of its octets encoded; booleans and numbers are short.
std::size_t most_octets(const identity& who, const identity_options& options)
{
    constexpr std::size_t short_values = 64;
    std::size_t texts = who.user_id.size() + size_of(who.roles) + size_of(who.amr) +
                        size_of(who.subject_type) + size_of(who.client_id) + size_of(who.scope);
    std::size_t others = short_values + names_size(options);
    for (const auto& mapped : who.mapped)
        others += size_of(mapped);
    return 3 * texts + others;
}

} // namespace

std::string encode_value(std::string_view value)
{
    std::string out;
    append_encoded(out, value, '%');
    return out;
}

std::string encode_list(const std::vector<std::string>& elements, char separator)
{
    std::string out;
    append_list(out, elements, separator);
    return out;
}

bool fits_headers(const identity& who, const identity_options& options)
{
    return most_octets(who, options) <= max_identity_octets ||
           rendered_size(who, options) <= max_identity_octets;
}

std::vector<std::string> header_names(const identity_options& options)
{
    std::vector<std::string> names;
    for (const standard_header& header : standard)
        names.push_back(options.prefix + std::string(header.suffix));
    for (const mapped_header& header : options.mapped)
        names.push_back(header.name);
    return names;
}

std::vector<identity_header>
identity_headers(const identity* who, const std::vector<std::string>& names)
{
    std::vector<identity_header> all;
    all.reserve(names.size());
    for (const std::string& name : names) {
        identity_header& header = all.emplace_back(identity_header{name, std::nullopt});
        const std::size_t which = all.size() - 1;
        std::string value;
        if (who != nullptr && append_header(value, *who, which))
            header.value = std::move(value);
    }
    return all;
}

} // namespace postern::resolve
