// Certificates that the test makes with openssl: an authority, and what it has signed.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <support/temporary_folder.hpp>
#include <utility>
#include <vector>

namespace postern::test {

class certificates
{
public:
    // ca.crt, and NAME.crt and NAME.key of each pair. Its second text is as
    // `DNS:redis.test,IP:127.0.0.1`.
    explicit certificates(const std::vector<std::pair<std::string, std::string>>& all)
    {
        make_key("ca");
        sh("openssl req -x509 -key ca.key -subj /CN=test-ca -days 2 -out ca.crt");
        for (const auto& [name, names] : all)
            make(name, names);
    }

    std::string path(const std::string& file) const { return folder_.path() / file; }

private:
    void make(const std::string& name, const std::string& names) const
    {
        make_key(name);
        sh("openssl req -new -key " + name + ".key -subj /CN=" + name + " -out " + name + ".csr");
        sh("printf 'subjectAltName=" + names + "\\n' > " + name + ".ext");
        sh("openssl x509 -req -in " + name + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial " +
           "-days 2 -extfile " + name + ".ext -out " + name + ".crt");
    }

    void make_key(const std::string& name) const
    {
        sh("openssl ecparam -name prime256v1 -genkey -noout -out " + name + ".key");
    }

    void sh(const std::string& line) const
    {
        const auto whole = "cd " + folder_.path().string() + " && (" + line + ") >/dev/null 2>&1";
        if (std::system(whole.c_str()) != 0)
            throw std::runtime_error("openssl failed: " + line);
    }

    const temporary_folder folder_;
};

} // namespace postern::test
