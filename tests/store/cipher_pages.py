"""What a vault's files hold, decrypted page by page with its key: SQLCipher 4 (AES-256-CBC, HMAC-SHA512), no SQLite.

Whatever lies in a page is seen: live rows, the slack around them, freed pages, and every frame of the write-ahead log.
"""

import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVE, IV, MAC, SALT = 4096, 80, 16, 64, 16
FRAME_HEAD, LOG_HEAD = 24, 32


def pages(database, key):
    """Give every decrypted page of the database file and of its log, its authentication checked."""
    raw = database.read_bytes()
    salt = raw[:SALT]
    for number, at in enumerate(range(0, len(raw), PAGE), start=1):
        yield opened(raw[at : at + PAGE], number, key, salt)
    log = database.with_name(database.name + "-wal")
    data = log.read_bytes() if log.exists() else b""
    for at in range(LOG_HEAD, len(data), FRAME_HEAD + PAGE):
        (number,) = struct.unpack_from(">I", data, at)
        if number:  # an overwritten frame has no page
            yield opened(data[at + FRAME_HEAD : at + FRAME_HEAD + PAGE], number, key, salt)


def opened(page, number, key, salt):
    start = SALT if number == 1 else 0
    body, iv, mac = page[start : PAGE - RESERVE], page[PAGE - RESERVE : PAGE - RESERVE + IV], page[-MAC:]
    mac_key = hashlib.pbkdf2_hmac("sha512", key, bytes(byte ^ 0x3A for byte in salt), 2, 32)
    said = hmac.new(mac_key, body + iv + struct.pack("<I", number), "sha512").digest()
    assert hmac.compare_digest(said, mac), f"page {number} is not authentic"
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def all_plain(vault):
    """Return all that the files of an open vault hold, decrypted."""
    return b"\0".join(pages(vault.home / "vault.db", vault._key))


def kinds(secret):
    """Cut what must not be found into pieces that a page's border cannot hide."""
    data = secret if isinstance(secret, bytes) else secret.encode()
    step = 24
    return [data[at : at + step] for at in range(0, max(1, len(data) - step + 1), step)]


def traces(plain, secrets):
    """Return the names of the secrets of which any piece is found."""
    return sorted(name for name, secret in secrets.items() if any(piece in plain for piece in kinds(secret)))
