"""Verifies the signature of a bundle a second time: `cms_judge.py BUNDLE`, with cryptography.

The archive is opened with zipfile, whose comment the block is; what is found in it is printed as JSON: the signer's
name and the kind of key. Anything that is not right is an error.
"""

import hashlib
import json
import struct
import sys
import zipfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa


def parse(data: bytes) -> list[tuple[int, bytes, bytes]]:
    """Tag, content and whole of each value."""
    values = []
    while data:
        tag, length, at = data[0], data[1], 2
        if length >= 0x80:
            at += length & 0x7F
            length = int.from_bytes(data[2:at], "big")
        values.append((tag, data[at : at + length], data[: at + length]))
        data = data[at + length :]
    return values


path = sys.argv[1]
with open(path, "rb") as file:
    bundle = file.read()
comment = zipfile.ZipFile(path).comment
assert comment.startswith(b"MCPB_SIG_V1") and comment.endswith(b"MCPB_SIG_END"), comment[:20]
(length,) = struct.unpack("<I", comment[11:15])
assert len(comment) == 27 + length
content = bundle[: len(bundle) - len(comment) - 2] + b"\0\0"

info = parse(parse(comment[15:-12])[0][1])
signed_data = parse(parse(info[1][1])[0][1])
certificates = [x509.load_der_x509_certificate(whole) for _, _, whole in parse(signed_data[3][1])]
(signer,) = parse(signed_data[4][1])
# A time stamp may stand beside the signature.
_, sid, digest_algorithm, attributes, _, signature, *_ = parse(signer[1])
issuer, serial = parse(sid[1])
(certificate,) = [it for it in certificates if it.serial_number == int.from_bytes(serial[1], "big")]
assert certificate.issuer.public_bytes() == issuer[2]

digests = {b"\x01": ("sha256", hashes.SHA256()), b"\x02": ("sha384", hashes.SHA384()), b"\x03": ("sha512", hashes.SHA512())}
name, digest = digests[parse(digest_algorithm[1])[0][1][-1:]]
values = {parse(it)[0][1]: parse(parse(it)[1][1])[0][1] for _, it, _ in parse(attributes[1])}
assert values[bytes.fromhex("2a864886f70d010904")] == hashlib.new(name, content).digest()
order = [whole for _, _, whole in parse(attributes[1])]
assert order == sorted(order), "the attributes are not in the order of DER"

message = b"\x31" + attributes[2][1:]
key = certificate.public_key()
match key:
    case rsa.RSAPublicKey():
        key.verify(signature[1], message, padding.PKCS1v15(), digest)
    case ec.EllipticCurvePublicKey():
        key.verify(signature[1], message, ec.ECDSA(digest))
    case ed25519.Ed25519PublicKey():
        key.verify(signature[1], message)
print(json.dumps({"signer": certificate.subject.rfc4514_string(), "key": type(key).__name__, "digest": name}))
