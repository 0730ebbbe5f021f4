#include "probe.hpp"

#include <postern/http/listening.hpp>

namespace postern::grpc {

result<void> probe(const http::listen_address& address)
{
    const auto bound = http::listen_on(address);
    if (!bound)
        return bound.error();
    return {};
}

std::string target_of(const http::listen_address& address)
{
    return address.type == http::listen_address::kind::unix_socket ? "unix:" + address.path
                                                                   : address.text();
}

} // namespace postern::grpc
