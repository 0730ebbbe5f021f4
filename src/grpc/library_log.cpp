#include "library_log.hpp"

#include <grpc/support/log.h>

namespace postern::grpc {

void silence_library_log()
{
    ::gpr_set_log_function([](::gpr_log_func_args*) {});
}

} // namespace postern::grpc
