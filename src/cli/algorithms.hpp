// The names of signature algorithms on the command line.
#pragma once

#include <postern/crypto/algorithm.hpp>

#include <string>

namespace postern::cli {

// The names of all algorithms, for a help text. `key_pairs_only` leaves out those with a shared
// secret.
std::string algorithm_names(bool key_pairs_only = false);

// The algorithm of this name. For an unknown name the command ends as misused and lists the names.
crypto::algorithm named_algorithm(const std::string& name);

} // namespace postern::cli
