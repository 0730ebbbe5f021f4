// What an operator may set about the listener for Envoy's gRPC.
#pragma once

#include <postern/http/address.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace postern::grpc {

struct options
{
    std::vector<http::listen_address> listen; // tcp and unix_socket; empty: there is no listener
    std::size_t message = 256 * 1024;         // octets of a check; a longer one is refused
    std::size_t checks = 10000;               // that are answered at one time; others are refused

    // Of one connection, with those that it has reset and that are not yet answered.
    std::size_t connection_checks = 2048;

    // As for HTTP: for a new connection to say that it speaks HTTP/2, and between checks.
    std::chrono::milliseconds header_timeout{5000};
    std::chrono::milliseconds idle_timeout{130000};

    // A connection is closed at this age, and its last checks have some more time.
    std::chrono::milliseconds connection_age{600000};
    std::chrono::milliseconds last_checks{5000};
};

} // namespace postern::grpc
