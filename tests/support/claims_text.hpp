// Claims as raw JSON text, so that tests can write what no serializer writes.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace postern::test {

inline constexpr long long noon = 1'800'000'000; // the tests' now, in Unix seconds

// A name and raw JSON. Without JSON, the member is removed.
using member = std::pair<std::string, std::string>;

// The claims of a valid token at noon, with some members replaced, added or removed.
inline std::string claims_text(const std::vector<member>& changes = {})
{
    std::vector<member> members{
        {"iss", R"("https://issuer.test")"},
        {"sub", R"("alice")"},
        {"aud", R"("api")"},
        {"iat", "1800000000"},
        {"exp", "1800000600"},
        {"jti", R"("t-1")"},
    };
    for (const member& change : changes) {
        const auto old = std::find_if(members.begin(), members.end(), [&](const member& m) {
            return m.first == change.first;
        });
        if (old == members.end())
            members.push_back(change);
        else
            old->second = change.second;
    }
    std::string text = "{";
    for (const auto& [name, value] : members)
        if (!value.empty())
            text += (text.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
    return text + "}";
}

} // namespace postern::test
