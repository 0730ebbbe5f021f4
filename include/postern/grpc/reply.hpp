// A CheckResponse that is encoded once and can be sent many times.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace postern::grpc {

// Immutable.
class reply
{
public:
    reply(unsigned status, std::string octets) : octets_(std::move(octets)), status_(status) {}

    unsigned status() const noexcept { return status_; } // of HTTP, that Envoy acts on
    const std::string& octets() const noexcept { return octets_; }
    std::size_t memory() const noexcept { return sizeof(*this) + octets_.capacity(); }

private:
    std::string octets_;
    unsigned status_;
};

using reply_ptr = std::shared_ptr<const reply>;

} // namespace postern::grpc
