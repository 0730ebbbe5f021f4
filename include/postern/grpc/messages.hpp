// The messages of a check. src/grpc/ext_authz.proto declares them.
#pragma once

#include <ext_authz/ext_authz.pb.h>

namespace postern::grpc {

using check_request = envoy::service::auth::v3::CheckRequest;
using check_response = envoy::service::auth::v3::CheckResponse;

} // namespace postern::grpc
