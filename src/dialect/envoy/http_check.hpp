// The check over HTTP, for the texts of both dialects.
#pragma once

#include "http_text.hpp"
#include "snippet.hpp"

namespace postern::dialect {

constexpr envoy_check http_check(std::string_view target, std::string_view original)
{
    return {
        .page = "docs/proxies/envoy.md",
        .version = "1.38",
        .listen = "resolver.listen",
        .meaning = "200 allows, every other answer goes to the client",
        .question = http_question,
        .proof = http_proof,
        .route = http_route,
        .protocol = "http_protocol_options: {}",
        .target = target,
        .original = original,
    };
}

} // namespace postern::dialect
