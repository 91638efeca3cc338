"""Sealing with age: who opens it, and what a cut or flipped file gives."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldaudit.errors import CertificateRefused, NotSealedForThisKey, SealBroken, SealTooLarge, WrongPassphrase
from fieldaudit.trust.sealing import (
    check_recipient,
    identity,
    new_identity,
    opens,
    seal,
    seal_stream,
    seal_with_passphrase,
    unseal,
    unseal_stream,
    unseal_with_passphrase,
)

READER, OFFICER, STRANGER = new_identity(), new_identity(), new_identity()
SEALED = seal(b"answer" * 30_000, [READER.recipient])


def test_each_recipient_opens_it_and_nobody_else():
    sealed = seal(b"a name", [READER.recipient, OFFICER.recipient])
    assert unseal(sealed, [READER.secret]) == b"a name"
    assert unseal(sealed, [STRANGER.secret, OFFICER.secret]) == b"a name"
    with pytest.raises(NotSealedForThisKey):
        unseal(sealed, [STRANGER.secret])


def test_a_secret_gives_its_recipient_back():
    assert identity(READER.secret) == READER
    assert READER.secret not in repr(READER)


def test_a_stream_comes_back_whole():
    sealed, opened = io.BytesIO(), io.BytesIO()
    seal_stream(io.BytesIO(b"photo" * 100_000), sealed, [READER.recipient])
    sealed.seek(0)
    unseal_stream(sealed, opened, [READER.secret])
    assert opened.getvalue() == b"photo" * 100_000


def test_more_than_the_limit_is_refused():
    assert len(unseal(SEALED, [READER.secret], limit=180_000)) == 180_000
    with pytest.raises(SealTooLarge):
        unseal(SEALED, [READER.secret], limit=179_999)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SEALED) - 1))
def test_a_cut_anywhere_is_found(length: int):
    with pytest.raises((SealBroken, NotSealedForThisKey)):
        unseal(SEALED[:length], [READER.secret])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
def test_a_flipped_byte_anywhere_is_found(at: int, flip: int):
    altered = SEALED[:at] + bytes([SEALED[at] ^ flip]) + SEALED[at + 1 :]
    with pytest.raises((SealBroken, NotSealedForThisKey)):
        unseal(altered, [READER.secret])


def test_bytes_added_at_the_end_are_found():
    with pytest.raises(SealBroken):
        unseal(SEALED + b"x", [READER.secret])


def test_a_failing_disk_is_not_taken_for_a_damaged_file():
    class Full(io.BytesIO):
        def write(self, _data: object, /) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space") as failure:
        unseal_stream(io.BytesIO(SEALED), Full(), [READER.secret])
    assert failure.value.errno == 28


def test_what_is_no_recipient_is_refused():
    for text in ("", "age1", READER.secret, "ssh-ed25519 AAAA"):
        with pytest.raises(CertificateRefused):
            check_recipient(text)
    with pytest.raises(CertificateRefused):
        seal(b"x", [])


def test_a_passphrase_opens_what_it_sealed_and_a_wrong_one_is_told_from_damage():
    sealed = seal_with_passphrase(b"invitation", "six words")
    assert unseal_with_passphrase(sealed, "six words") == b"invitation"
    with pytest.raises(WrongPassphrase):
        unseal_with_passphrase(sealed, "seven words")
    for damaged in (sealed[:-1], b"no age file", b""):
        with pytest.raises(SealBroken):
            unseal_with_passphrase(damaged, "six words")


def test_what_would_take_gigabytes_to_try_a_passphrase_on_is_not_tried():
    sealed = seal_with_passphrase(b"x", "six words")
    assert unseal_with_passphrase(sealed, "six words") == b"x"
    salt = sealed.split(b" ")[2]
    for rounds in (b"21", b"23", b"64", b"99", b"0", b"017", b""):
        with pytest.raises(SealBroken):
            unseal_with_passphrase(b"age-encryption.org/v1\n-> scrypt " + salt + b" " + rounds + b"\n", "x")


def test_the_beginning_says_whether_a_secret_opens_what_was_sealed():
    mine, other = new_identity(), new_identity()
    for data in (b"", b"x", bytes(300_000)):
        sealed = seal(data, [mine.recipient])
        assert opens(io.BytesIO(sealed), mine.secret)
        assert not opens(io.BytesIO(sealed), other.secret)
        assert not opens(io.BytesIO(sealed), "no secret")
    assert not opens(io.BytesIO(b"no age file"), mine.secret)
    with pytest.raises(NotSealedForThisKey):
        unseal(sealed, ["no secret"])
