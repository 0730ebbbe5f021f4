// Adds a revocation to a running Postern.
#pragma once

#include "admin_client.hpp"
#include "command.hpp"

#include <boost/json/object.hpp>

namespace postern::cli {

// Sends a revocation and prints its id, which `postern revocation remove` needs.
int send_revocation(const admin_options& given, const boost::json::object& what, const context& in);

} // namespace postern::cli
