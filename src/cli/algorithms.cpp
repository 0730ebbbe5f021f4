#include "algorithms.hpp"

#include "command.hpp"

namespace postern::cli {

std::string algorithm_names(bool key_pairs_only)
{
    std::string names;
    for (const crypto::algorithm_traits& row : crypto::algorithm_table)
        if (!key_pairs_only || row.key != crypto::key_type::hmac)
            names += (names.empty() ? "" : ", ") + std::string(row.name);
    return names;
}

crypto::algorithm named_algorithm(const std::string& name)
{
    if (const auto found = crypto::algorithm_from_name(name))
        return *found;
    throw misused("--algorithm " + name + ": not one of " + algorithm_names());
}

} // namespace postern::cli
