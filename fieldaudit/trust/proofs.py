"""The proof that a signing request answers an invitation: HMAC-SHA256 under the invitation's secret."""

import hashlib
import hmac

_TAG = b"fieldaudit invitation 1\n"


def proof(secret: bytes, request_der: bytes) -> str:
    """Return the proof in hex for a signing request in DER."""
    return hmac.new(secret, _TAG + request_der, hashlib.sha256).hexdigest()


def is_proof(claimed: str, secret: bytes, request_der: bytes) -> bool:
    """Say whether `claimed` is the proof, in constant time."""
    return hmac.compare_digest(claimed.encode(), proof(secret, request_der).encode())
