// The engine for several machines: the records lie in Redis, and its change feed tells what any
// process changes there.
//
// A record of kind K with id I is the text at `postern:K:{I}`. The expiry of a session can be moved
// and is a key of its own, `postern:idle:{I}`: if either key is gone, the session has ended. The
// ids of an owner's sessions are the set `postern:session-of:OWNER`. The braces keep the keys of a
// record on one node of a cluster. docs/redis.md describes the keys for other programs.
#pragma once

#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/redis/options.hpp>
#include <postern/store/engine.hpp>

#include <memory>
#include <optional>
#include <string>

namespace postern::store {

// A kind whose records another program writes. The key is `prefix` and the id. These records are
// only read, one at a time by their ids, and their changes are told by the feed.
struct foreign_kind
{
    std::string kind;
    std::string prefix;
};

struct redis_options
{
    redis::options server;
    std::string prefix = "postern:"; // of every key
    unsigned wait = 0;               // replicas that must confirm a revocation
    std::optional<foreign_kind> foreign;
};

// It needs no connection to begin with: calls wait for one until their deadline. The feed begins
// lost. All references outlive the engine.
std::unique_ptr<engine> make_redis_engine(const redis_options&, metrics::registry&, log::logger&);

} // namespace postern::store
