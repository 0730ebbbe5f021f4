#include <postern/resolve/inline_budget.hpp>

#include <variant>

namespace postern::resolve {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::milliseconds window_length{1};
constexpr microseconds budget{250}; // for each window
constexpr unsigned inline_rsa_bits = 3072;

// About the time of one verification. More than the budget means: never on the loop.
microseconds cost(const crypto::public_key& key)
{
    switch (key.type()) {
    case crypto::key_type::rsa:
        return microseconds(key.bits() <= inline_rsa_bits ? 0 : 1000);
    case crypto::key_type::p256:
        return microseconds(45);
    case crypto::key_type::ed25519:
        return microseconds(65);
    default:
        return microseconds(1000);
    }
}

microseconds cost(const crypto::hmac_key&)
{
    return microseconds(0);
}

} // namespace

bool inline_budget::admits(const keys::key& key, steady_point now) noexcept
{
    const microseconds needed =
        std::visit([](const auto& material) { return cost(material); }, key.material);
    if (now - window_ >= window_length) {
        window_ = now;
        spent_ = microseconds(0);
    }
    if (spent_ + needed > budget)
        return false;
    spent_ += needed;
    return true;
}

} // namespace postern::resolve
