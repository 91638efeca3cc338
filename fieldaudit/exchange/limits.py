"""How large the parts of a package may be: nothing of one is held in memory, or followed, without a bound."""

MIB = 1024 * 1024

ENVELOPE = 24 * MIB  # sealed or open, held in memory once
UNPACKED = 24 * MIB  # all gzip members of an envelope together
LINES = 20_000  # of all streams together: each takes some four times its bytes in memory
MANIFEST = 4 * MIB
CHECKPOINT = 4 * MIB
DOCUMENT = 8 * MIB  # a message
VALUES = 400_000  # in one JSON document of these, and in all payloads together

# What one record may hold, however many packages bring it: whoever opens it holds all that stands, and that is to be
# done in 200 MB. A form makes at most 80,000 places (checklist/state.py), 20,000 of them rows, each of two more slots:
# so nobody gets there by answering. The largest audits that the benchmarks know (2,000 questions; 2,000 rows of ten
# fields) hold a quarter of it.
RECORD_STANDING = 100_000  # answers, notes, rows, attachments: heads of slots
RECORD_SAID = 300_000  # with all that was replaced since
RECORD_BYTES = 8 * MIB  # of slots and values that stand
RECORD_VALUES = 200_000  # inside values that are objects, such as a finding's
SIGNATURE = 256
SIGNER = 64 * 1024
INNER_MEMBERS = 20_000
OUTER_MEMBERS = 100_000
BLOB = 8 * 1024 * MIB
CARRIAGE_LINE = 8 * MIB
PARTS = 800  # of one package
PART = 4 * 1024 * MIB
PARTS_LIST = 64 * 1024
PARTS_HELD = 16 * 1024 * MIB  # all slices that wait for others
SETS_HELD = 200

# Checkpoints of colleagues that are kept to carry on what they signed; a merged one stands for 2 MiB of lines.
KEPT = 200  # of one seat in one audit
KEPT_BYTES = 8 * MIB
KEPT_ALL = 64 * MIB  # in a vault

# After so much an exporter begins another package, far below what a reader takes.
FULL = 8 * MIB
FULL_BLOBS = 4000
FULL_STREAMS = 2000

# So much is taken in together, with one commit.
BATCH = 32
BATCH_BYTES = 64 * MIB
BATCH_WEIGHT = 8 * MIB  # lines and payloads in memory
AHEAD_ENVELOPE = MIB // 2  # of a package that is opened while the batch before it is stored
