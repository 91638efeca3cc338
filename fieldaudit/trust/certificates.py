"""X.509 for seats: the organisation's authority, signing requests, and certificates that name a role and a branch.

Profile: RFC 5280, P-256 with SHA-256. What is ours stands in URIs of the subject alternative name (not critical, so
that `openssl verify` accepts the certificate); a leaf has the extended key usage documentSigning of RFC 9336.
"""

import unicodedata
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote, unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID, ObjectIdentifier
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, Store, VerificationError

from fieldaudit.errors import CertificateExpired, CertificateRefused
from fieldaudit.trust.keys import SigningKey, generate_signing_key, public_der, public_pem, seat_id
from fieldaudit.trust.sealing import check_recipient

MAX_PEM = 64 * 1024
_LONGEST_NAME = 64
_UNSHOWN = ("Cc", "Cs", "Zl", "Zp")
_TURNING = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))  # the direction of what follows
AUTHORITY_DAYS = 20 * 365
_STRANGE = (
    ValueError,
    TypeError,
    InvalidSignature,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
_URI = "urn:fieldaudit:"
_FEW = 32  # what is known of so many files is kept: many packages come from few people
_SLACK = timedelta(days=1)  # a laptop in the field may be hours behind the clock that issued its certificate


@dataclass(frozen=True)
class Authority:
    """An organisation's certificate authority."""

    key: SigningKey
    certificate_pem: bytes


@dataclass(frozen=True)
class SeatRequest:
    """A signing request whose own signature holds: key, name and age recipient belong together."""

    seat: str
    name: str
    recipient: str
    public_pem: bytes
    der: bytes


@dataclass(frozen=True)
class SeatCertificate:
    """A verified certificate of a seat."""

    seat: str
    name: str
    role: str
    branch: str
    recipient: str
    serial: str
    not_before: datetime
    not_after: datetime
    public_pem: bytes


def make_authority(name: str, now: datetime | None = None) -> Authority:
    """Make the self-signed authority of the organisation `name`."""
    key, start = generate_signing_key(), now or datetime.now(UTC)
    subject = _named(name)
    builder = (
        _builder(subject, subject, key.private.public_key(), start, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return Authority(key, _pem(builder.sign(key.private, hashes.SHA256())))


def make_request(key: SigningKey, name: str, recipient: str) -> bytes:
    """Return a PEM signing request that binds the age `recipient` to the key."""
    uris = _uris({"seat": key.seat, "recipient": check_recipient(recipient)})
    builder = x509.CertificateSigningRequestBuilder().subject_name(_named(name)).add_extension(uris, critical=False)
    return builder.sign(key.private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@lru_cache(_FEW)
def read_request(csr_pem: bytes) -> SeatRequest:
    """Return a signing request after checking its own signature; raise CertificateRefused."""
    _check_size(csr_pem)
    try:
        request = x509.load_pem_x509_csr(csr_pem)
        if not request.is_signature_valid:
            raise CertificateRefused(reason="its signing request is not signed by its own key")
        key, facts = _curve(request.public_key()), _facts(request.extensions)
        name = _name(_subject(request))
    except _STRANGE as strange:
        raise CertificateRefused(reason="its signing request cannot be read") from strange
    seat, recipient = _bound(facts, key)
    der = request.public_bytes(serialization.Encoding.DER)
    return SeatRequest(seat, name, recipient, public_pem(key), der)


def issue(  # noqa: PLR0913 - what a certificate says
    authority: Authority, csr_pem: bytes, *, name: str, role: str, branch: str, days: int, now: datetime | None = None
) -> bytes:
    """Return the PEM certificate that gives the request's key `name`, `role` and `branch` for `days`."""
    request = read_request(csr_pem)
    issuer = x509.load_pem_x509_certificate(authority.certificate_pem)
    key = _curve(serialization.load_pem_public_key(request.public_pem))
    uris = {"seat": request.seat, "role": role, "branch": branch, "recipient": request.recipient}
    builder = (
        _builder(_named(name), issuer.subject, key, now or datetime.now(UTC), days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
        .add_extension(_uris(uris), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.private.public_key()), critical=False
        )
    )
    return _pem(builder.sign(authority.key.private, hashes.SHA256()))


def check(cert_pem: bytes, authority_pem: bytes, at: datetime) -> SeatCertificate:
    """Return the seat of a certificate that `authority_pem` issued and that is valid `at` that time (with a zone).

    Raises CertificateExpired when only the date is wrong, CertificateRefused for everything else.
    """
    _check_size(cert_pem)
    try:
        leaf = x509.load_pem_x509_certificate(cert_pem)
        authority = x509.load_pem_x509_certificate(authority_pem)
        seat = _seat_of(leaf)
    except _STRANGE as strange:
        raise CertificateRefused(reason="it cannot be read") from strange
    _check_chain(leaf, authority, seat)
    if not seat.not_before <= at <= seat.not_after:
        raise CertificateExpired(name=seat.name, start=seat.not_before.date(), end=seat.not_after.date())
    return seat


def start_of(cert_pem: bytes) -> datetime:
    """Return from when a certificate is valid; raises CertificateRefused."""
    _check_size(cert_pem)
    try:
        return x509.load_pem_x509_certificate(cert_pem).not_valid_before_utc
    except _STRANGE as strange:
        raise CertificateRefused(reason="it cannot be read") from strange


def end_of(cert_pem: bytes) -> datetime:
    """Return until when a certificate is valid; raises CertificateRefused."""
    _check_size(cert_pem)
    try:
        return x509.load_pem_x509_certificate(cert_pem).not_valid_after_utc
    except _STRANGE as strange:
        raise CertificateRefused(reason="it cannot be read") from strange


def key_in(cert_pem: bytes) -> tuple[str, bytes]:
    """Return the seat whose key a certificate holds, and that public key as PEM; nothing else about it is verified.

    Raises CertificateRefused.
    """
    try:
        key = _curve(x509.load_pem_x509_certificate(cert_pem).public_key())
    except _STRANGE as strange:
        raise CertificateRefused(reason="it cannot be read") from strange
    return seat_id(public_der(key)), public_pem(key)


def sha256_of(pem: bytes) -> str:
    """Return a certificate's SHA-256 as `openssl x509 -fingerprint -sha256` prints it."""
    return x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256()).hex(":").upper()


@lru_cache(_FEW)
def authority_name(authority_pem: bytes) -> str:
    """Return the organisation's name."""
    return _name(x509.load_pem_x509_certificate(authority_pem).subject)


@lru_cache(_FEW)
def authority_id(authority_pem: bytes) -> str:
    """Return the organisation's id, made like a seat's from its authority's key."""
    key = _curve(x509.load_pem_x509_certificate(authority_pem).public_key())
    return seat_id(public_der(key))


def _check_chain(leaf: x509.Certificate, authority: x509.Certificate, seat: SeatCertificate) -> None:
    """Verify the signature and the profile at a moment inside the leaf's own time, so that expiry is told apart."""
    # cryptography's default policies are those of the web and refuse a document-signing leaf.
    anything = ExtensionPolicy.permit_all()
    authority_policy = anything.require_present(x509.BasicConstraints, Criticality.CRITICAL, None)
    verifier = (
        PolicyBuilder()
        .store(Store([authority]))
        .time(seat.not_before)
        .extension_policies(ca_policy=authority_policy, ee_policy=anything)
        .build_client_verifier()
    )
    try:
        verifier.verify(leaf, [])
        constraints = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (VerificationError, x509.ExtensionNotFound, ValueError) as refused:
        raise CertificateRefused(reason="this organisation did not issue it") from refused
    if constraints.ca or not usage.digital_signature or _DOCUMENT_SIGNING not in purposes:
        raise CertificateRefused(reason="it is not a certificate for signing documents")


def _seat_of(leaf: x509.Certificate) -> SeatCertificate:
    key, facts = _curve(leaf.public_key()), _facts(leaf.extensions)
    seat, recipient = _bound(facts, key)
    if "role" not in facts or "branch" not in facts:
        raise CertificateRefused(reason="it names no role and branch")
    return SeatCertificate(
        seat=seat,
        name=_name(_subject(leaf)),
        role=facts["role"],
        branch=facts["branch"],
        recipient=recipient,
        serial=f"{leaf.serial_number:x}",
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
        public_pem=public_pem(key),
    )


def _bound(facts: dict[str, str], key: ec.EllipticCurvePublicKey) -> tuple[str, str]:
    seat = seat_id(public_der(key))
    if facts.get("seat") != seat:
        raise CertificateRefused(reason="it names another seat than its key's")
    return seat, check_recipient(facts.get("recipient", ""))


def _facts(extensions: x509.Extensions) -> dict[str, str]:
    try:
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound as missing:
        raise CertificateRefused(reason="it does not name a seat") from missing
    facts: dict[str, str] = {}
    for uri in names.get_values_for_type(x509.UniformResourceIdentifier):
        fact, _, value = uri.removeprefix(_URI).partition(":")
        if not uri.startswith(_URI) or fact in facts:
            raise CertificateRefused(reason="it names something twice or that is not ours")
        facts[fact] = unquote(value)
    return facts


def _uris(facts: dict[str, str]) -> x509.SubjectAlternativeName:
    uris = (f"{_URI}{fact}:{quote(value, safe='')}" for fact, value in facts.items())
    return x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri) for uri in uris])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SLACK)
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False, crl_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _named(name: str) -> x509.Name:
    if not name.strip():
        raise CertificateRefused(reason="it has no name")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _showable(name.strip()[:_LONGEST_NAME]))])


def _name(subject: x509.Name) -> str:
    return _showable("".join(str(part.value) for part in subject.get_attributes_for_oid(NameOID.COMMON_NAME)))


def _subject(of: x509.Certificate | x509.CertificateSigningRequest) -> x509.Name:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of a name that is too long, which is refused where it is read
        return of.subject


def _showable(name: str) -> str:
    """Return a name that can stand in a sentence; raise CertificateRefused for one that could play with the screen."""
    if len(name) > _LONGEST_NAME or any(unicodedata.category(sign) in _UNSHOWN or sign in _TURNING for sign in name):
        raise CertificateRefused(reason="its name cannot be shown")
    return name


def _curve(key: object) -> ec.EllipticCurvePublicKey:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CertificateRefused(reason="its key is not of the kind ECDSA P-256")
    return key


def _check_size(pem: bytes) -> None:
    if len(pem) > MAX_PEM:
        raise CertificateRefused(reason="it is larger than a certificate can be")


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
