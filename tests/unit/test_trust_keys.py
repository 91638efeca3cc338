"""Signing keys, seats, fingerprints, words and the proof of an invitation."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldaudit.errors import SignatureBroken, WordsMistyped
from fieldaudit.trust.keys import SigningKey, fingerprint, generate_signing_key, is_fingerprint_of, verify
from fieldaudit.trust.proofs import is_proof, proof
from fieldaudit.trust.recovery import recovery_sheet
from fieldaudit.trust.words import check_recovery_words, normalise, recovery_words, six_words, word_list

KEY = generate_signing_key()


def test_a_signature_fits_only_its_bytes_and_its_key():
    signature = KEY.sign(b"an answer")
    verify(KEY.public_pem(), signature, b"an answer")
    for public, signed, data in (
        (KEY.public_pem(), signature, b"another answer"),
        (KEY.public_pem(), signature[:-1], b"an answer"),
        (KEY.public_pem(), b"", b"an answer"),
        (generate_signing_key().public_pem(), signature, b"an answer"),
        (b"no key", signature, b"an answer"),
    ):
        with pytest.raises(SignatureBroken):
            verify(public, signed, data)


def test_a_key_comes_back_from_its_pem_with_the_same_seat():
    assert SigningKey.from_pem(KEY.pem()).seat == KEY.seat
    assert len(KEY.seat) == 32
    assert "PRIVATE" not in repr(KEY)


def test_a_fingerprint_is_two_groups_of_four_words_and_is_recognised_however_it_is_typed():
    words = fingerprint(KEY.seat)
    assert [len(group.split("-")) for group in words.split(" ")] == [4, 4]
    for typed in (words, words.upper(), words.replace("-", " "), words.replace(" ", "-"), KEY.seat):
        assert is_fingerprint_of(typed, KEY.seat)
    assert not is_fingerprint_of(fingerprint(generate_signing_key().seat), KEY.seat)
    assert not is_fingerprint_of("", KEY.seat)


def test_the_word_list_and_its_order_never_change():
    """Fingerprints and recovery sheets on paper depend on it."""
    digest = hashlib.sha256("\n".join(word_list()).encode()).hexdigest()
    assert (len(word_list()), len(set(word_list()))) == (7703, 7703)
    assert digest == "a5645f7f9dedb753034ecadf654c9f338fc0eedf59c07c4857392c057ecf6c05"
    assert fingerprint("0" * 32) == "tall-kisser-unstaffed-subtype outgoing-flier-gathering-evolve"


def test_a_code_has_six_words_and_survives_being_typed_carelessly():
    code = six_words()
    assert len(code.split()) == 6
    assert normalise(f"  {code.upper().replace(' ', '-')}\n") == code
    assert six_words() != six_words()


def test_a_recovery_key_finds_its_own_mistakes():
    key = recovery_words()
    assert check_recovery_words(key.replace(" ", "  ").upper()) == key
    words = key.split()
    swapped = [words[1], words[0], *words[2:]]
    for wrong in (" ".join(swapped), " ".join(words[:-1]), f"{key} acorn", "", key.replace(words[3], "qqqqq")):
        with pytest.raises(WordsMistyped):
            check_recovery_words(wrong)


def test_the_sheet_shows_all_words_and_says_how_to_keep_it():
    key = recovery_words()
    sheet = recovery_sheet("Open Harvest", fingerprint(KEY.seat), key, "21 November 2026")
    assert all(word in sheet for word in key.split())
    assert "Open Harvest" in sheet
    assert "safe" in sheet


@given(secret=st.binary(min_size=1, max_size=40), request=st.binary(max_size=60), other=st.binary(max_size=60))
def test_a_proof_fits_only_its_request(secret: bytes, request: bytes, other: bytes):
    claimed = proof(secret, request)
    assert is_proof(claimed, secret, request)
    assert is_proof(claimed, secret, other) == (request == other)
    assert not is_proof("", secret, request)
    assert not is_proof("ä", secret, request)
