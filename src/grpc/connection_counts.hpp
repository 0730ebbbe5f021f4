// How many calls each connection has, so that none can take the places of all others.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace postern::grpc {

// A connection is known by the address of its peer, as the library writes it. On a unix socket all
// peers have the same one, so that these are not counted. Any thread may use it.
class connection_counts
{
public:
    std::size_t add(const std::string& peer); // how many the connection has now
    void remove(const std::string& peer);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> counts_;
};

} // namespace postern::grpc
