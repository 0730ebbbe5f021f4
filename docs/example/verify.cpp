// verify KEY.pem KID ISSUER < TOKEN: says who an RS256 token speaks for, or why it is refused.
#include <postern/jwt/verifier.hpp>
#include <postern/keys/files.hpp>

#include <boost/system/system_error.hpp>

#include <iostream>

int main(int argc, char** argv)
try {
    std::string text;
    if (argc != 4 || !std::getline(std::cin, text))
        return 2;
    postern::jwt::profile profile; // RS256 only, and exp and sub must be there, by default
    profile.issuer = argv[3];
    const auto key = postern::keys::read_pem_file(argv[1], argv[2], profile.algorithms).value();
    const auto keys = postern::keys::key_set::from_keys({key}).value();
    const auto verifier = postern::jwt::verifier::create({{profile, keys}}).value();
    const auto token = verifier.verify(text, postern::system_clock().now()).value();
    std::cout << *token.claims().subject << '\n';
} catch (const boost::system::system_error& refused) {
    std::cout << refused.code().message() << '\n';
    return 1;
}
