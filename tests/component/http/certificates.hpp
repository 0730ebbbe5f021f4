// A certificate authority of the test, and the certificates that it signs.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace postern::test {

template <auto Free>
struct freed_by
{
    template <class T>
    void operator()(T* one) const
    {
        Free(one);
    }
};
using pkey_ptr = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using x509_ptr = std::unique_ptr<X509, freed_by<X509_free>>;
using bio_ptr = std::unique_ptr<BIO, freed_by<BIO_free>>;

struct credentials
{
    std::string certificate, key; // PEM
};

struct leaf
{
    std::string names; // of the extension subjectAltName: `DNS:a.test,IP:127.0.0.1`
    std::string common_name = "leaf";
    long begins = -3600, ends = 3600; // seconds from now
};

class certificate_authority
{
public:
    certificate_authority() : key_(new_key())
    {
        own_ = signed_certificate({{}, "test CA"}, key_.get(), "critical,CA:TRUE");
    }

    std::string pem() const { return text_of(*own_); }

    credentials issue(const leaf& wanted) const
    {
        const auto key = new_key();
        const auto made = signed_certificate(wanted, key.get(), "CA:FALSE");
        const bio_ptr out(BIO_new(BIO_s_mem()));
        PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        return {text_of(*made), text_in(*out)};
    }

private:
    static pkey_ptr new_key()
    {
        return pkey_ptr(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    }

    static std::string text_in(BIO& from)
    {
        char* octets = nullptr;
        const auto size = BIO_get_mem_data(&from, &octets);
        return {octets, static_cast<std::size_t>(size)};
    }

    static std::string text_of(X509& from)
    {
        const bio_ptr out(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(out.get(), &from);
        return text_in(*out);
    }

    static void extend(X509& to, int kind, const std::string& value)
    {
        auto* const made = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
        if (made == nullptr)
            throw std::runtime_error("bad extension " + value);
        X509_add_ext(&to, made, -1);
        X509_EXTENSION_free(made);
    }

    x509_ptr signed_certificate(const leaf& wanted, EVP_PKEY* key, const char* constraints) const
    {
        x509_ptr made(X509_new());
        X509_set_version(made.get(), X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1 + serial_++);
        X509_gmtime_adj(X509_getm_notBefore(made.get()), wanted.begins);
        X509_gmtime_adj(X509_getm_notAfter(made.get()), wanted.ends);
        X509_set_pubkey(made.get(), key);
        auto* const subject = X509_get_subject_name(made.get());
        const auto* const name = reinterpret_cast<const unsigned char*>(wanted.common_name.c_str());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, name, -1, -1, 0);
        X509_set_issuer_name(made.get(), own_ ? X509_get_subject_name(own_.get()) : subject);
        extend(*made, NID_basic_constraints, constraints);
        if (!wanted.names.empty())
            extend(*made, NID_subject_alt_name, wanted.names);
        X509_sign(made.get(), key_.get(), EVP_sha256());
        return made;
    }

    mutable long serial_ = 0;
    pkey_ptr key_;
    x509_ptr own_;
};

} // namespace postern::test
