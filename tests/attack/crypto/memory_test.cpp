// OpenSSL runs out of memory at every allocation it makes: nothing is proven then, nothing crashes,
// and the next attempt finds everything in order. An executable of its own, for the allocator can
// be replaced only before OpenSSL's first use of it.
#include <postern/crypto/signature.hpp>

#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include <cstdlib>
#include <support/mint.hpp>

namespace postern::crypto {
namespace {

long allocations_left = -1; // negative: as many as it likes

bool may_allocate()
{
    if (allocations_left == 0)
        return false;
    if (allocations_left > 0)
        --allocations_left;
    return true;
}

void* allocate(std::size_t size, const char*, int)
{
    return may_allocate() ? std::malloc(size) : nullptr;
}

void* reallocate(void* block, std::size_t size, const char*, int)
{
    return may_allocate() ? std::realloc(block, size) : nullptr;
}

void release(void* block, const char*, int)
{
    std::free(block);
}

const bool replaced = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

class WithoutMemory : public testing::TestWithParam<algorithm_traits>
{
};

TEST_P(WithoutMemory, NothingIsProvenAndNothingIsBroken)
{
    ASSERT_TRUE(replaced);
    const algorithm id = GetParam().id;
    const std::string good = test::sign(id, "message");
    std::string bad = good;
    bad.back() = static_cast<char>(bad.back() ^ 1);
    bool done = false;
    for (long allowed = 0; !done; ++allowed) {
        ASSERT_LT(allowed, 1000);
        const keys::key key = test::trusted_key(id); // a new handle: no context is kept for it
        allocations_left = allowed;
        const bool forged = key.verifies(id, "message", bad);
        allocations_left = allowed;
        done = key.verifies(id, "message", good);
        allocations_left = -1;
        ASSERT_FALSE(forged) << allowed;
        ASSERT_EQ(ERR_peek_error(), 0u) << allowed;
        ASSERT_TRUE(key.verifies(id, "message", good)) << allowed;
        ASSERT_FALSE(key.verifies(id, "message", bad)) << allowed;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, WithoutMemory, testing::ValuesIn(algorithm_table),
    [](const auto& row) { return std::string(row.param.name); }
);

} // namespace
} // namespace postern::crypto
