"""Certificates of seats: what they bind, and which are refused."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from fieldaudit.errors import CertificateExpired, CertificateRefused
from fieldaudit.trust.certificates import (
    Authority,
    authority_id,
    authority_name,
    check,
    end_of,
    issue,
    key_in,
    make_authority,
    make_request,
    read_request,
    start_of,
)
from fieldaudit.trust.keys import generate_signing_key
from fieldaudit.trust.sealing import new_identity

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
AUTHORITY = make_authority("Open Harvest Alliance", NOW)
KEY, READER = generate_signing_key(), new_identity()
REQUEST = make_request(KEY, "Amina Rahman", READER.recipient)


def _issue(authority: Authority = AUTHORITY, **changes: object) -> bytes:
    facts = {"name": "Amina Rahman", "role": "auditor", "branch": "Dhaka: north/east", "days": 30, "now": NOW}
    return issue(authority, REQUEST, **{**facts, **changes})


def test_a_certificate_says_who_in_which_role_and_branch():
    seat = check(_issue(), AUTHORITY.certificate_pem, NOW)
    assert (seat.seat, seat.name, seat.role) == (KEY.seat, "Amina Rahman", "auditor")
    assert (seat.branch, seat.recipient) == ("Dhaka: north/east", READER.recipient)
    assert seat.public_pem == KEY.public_pem()
    assert authority_name(AUTHORITY.certificate_pem) == "Open Harvest Alliance"
    assert authority_id(AUTHORITY.certificate_pem) == AUTHORITY.key.seat


def test_an_expired_certificate_is_told_apart_from_a_wrong_one():
    certificate = _issue()
    for when in (NOW + timedelta(days=31), NOW - timedelta(days=2), datetime(1970, 1, 1, tzinfo=UTC)):
        with pytest.raises(CertificateExpired, match="2026-11-20 to 2026-12-21"):
            check(certificate, AUTHORITY.certificate_pem, when)


def test_another_organisation_of_the_same_name_is_refused():
    other = make_authority("Open Harvest Alliance", NOW)
    with pytest.raises(CertificateRefused, match="did not issue"):
        check(_issue(other), AUTHORITY.certificate_pem, NOW)


def test_the_authority_itself_and_plain_rubbish_are_no_seats():
    for pem in (
        AUTHORITY.certificate_pem,
        b"",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        REQUEST,
    ):
        with pytest.raises(CertificateRefused):
            check(pem, AUTHORITY.certificate_pem, NOW)
    with pytest.raises(CertificateRefused, match="larger"):
        check(_issue() + b"\n" * 70_000, AUTHORITY.certificate_pem, NOW)


def _leaf(uris: list[str], usage: str = "1.3.6.1.5.5.7.3.36") -> bytes:
    issuer = x509.load_pem_x509_certificate(AUTHORITY.certificate_pem)
    public = KEY.private.public_key()
    whole = x509.KeyUsage(True, False, False, False, False, False, False, False, False)
    names = x509.SubjectAlternativeName([x509.UniformResourceIdentifier(uri) for uri in uris])
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Amina")]))
        .issuer_name(issuer.subject)
        .public_key(public)
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(whole, critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)]), critical=False)
        .add_extension(names, critical=False)
    )
    return builder.sign(AUTHORITY.key.private, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


GOOD = [
    f"urn:fieldaudit:seat:{KEY.seat}",
    "urn:fieldaudit:role:auditor",
    "urn:fieldaudit:branch:Dhaka",
    f"urn:fieldaudit:recipient:{READER.recipient}",
]


def test_a_leaf_made_by_hand_with_every_fact_is_accepted():
    """So that the refusals below are for what they leave out."""
    assert check(_leaf(GOOD), AUTHORITY.certificate_pem, NOW).branch == "Dhaka"


@pytest.mark.parametrize(
    ("uris", "usage"),
    [
        (GOOD, "1.3.6.1.5.5.7.3.1"),
        (GOOD[:3], "1.3.6.1.5.5.7.3.36"),
        (GOOD[1:], "1.3.6.1.5.5.7.3.36"),
        ([GOOD[0], *GOOD[2:]], "1.3.6.1.5.5.7.3.36"),
        ([*GOOD, "urn:fieldaudit:role:administrator"], "1.3.6.1.5.5.7.3.36"),
        ([f"urn:fieldaudit:seat:{'0' * 32}", *GOOD[1:]], "1.3.6.1.5.5.7.3.36"),
        ([*GOOD, "https://example.org"], "1.3.6.1.5.5.7.3.36"),
    ],
    ids=["server", "no recipient", "no seat", "no role", "two roles", "another seat", "a web address"],
)
def test_a_leaf_for_another_purpose_or_with_other_facts_is_refused(uris: list[str], usage: str):
    with pytest.raises(CertificateRefused):
        check(_leaf(uris, usage), AUTHORITY.certificate_pem, NOW)


def test_a_request_binds_the_recipient_to_the_key():
    request = read_request(REQUEST)
    assert (request.seat, request.name, request.recipient) == (KEY.seat, "Amina Rahman", READER.recipient)
    altered = bytearray(x509.load_pem_x509_csr(REQUEST).public_bytes(serialization.Encoding.DER))
    altered[altered.index(b"Amina")] ^= 1
    forged = x509.load_der_x509_csr(bytes(altered)).public_bytes(serialization.Encoding.PEM)
    with pytest.raises(CertificateRefused, match="own key"):
        read_request(forged)
    with pytest.raises(CertificateRefused):
        read_request(b"no request")


@pytest.mark.parametrize("read", [start_of, end_of, key_in, lambda pem: check(pem, AUTHORITY.certificate_pem, NOW)])
def test_a_certificate_of_a_version_that_does_not_exist_cannot_be_read(read):
    """A find of fuzzing: the library says so in another way than of other rubbish."""
    der = x509.load_pem_x509_certificate(_issue()).public_bytes(serialization.Encoding.DER)
    version = bytes.fromhex("a003020102")
    assert der.count(version) == 1
    strange = base64.encodebytes(der.replace(version, version[:-1] + b"z"))
    with pytest.raises(CertificateRefused):
        read(b"-----BEGIN CERTIFICATE-----\n" + strange + b"-----END CERTIFICATE-----\n")
