"""What lies in the pages of a vault's database once they are decrypted: used, free and logged ones alike.

SQLCipher 4 with a raw key: pages of 4,096 bytes, AES-256-CBC, the last 80 bytes of each hold IV and HMAC; the first 16
bytes of the file are the salt. A frame of the write-ahead log is a header of 24 bytes and such a page.
"""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, SALT = 4096, 80, 16
_LOG_HEADER, _FRAME_HEADER = 32, 24


def pages(database: Path, key: bytes) -> list[bytes]:
    """Return every page of the database file and of its log, decrypted."""
    data = database.read_bytes()
    found = [_opened(data[at : at + PAGE], key, first=not at) for at in range(0, len(data), PAGE)]
    log = database.with_name(database.name + "-wal")
    data = log.read_bytes() if log.exists() else b""
    step = _FRAME_HEADER + PAGE
    for at in range(_LOG_HEADER, len(data) - step + 1, step):
        number = int.from_bytes(data[at : at + 4], "big")
        found.append(_opened(data[at + _FRAME_HEADER : at + step], key, first=number == 1))
    return found


def holds(database: Path, key: bytes, text: bytes) -> bool:
    """Return whether a text is anywhere in the pages, over the ends of neighbouring pages too."""
    found = pages(database, key)
    return any(text in page for page in found) or text in b"".join(page[:-RESERVED] for page in found)


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
    body = page[SALT if first else 0 : PAGE - RESERVED]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize() + page[PAGE - RESERVED :]
