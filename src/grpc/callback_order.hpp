// Tells the thread sanitizer in which order the library calls a reactor: OnCancel() and OnDone()
// after the call has begun, and OnDone() after Finish(). It cannot see that, because the library is
// built without it.
#pragma once

#ifdef __SANITIZE_THREAD__
#include <sanitizer/tsan_interface.h>
#endif

namespace postern::grpc {

// What this thread has done comes before the callbacks of this reactor.
inline void comes_before_callbacks([[maybe_unused]] void* reactor) noexcept
{
#ifdef __SANITIZE_THREAD__
    __tsan_release(reactor);
#endif
}

inline void is_callback([[maybe_unused]] void* reactor) noexcept
{
#ifdef __SANITIZE_THREAD__
    __tsan_acquire(reactor);
#endif
}

} // namespace postern::grpc
