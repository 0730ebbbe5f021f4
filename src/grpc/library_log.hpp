// The gRPC library writes lines of its own to standard error, in a form of its own and with what
// its peers send.
#pragma once

namespace postern::grpc {

// Turns these lines off for the whole process. What concerns the operator is in our own events.
void silence_library_log();

} // namespace postern::grpc
