#include "batch.hpp"

#include <algorithm>

namespace postern::store {
namespace {

bool writes(const std::shared_ptr<job>& one)
{
    return one->writes;
}

// A call that throws (no memory) may have changed something that nobody is told of.
bool attempt(job& one, table& records) noexcept
{
    try {
        one.run(records);
        return true;
    } catch (...) {
        one.fail(errc::failed);
        return false;
    }
}

// A failed statement may have taken the whole transaction with it; then the others are not run.
error_code run_in_transaction(batch& calls, database& file, table& records)
{
    if (const error_code failed = file.run("BEGIN IMMEDIATE"))
        return failed;
    for (const auto& one : calls) {
        if (!attempt(*one, records))
            return errc::failed;
        if (!file.in_transaction())
            return errc::full;
    }
    return file.run("COMMIT");
}

} // namespace

error_code run(batch& calls, database& file, table& records)
{
    error_code lost;
    if (std::any_of(calls.begin(), calls.end(), writes)) {
        lost = run_in_transaction(calls, file, records);
        if (!lost)
            return {};
        if (file.in_transaction())
            file.run("ROLLBACK");
    }
    // Without the writes: what was read beside them may have been theirs.
    for (const auto& one : calls) {
        if (one->writes)
            one->fail(lost);
        else
            attempt(*one, records);
    }
    return lost;
}

} // namespace postern::store
