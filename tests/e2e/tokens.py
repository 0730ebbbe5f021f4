"""Keys and tokens made by the openssl command: a second opinion on what Postern verifies."""
import base64
import json
import subprocess
import time

ISSUER, AUDIENCE = "https://issuer.test", "https://app.test"
GENERATE = {
    "RS256": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
    "ES256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "EdDSA": ["-algorithm", "ED25519"],
}


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=True, timeout=30).stdout


def base64url(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def halves_of(der):
    """r and s of a DER ECDSA signature as 64 octets (RFC 7518 section 3.4)."""
    numbers, at = [], 2
    for _ in range(2):
        size = der[at + 1]
        numbers.append(int.from_bytes(der[at + 2 : at + 2 + size], "big"))
        at += 2 + size
    return b"".join(number.to_bytes(32, "big") for number in numbers)


class Key:
    def __init__(self, folder, kid, algorithm):
        self.kid, self.algorithm = kid, algorithm
        self.private, self.public = folder / f"{kid}.key", folder / f"{kid}.pem"
        openssl("genpkey", *GENERATE[algorithm], "-out", self.private)
        openssl("pkey", "-in", self.private, "-pubout", "-out", self.public)

    def sign(self, text):
        if self.algorithm == "RS256":
            return openssl("dgst", "-sha256", "-sign", self.private, data=text)
        if self.algorithm == "ES256":
            return halves_of(openssl("dgst", "-sha256", "-sign", self.private, data=text))
        message = self.private.with_suffix(".message")  # Ed25519 is not signed from a stream
        message.write_bytes(text)
        return openssl("pkeyutl", "-sign", "-rawin", "-inkey", self.private, "-in", message)

    def token(self, **claims):
        """A token that is good for an hour; a claim of None is left out."""
        now = int(time.time())
        payload = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "iat": now, "exp": now + 3600, **claims}
        payload = {name: value for name, value in payload.items() if value is not None}
        header = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid}
        text = ".".join(base64url(json.dumps(part).encode()) for part in (header, payload))
        return text + "." + base64url(self.sign(text.encode()))


def tampered(token):
    """The same claims but for one letter, under the signature of the old ones."""
    header, payload, signature = token.split(".")
    claims = base64.urlsafe_b64decode(payload + "==").replace(b"alice", b"alicf")
    return ".".join([header, base64url(claims), signature])
