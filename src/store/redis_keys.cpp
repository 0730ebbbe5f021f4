#include "redis_keys.hpp"

namespace postern::store {
namespace {

constexpr std::string_view extendable_kind = "session";
constexpr std::string_view single_kind = "generation"; // has one record, with an empty id
constexpr std::string_view kinds[] = {extendable_kind, "revocation", single_kind};

std::string in_braces(std::string_view id)
{
    return "{" + std::string(id) + "}";
}

} // namespace

std::string redis_keys::record(const key& name) const
{
    if (foreign_ && name.kind == foreign_->kind)
        return foreign_->prefix + name.id;
    if (name.kind == single_kind)
        return prefix_ + name.kind;
    return prefix_ + name.kind + ':' + in_braces(name.id);
}

std::string redis_keys::idle(const key& name) const
{
    return name.kind == extendable_kind ? prefix_ + "idle:" + in_braces(name.id) : std::string();
}

std::string redis_keys::expiring(const key& name) const
{
    std::string moved = idle(name);
    return moved.empty() ? record(name) : moved;
}

std::string redis_keys::owner(std::string_view kind, std::string_view owner) const
{
    return prefix_ + std::string(kind) + "-of:" + std::string(owner);
}

std::optional<key> redis_keys::parse(std::string_view name) const
{
    if (foreign_ && name.starts_with(foreign_->prefix))
        return key{foreign_->kind, std::string(name.substr(foreign_->prefix.size()))};
    if (!name.starts_with(prefix_))
        return std::nullopt;
    name.remove_prefix(prefix_.size());
    if (name == single_kind)
        return key{std::string(name), {}};
    // `kind:{id}`
    const auto colon = name.find(":{");
    if (colon == std::string_view::npos || !name.ends_with('}'))
        return std::nullopt;
    const std::size_t begin = colon + 2;
    return key{
        std::string(name.substr(0, colon)),
        std::string(name.substr(begin, name.size() - begin - 1))};
}

std::string redis_keys::pattern(std::string_view kind) const
{
    constexpr std::string_view special = "*?[]\\";
    std::string made;
    for (const char each : prefix_ + std::string(kind) + ":{") {
        if (special.find(each) != std::string_view::npos)
            made += '\\';
        made += each;
    }
    return made + "*}";
}

std::vector<std::string> redis_keys::tracked_prefixes() const
{
    std::vector<std::string> all;
    for (const std::string_view kind : kinds)
        all.push_back(prefix_ + std::string(kind) + (kind == single_kind ? "" : ":"));
    if (foreign_)
        all.push_back(foreign_->prefix);
    return all;
}

} // namespace postern::store
