// The issuers of the running service, and their keys as they change.
//
// Within a second it notices that a key file has changed, and reads all files of the issuer again.
// It fetches documents when the refresh machine says so. A file or document that cannot be used
// changes nothing: the keys from before stay in force, and the log and a metric say so.
#pragma once

#include <postern/issuers/options.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include <memory>
#include <string>
#include <vector>

namespace postern::issuers {

// Thread-safe. It has a thread of its own, which reads files and fetches documents.
class service
{
public:
    // Both outlive it.
    service(metrics::registry&, log::logger&);
    ~service();

    // Reads the keys of these issuers and keeps them up to date, instead of those of the call
    // before. Calls must not overlap. The rings of issuers whose keys cannot be read are empty
    // until they can.
    std::vector<jwt::trusted_issuer> use(const std::vector<options>&);

    // Those of the last call of use().
    std::vector<jwt::trusted_issuer> current() const;

    // The names of the issuers whose keys are not all known.
    std::vector<std::string> without_keys() const;

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_;
};

} // namespace postern::issuers
