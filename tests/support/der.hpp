// Writes DER and PEM, so that tests can make the key files of an attacker.
#pragma once

#include <postern/codec/base64url.hpp>

#include <initializer_list>
#include <string>
#include <string_view>

namespace postern::test {

// One element with a definite length in the shortest form (X.690 §10.1).
inline std::string tlv(unsigned char tag, std::string_view content)
{
    std::string element(1, static_cast<char>(tag));
    std::string length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8)
        length.insert(length.begin(), static_cast<char>(rest & 0xff));
    if (content.size() >= 0x80)
        element += static_cast<char>(0x80 | length.size());
    element += length.empty() ? std::string(1, '\0') : length;
    return element.append(content);
}

inline std::string sequence(std::initializer_list<std::string> elements)
{
    std::string content;
    for (const std::string& element : elements)
        content += element;
    return tlv(0x30, content);
}

// A positive INTEGER with these octets, after a zero octet if the first one has its high bit set.
inline std::string integer(std::string_view octets)
{
    const bool high = !octets.empty() && (octets.front() & 0x80) != 0;
    return tlv(0x02, (high ? std::string(1, '\0') : std::string()).append(octets));
}

inline std::string bit_string(std::string_view octets)
{
    return tlv(0x03, std::string(1, '\0').append(octets));
}

inline std::string base64(std::string_view octets)
{
    std::string text = codec::base64url_encode(octets);
    for (char& c : text)
        c = c == '-' ? '+' : c == '_' ? '/' : c;
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

// RFC 7468 §2, with lines of 64 letters.
inline std::string pem(std::string_view label, std::string_view der)
{
    std::string text = "-----BEGIN " + std::string(label) + "-----\n";
    const std::string body = base64(der);
    for (std::size_t i = 0; i < body.size(); i += 64)
        text += body.substr(i, 64) + "\n";
    return text + "-----END " + std::string(label) + "-----\n";
}

} // namespace postern::test
