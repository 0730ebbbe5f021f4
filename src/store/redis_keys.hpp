// The names of Redis' keys.
#pragma once

#include <postern/store/redis.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::store {

class redis_keys
{
public:
    explicit redis_keys(std::string prefix, std::optional<foreign_kind> foreign = {})
        : prefix_(std::move(prefix)), foreign_(std::move(foreign))
    {
    }

    std::string record(const key&) const;

    // The key whose expiry extend() moves. Empty for a kind whose expiry cannot be moved.
    std::string idle(const key&) const;

    // The key that expires with the record, or earlier.
    std::string expiring(const key&) const;

    // The set with the ids of an owner.
    std::string owner(std::string_view kind, std::string_view owner) const;

    // The key of the record; nothing if the name is not that of a record.
    std::optional<key> parse(std::string_view name) const;

    // A glob pattern of SCAN that fits the names of a kind's records.
    std::string pattern(std::string_view kind) const;

    // What the change feed follows.
    std::vector<std::string> tracked_prefixes() const;
    std::string heartbeat_prefix() const { return prefix_ + "heartbeat:"; }

private:
    std::string prefix_;
    std::optional<foreign_kind> foreign_;
};

} // namespace postern::store
