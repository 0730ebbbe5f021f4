// The dialects by name, and which of their endpoints exist by default.
#include <postern/check/options.hpp>

#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

std::string dialect_names()
{
    std::string all;
    for (const dialect::dialect* known : dialect::dialects())
        all += (all.empty() ? "`" : ", `") + std::string(known->name) + '`';
    return all;
}

constexpr const char* words = "`all`, `none` or a list of dialects: ";

// Removes the endpoints of every dialect that the list does not name.
void keep_only(const std::vector<const dialect::dialect*>& named, draft& into)
{
    std::erase_if(into.made.endpoints, [&](const check::endpoint_options& each) {
        return std::ranges::find(named, each.dialect) == named.end();
    });
}

void read_default_endpoints(const value& from, draft& into)
{
    // A single word is not a list.
    const std::string word = from.peek();
    if (word == "all")
        return;
    if (word == "none")
        return keep_only({}, into);
    std::vector<const dialect::dialect*> named;
    list(dialect_name()).read(from, named);
    keep_only(named, into);
}

} // namespace

type<const dialect::dialect*> dialect_name()
{
    return {dialect_names(), [](const value& from, const dialect::dialect*& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                into = dialect::find_dialect(*found);
                if (into == nullptr)
                    refuse_value(from, *found, dialect_names());
            }};
}

// The endpoints of the draft are still the default ones.
type<draft> default_endpoints()
{
    return {words + dialect_names(), read_default_endpoints};
}

} // namespace postern::config
