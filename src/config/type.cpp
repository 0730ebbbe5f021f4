#include "type.hpp"

namespace postern::config {
namespace {

bool not_empty(std::string_view text)
{
    return !text.empty();
}

std::optional<std::uint64_t> parse_milliseconds(std::string_view text)
{
    const auto value = parse_duration(text);
    if (!value)
        return std::nullopt;
    return static_cast<std::uint64_t>(value->count());
}

std::string format_milliseconds(std::uint64_t value)
{
    return format_duration(std::chrono::milliseconds(static_cast<std::int64_t>(value)));
}

std::string format_number(std::uint64_t value)
{
    return std::to_string(value);
}

// An empty part is kept, so that the caller can refuse it.
std::vector<std::string> split_at_dots(std::string_view text)
{
    std::vector<std::string> names(1);
    for (const char c : text) {
        if (c == '.')
            names.emplace_back();
        else
            names.back() += c;
    }
    return names;
}

// One name for a single value, or all names of a list.
std::vector<std::string> claim_names(const value& from)
{
    std::vector<std::string> names;
    for (const value& item : from.items())
        if (std::optional<std::string> name = item.text())
            names.push_back(std::move(*name));
    return names;
}

} // namespace

void need_folder_of(const value& from, const std::filesystem::path& file, bool may_be_shown)
{
    std::error_code ignored;
    const std::filesystem::path folder = file.parent_path();
    if (folder.empty() || std::filesystem::is_directory(folder, ignored))
        return;
    const std::string name = may_be_shown ? in_quotes(file.string()) : "a file";
    from.refuse("found " + name + " in a folder that does not exist");
}

void refuse_value(const value& from, std::string_view found, std::string_view accepted)
{
    from.refuse("found " + in_quotes(found) + "; accepted: " + std::string(accepted));
}

type<std::string> text_like(const std::string& name, std::function<bool(std::string_view)> accepts)
{
    return {name, [name, accepts = std::move(accepts)](const value& from, std::string& into) {
                std::optional<std::string> found = from.text();
                if (!found)
                    return;
                if (accepts(*found))
                    into = std::move(*found);
                else
                    refuse_value(from, *found, name);
            }};
}

type<std::string> text()
{
    return text_like("text", not_empty);
}

type<std::string> text_or_nothing()
{
    return text_like("text", [](std::string_view) { return true; });
}

type<bool> boolean()
{
    return one_of<bool>({{"true", true}, {"false", false}});
}

type<secret> secret_value()
{
    return {"secret text", [](const value& from, secret& into) {
                if (std::optional<secret> found = from.secret_text())
                    into = std::move(*found);
            }};
}

type<std::filesystem::path> file()
{
    return {"path", [](const value& from, std::filesystem::path& into) {
                if (std::optional<std::filesystem::path> found = from.file())
                    into = std::move(*found);
            }};
}

// A single text is split at its dots. The names of a list are taken as they are.
type<std::vector<std::string>> claim_path()
{
    return {"claim path", [](const value& from, std::vector<std::string>& into) {
                const std::size_t before = from.errors();
                std::vector<std::string> names = claim_names(from);
                const bool dotted = from.tree().type == node::kind::scalar && !names.empty();
                // Claims are often named by URLs, whose dots do not separate names (RFC 7519 §4.2).
                if (dotted && names.front().find("://") != std::string::npos)
                    return from.refuse("found a URL; write a name that holds a dot as a list of "
                                       "names, even if it is alone");
                if (dotted)
                    names = split_at_dots(names.front());
                // A problem of one name was reported already, so no second one follows.
                const bool empty = std::find(names.begin(), names.end(), "") != names.end();
                if (from.errors() == before && (empty || names.empty()))
                    from.refuse("found an empty name; accepted: `claim`, `claim.inner`, or a list "
                                "of names");
                if (from.errors() == before)
                    into = std::move(names);
            }};
}

const measure& numbers()
{
    static const measure kind{"number", parse_number, format_number};
    return kind;
}

const measure& sizes()
{
    static const measure kind{"size", parse_size, format_size};
    return kind;
}

const measure& durations()
{
    static const measure kind{"duration", parse_milliseconds, format_milliseconds};
    return kind;
}

// The words for the page and for errors, such as `size, 1KiB to 1MiB`.
std::string range_name(const measure& kind, std::uint64_t min, std::uint64_t max)
{
    return kind.name + ", " + kind.format(min) + " to " + kind.format(max);
}

std::optional<std::uint64_t>
read_measure(const value& from, const measure& kind, std::uint64_t min, std::uint64_t max)
{
    const std::optional<std::string> found = from.text();
    if (!found)
        return std::nullopt;
    const std::optional<std::uint64_t> read = kind.parse(*found);
    if (read && *read >= min && *read <= max)
        return read;
    refuse_value(from, *found, range_name(kind, min, max));
    return std::nullopt;
}

} // namespace postern::config
