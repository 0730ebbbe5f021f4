#include "token_prover.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace postern::resolve {

token_prover::token_prover(
    const std::shared_ptr<const resolver_config>& config, const dependencies& needs
)
    : prover(config, needs, config->memory, needs.counted.tokens, nullptr)
{
}

std::optional<prover::outcome> token_prover::prove(credential& token)
{
    // Is it short enough to be hashed, and was it proven before?
    if (token.text.size() > config_->verifier.max_token_size())
        return jwt::make_error_code(jwt::errc::too_long);
    token.digest = crypto::sha256(token.text);
    if (auto known = recall(token.digest))
        return known;

    // Is it being verified for another request?
    const steady_point now = needs_.time.steady();
    if (under_way_.is_under_way(token.digest, now))
        return std::nullopt;

    // Is it a token at all, and which key does it need?
    auto candidate = config_->verifier.examine(token.text);
    if (!candidate)
        return candidate.error();

    // The signature: here if that is quick, otherwise on the pool.
    if (!budget_.admits(candidate->key(), now))
        return verify_on_pool(token.digest, std::move(*candidate));
    cache_.count_miss();
    return accept(token.digest, config_->verifier.prove(std::move(*candidate), needs_.time.now()));
}

// The request's octets are gone before the pool has finished: the candidate keeps what it needs.
std::optional<prover::outcome>
token_prover::verify_on_pool(const crypto::sha256_digest& digest, jwt::candidate&& candidate)
{
    candidate.own_text();
    const auto owned = std::make_shared<std::optional<jwt::candidate>>(std::move(candidate));
    const auto self = std::static_pointer_cast<token_prover>(shared_from_this());
    const auto job = [self, digest, owned] { self->run_on_pool(digest, *owned); };
    // The job's end is posted to this thread, so it comes after begin().
    if (!needs_.slow.post(job))
        return make_error_code(errc::crypto_queue_full);
    under_way_.begin(digest, lost_at(needs_.time.steady()));
    cache_.count_miss();
    return std::nullopt;
}

// On a thread of the pool. The token is passed on behind a pointer, and the candidate is destroyed
// first: claims that were moved from share memory with the new ones, so both must not be in use on
// two threads.
void token_prover::run_on_pool(
    const crypto::sha256_digest& digest, std::optional<jwt::candidate>& candidate
)
{
    std::shared_ptr<const verified> token;
    try {
        token = std::make_shared<const verified>(
            config_->verifier.prove(std::move(*candidate), needs_.time.now())
        );
    } catch (const std::exception&) { // no memory: finish() refuses
    }
    candidate.reset();
    const auto self = std::static_pointer_cast<token_prover>(shared_from_this());
    boost::asio::post(needs_.executor, [self, digest, token = std::move(token)] {
        self->finish(digest, token.get());
    });
}

void token_prover::finish(const crypto::sha256_digest& digest, const verified* token)
{
    std::optional<outcome> known = errc::proof_failed;
    try {
        if (token != nullptr)
            known = accept(digest, *token);
    } catch (const std::exception&) { // no memory
    }
    if (known)
        under_way_.end(digest, *known);
}

std::optional<prover::outcome>
token_prover::accept(const crypto::sha256_digest& digest, const verified& token)
{
    if (!token)
        return token.error();
    const auto who = identity::from_token(*token, config_->identity);
    if (!who)
        return who.error();
    const jwt::signer& by = token->signer();
    validity checked;
    checked.keys = by.generation;
    return keep({{*who, digest, signed_by{by.ring, by.key}}, checked, nullptr});
}

} // namespace postern::resolve
