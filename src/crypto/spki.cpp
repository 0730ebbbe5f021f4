#include "spki.hpp"

#include "openssl.hpp"

#include <openssl/obj_mac.h>

#include <algorithm>
#include <array>

namespace postern::crypto {
namespace {

void free_sequence(ASN1_SEQUENCE_ANY* list) noexcept
{
    sk_ASN1_TYPE_pop_free(list, ASN1_TYPE_free);
}

using sequence = owned<ASN1_SEQUENCE_ANY, free_sequence>;

std::string_view octets_of(const ASN1_STRING* string)
{
    return {
        reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
        static_cast<std::size_t>(ASN1_STRING_length(string))};
}

// A sequence of two elements that fills `der`; null for anything else.
sequence pair_of(std::string_view der)
{
    const unsigned char* next = octets(der);
    sequence list(d2i_ASN1_SEQUENCE_ANY(nullptr, &next, static_cast<long>(der.size())));
    if (list && (next != octets(der) + der.size() || sk_ASN1_TYPE_num(list.get()) != 2))
        list.reset();
    return list;
}

// The content of an element that has this tag; nothing if it has another. The type of the string is
// compared, too, because OpenSSL stores the sign of an INTEGER there.
std::optional<std::string_view> element(const sequence& list, int index, int tag)
{
    const ASN1_TYPE* const item = sk_ASN1_TYPE_value(list.get(), index);
    if (item->type != tag || ASN1_STRING_type(item->value.asn1_string) != tag)
        return std::nullopt;
    return octets_of(item->value.asn1_string);
}

// RSAPublicKey (RFC 8017 §A.1.1).
result<spki> parse_rsa(std::string_view key)
{
    const sequence pair = pair_of(key);
    if (!pair)
        return errc::bad_key_encoding;
    const auto n = element(pair, 0, V_ASN1_INTEGER);
    const auto e = element(pair, 1, V_ASN1_INTEGER);
    if (!n || !e)
        return errc::bad_key_encoding;
    return spki{key_type::rsa, {std::string(*n), std::string(*e)}};
}

// RFC 5480 §2.2: an octet that says the form, then the coordinates.
result<spki> parse_point(const curve& c, std::string_view point)
{
    if (point.empty() || point.front() == '\0') // infinity
        return errc::point_not_on_curve;
    if (point.front() != '\x04')
        return errc::point_compressed;
    if (point.size() != 1 + 2 * c.width)
        return errc::not_minimal;
    return spki{
        c.type, {std::string(point.substr(1, c.width)), std::string(point.substr(1 + c.width))}};
}

// RFC 5480 §2.1.1: the parameters name a curve. Parameters that describe a curve by its numbers are
// refused, because they could describe a weak one.
result<spki> parse_ec(int parameter_type, const void* parameters, std::string_view point)
{
    if (parameter_type == V_ASN1_SEQUENCE)
        return errc::explicit_parameters;
    if (parameter_type != V_ASN1_OBJECT)
        return errc::bad_key_encoding;
    const curve* const c = curve_with_nid(OBJ_obj2nid(static_cast<const ASN1_OBJECT*>(parameters)));
    if (c == nullptr)
        return errc::unsupported_key_type;
    return parse_point(*c, point);
}

result<spki> parse_key(const X509_ALGOR* algorithm, std::string_view key)
{
    const ASN1_OBJECT* object = nullptr;
    int parameter_type = 0;
    const void* parameters = nullptr;
    // This gives pointers into `algorithm`, which nobody has to free.
    X509_ALGOR_get0(&object, &parameter_type, &parameters, algorithm);
    switch (OBJ_obj2nid(object)) {
    case NID_rsaEncryption:
        return parse_rsa(key);
    case NID_X9_62_id_ecPublicKey:
        return parse_ec(parameter_type, parameters, key);
    case NID_ED25519:
        return spki{key_type::ed25519, {std::string(key), {}}};
    default:
        return errc::unsupported_key_type;
    }
}

} // namespace

result<spki> parse_spki(std::string_view der)
{
    const clean_error_queue clean;
    const sequence pair = pair_of(der);
    if (!pair)
        return errc::bad_key_encoding;
    // RFC 5280 §4.1.2.7: first the algorithm, then the key.
    const auto head = element(pair, 0, V_ASN1_SEQUENCE);
    const auto key = element(pair, 1, V_ASN1_BIT_STRING);
    if (!head || !key)
        return errc::bad_key_encoding;
    const unsigned char* next = octets(*head);
    const algorithm_identifier id(d2i_X509_ALGOR(nullptr, &next, static_cast<long>(head->size())));
    if (!id)
        return errc::bad_key_encoding;
    return parse_key(id.get(), *key);
}

} // namespace postern::crypto
