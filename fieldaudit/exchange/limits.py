"""How large the parts of a package may be: nothing of one is held in memory, or followed, without a bound."""

MIB = 1024 * 1024

ENVELOPE = 24 * MIB  # sealed or open, held in memory once
UNPACKED = 64 * MIB  # all gzip members of an envelope together
MANIFEST = 4 * MIB
SIGNATURE = 256
SIGNER = 64 * 1024
INNER_MEMBERS = 20_000
OUTER_MEMBERS = 100_000
BLOB = 8 * 1024 * MIB
CARRIAGE_LINE = 8 * MIB
