// A command to the octets that are sent, by the formatter of hiredis.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace postern::redis {

// Appends the words as one array of bulk strings; never the inline form of the protocol.
void encode(std::string& to, std::span<const std::string> words);

// The same with EVAL and the script's text instead of EVALSHA and its digest.
void encode_with_text(std::string& to, std::span<const std::string> words, std::string_view script);

} // namespace postern::redis
