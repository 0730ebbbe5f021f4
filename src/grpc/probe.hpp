// Why an address cannot be bound: the library does not say it.
#pragma once

#include <postern/base/error.hpp>
#include <postern/http/address.hpp>

#include <string>

namespace postern::grpc {

// Binds the address and gives it back at once. It also removes the file of a unix socket that a
// killed process left behind, and refuses one on which a process listens.
result<void> probe(const http::listen_address& address);

// The address as the library writes it.
std::string target_of(const http::listen_address& address);

} // namespace postern::grpc
