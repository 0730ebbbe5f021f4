// The table of the standard identity headers, and the one place where a value is encoded.
#include <postern/resolve/identity_headers.hpp>

#include <optional>

namespace postern::resolve {
namespace {

using text = std::optional<std::string>;

text from_bool(const std::optional<bool>& value)
{
    return value ? text(*value ? "true" : "false") : text();
}

text from_text(const std::optional<std::string>& value)
{
    return value ? text(encode_value(*value)) : text();
}

struct standard_header
{
    std::string_view suffix;
    text (*value)(const identity&);
};

constexpr standard_header standard[] = {
    {"Session-Valid", [](const identity&) { return text("true"); }},
    {"User-Id", [](const identity& who) { return text(encode_value(who.user_id)); }},
    {"User-Anonymous", [](const identity& who) { return from_bool(who.anonymous); }},
    {"User-Verified", [](const identity& who) { return from_bool(who.verified); }},
    {"User-Can-Reauthenticate",
     [](const identity& who) { return from_bool(who.can_reauthenticate); }},
    {"User-Roles", [](const identity& who
                   ) { return who.roles.empty() ? text() : text(encode_list(who.roles, ',')); }},
    // Authgear sends this one even when it is empty.
    {"Session-Amr", [](const identity& who) { return text(encode_list(who.amr, ' ')); }},
    {"Session-Authenticated-At",
     [](const identity& who) {
         return who.authenticated_at ? text(std::to_string(*who.authenticated_at)) : text();
     }},
    {"Subject-Type", [](const identity& who) { return from_text(who.subject_type); }},
    {"Client-Id", [](const identity& who) { return from_text(who.client_id); }},
    {"Scope", [](const identity& who) { return from_text(who.scope); }},
};

bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '%';
}

void append_octet(std::string& out, char c)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto octet = static_cast<unsigned char>(c);
    out += {'%', digits[octet >> 4], digits[octet & 15]};
}

// A space at either end would be trimmed by the next reader (RFC 9110 §5.5).
void append_encoded(std::string& out, std::string_view value, char separator)
{
    for (std::size_t i = 0; i != value.size(); ++i) {
        const char c = value[i];
        const bool end_space = c == ' ' && (i == 0 || i + 1 == value.size());
        if (is_plain(c) && c != separator && !end_space)
            out += c;
        else
            append_octet(out, c);
    }
}

void append_line(std::string& out, const std::string& name, const text& value, unset_value unset)
{
    if (!value && unset == unset_value::omit)
        return;
    out.append(name).append(": ").append(value ? *value : std::string_view()).append("\r\n");
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
    for (const std::string& element : elements) {
        if (&element != &elements.front())
            out += separator;
        append_encoded(out, element, separator);
    }
    return out;
}

std::size_t rendered_size(const identity& who, const identity_options& options)
{
    const auto line = [](std::size_t name, const text& value) {
        return name + std::string_view(": \r\n").size() + (value ? value->size() : 0);
    };
    std::size_t size = 0;
    for (const standard_header& header : standard)
        size += line(options.prefix.size() + header.suffix.size(), header.value(who));
    for (std::size_t i = 0; i != options.mapped.size(); ++i)
        size += line(options.mapped[i].name.size(), who.mapped[i]);
    return size;
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

std::string
render_identity(const identity* who, const std::vector<std::string>& names, unset_value unset)
{
    std::string lines;
    std::size_t next = 0;
    for (const standard_header& header : standard)
        append_line(lines, names[next++], who ? header.value(*who) : text(), unset);
    for (std::size_t i = 0; next != names.size(); ++i)
        append_line(lines, names[next++], who ? who->mapped[i] : text(), unset);
    return lines;
}

} // namespace postern::resolve
