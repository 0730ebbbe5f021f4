// The names of signature algorithms on the command line.
#pragma once

#include <postern/crypto/algorithm.hpp>

#include <string>

namespace postern::cli {

// Every name, for a help text; without those that have a shared secret if `key_pairs_only`.
std::string algorithm_names(bool key_pairs_only = false);

// The algorithm, or wrong usage with the names.
crypto::algorithm named_algorithm(const std::string& name);

} // namespace postern::cli
