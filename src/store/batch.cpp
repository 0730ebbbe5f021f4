#include "batch.hpp"

#include <algorithm>

namespace postern::store {
namespace {

bool writes(const std::shared_ptr<job>& one)
{
    return one->writes;
}

// False if the call throws (no memory). It may have changed a record then, but its caller is told
// that it failed, so the transaction must not be committed.
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

// Some errors of SQLite end the transaction; the usual one is a full disk. Then the other calls are
// not run.
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
    // Reads alone need no transaction, because nobody else changes the file.
    if (std::any_of(calls.begin(), calls.end(), writes)) {
        lost = run_in_transaction(calls, file, records);
        if (!lost)
            return {};
        // SQLite may have rolled it back already.
        if (file.in_transaction())
            file.run("ROLLBACK");
    }
    // There was no transaction, or it was lost. In the second case run the reads again, because
    // they may have read what it wrote.
    for (const auto& one : calls) {
        if (one->writes)
            one->fail(lost);
        else
            attempt(*one, records);
    }
    return lost;
}

} // namespace postern::store
