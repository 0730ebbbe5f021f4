// The lines of the nginx text that believe a balancer in front, and nobody else.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// Of http { }: which addresses are balancers. Empty without balancers, as the other.
std::string nginx_balancer_networks(const snippet_options& options);

// Of server { }: the client's address and scheme.
std::string nginx_balancer_lines(const snippet_options& options);

} // namespace postern::dialect
