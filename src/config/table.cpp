#include "table.hpp"

#include <algorithm>
#include <numeric>

namespace postern::config {
namespace {

// Levenshtein: insertions, deletions and replacements.
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    // `line` holds one row of the table: the distances from a prefix of `a` to all prefixes of `b`.
    std::vector<std::size_t> line(b.size() + 1);
    std::iota(line.begin(), line.end(), std::size_t{0});
    for (std::size_t i = 0; i != a.size(); ++i) {
        std::size_t diagonal = std::exchange(line[0], i + 1);
        for (std::size_t j = 0; j != b.size(); ++j) {
            // Each distance is the least of a replacement, an insertion and a deletion.
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = line[j + 1];
            line[j + 1] = std::min({replaced, line[j] + 1, diagonal + 1});
        }
    }
    return line.back();
}

std::string unknown_key(std::string_view name, const std::vector<row>& keys)
{
    const auto nearest = std::min_element(keys.begin(), keys.end(), [&](auto& a, auto& b) {
        return edit_distance(name, a.name) < edit_distance(name, b.name);
    });
    // A mistyped key differs in few characters. Without a near one, all keys are listed.
    if (edit_distance(name, nearest->name) <= std::max<std::size_t>(2, nearest->name.size() / 3))
        return "unknown key; the nearest known one is `" + std::string(nearest->name) + '`';
    std::string all;
    for (const row& known : keys)
        all += (all.empty() ? "`" : ", `") + std::string(known.name) + '`';
    return "unknown key; accepted: " + all;
}

} // namespace

bool check_keys(const value& from, const std::vector<row>& keys)
{
    if (from.tree().type != node::kind::mapping) {
        from.refuse_kind("a mapping");
        return false;
    }
    // Every unknown and every missing key is reported, not only the first.
    for (const value& found : from.members())
        if (std::none_of(keys.begin(), keys.end(), [&](auto& k) { return k.name == found.name(); }))
            found.at_name().refuse(unknown_key(found.name(), keys));
    for (const row& known : keys)
        if (known.fallback == required && !from.has(known.name))
            from.member(known.name)
                .refuse("missing, and it has no default; " + std::string(known.sentence));
    return true;
}

} // namespace postern::config
