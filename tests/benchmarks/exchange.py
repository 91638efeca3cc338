"""Packages beside what the machine itself can do (issue 5), in one run: `python -m tests.benchmarks.exchange`.

Export: an audit with `--photos-mb` of photos, beside copying the same sealed files with fsync, and beside
`tar c | age -r` of them into a synced file (pyrage's stream where there is no age). Import: `--packages` packages of
300 answers and three photos of 300 KB, at head office, beside the same work without the program: read each package,
SHA-256 of each attachment, write it, sync it, move it into place, decrypt the envelope, unpack the lines and put them
as they came into one bare table of an encrypted database, with one commit for each batch. Every measurement is a
process of its own, in turns. A ratio is of two steps of one round, which ran shortly after each other: of `--rounds`
rounds the median counts, and the range is told. Memory is the greatest resident size after the
vault was opened (deriving its key takes what the key slot says; Linux). `--json` prints the figures alone.
"""

import argparse
import gzip
import hashlib
import io
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))

FLOORS = {
    "export_to_copy": ("at most", 1.5),
    "age_to_export": ("at least", 1.5),
    "floor_to_import": ("at least", 0.5),
    "export_mb": ("at most", 150),
    "import_mb": ("at most", 150),
    "import_large_mb": ("at most", 150),
}
ANSWERS, PHOTOS_EACH, PHOTO, LARGE_PHOTO, BATCH = 300, 3, 300_000, 4_000_000, 32
PIECE = 1 << 20
RATIOS = (
    ("export_to_copy", "export", "copy", "wall"),
    ("age_to_export", "age", "export", "wall"),
    ("floor_to_import", "floor", "import", "wall"),
    ("floor_to_import_cpu", "floor", "import", "cpu"),
)
STEPS = ("copy", "export", "age", "floor", "import", "import_large")


def make(folder, packages, photos_mb):
    """Put both desks, a field vault with one large audit, and the packages of small audits below `folder`."""
    from exchange_world import make_world, open_world

    from fieldaudit.exchange.export import export_audits

    make_world(folder)
    generator = random.Random(1)  # noqa: S311 - not a secret
    with open_world(folder) as world:
        large = make_audit(world.field, generator, max(1, photos_mb * 1_000_000 // LARGE_PHOTO), LARGE_PHOTO)
        (folder / "large").write_text(large)
        shutil.copytree(folder / "field", folder / "field-large")
        for _ in range(packages):
            audit = make_audit(world.field, generator, PHOTOS_EACH, PHOTO)
            export_audits(world.field, [audit], folder / "packages")


def make_audit(vault, generator, photos, size):
    """Return a new audit of 300 answers with so many photos of random bytes."""
    from exchange_world import add_audit, evidence
    from vault_samples import add_blob

    from fieldaudit.audit.events import NewEvent

    audit = add_audit(vault, photo=generator.randbytes(size), answers=ANSWERS)
    blobs = [add_blob(vault, generator.randbytes(size), "image/jpeg", "exit.jpg") for _ in range(photos - 1)]
    payloads = [evidence(f"/data/q{number % ANSWERS}", vault, blob.id) for number, blob in enumerate(blobs)]
    vault.append([NewEvent(audit, "audit", "evidence.attached", payload) for payload in payloads])
    return audit


# --- what is measured, each in a process of its own


@contextmanager
def measured():
    """Print wall and processor seconds of the block, and the greatest resident megabytes since it began."""
    reset = Path("/proc/self/clear_refs")
    if reset.exists():
        reset.write_text("5")
    wall, cpu = time.perf_counter(), time.process_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu += after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    peak = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    print(json.dumps({"wall": wall, "cpu": cpu, "mb": int(peak[0].split()[1]) / 1000}))


def sync(path):
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


def sealed_files(folder):
    return sorted((folder / "field-large" / "blobs").glob("*.age"))


def step_copy(folder, out):
    """Copy the sealed files, each synced."""
    with measured():
        for path in sealed_files(folder):
            with path.open("rb") as source, (out / path.name).open("wb") as target:
                shutil.copyfileobj(source, target, PIECE)
                target.flush()
                os.fsync(target.fileno())
        sync(out)


def step_age(folder, out):
    """Put the same files through tar and age into one synced file."""
    import pyrage

    recipient = pyrage.x25519.Identity.generate().to_public()
    tar, age = shutil.which("tar"), shutil.which("age")
    names = [path.name for path in sealed_files(folder)]
    with measured(), (out / "sealed.age").open("wb") as target:
        archive = [tar, "-C", folder / "field-large" / "blobs", "-cf", "-", *names]
        with subprocess.Popen(archive, stdout=subprocess.PIPE) as sending:
            if age:
                subprocess.run([age, "-r", str(recipient)], stdin=sending.stdout, stdout=target, check=True)
            else:
                pyrage.encrypt_io(sending.stdout, target, [recipient])
        os.fsync(target.fileno())


def step_export(folder, out):
    """Export the large audit."""
    from exchange_world import PASSPHRASE

    from fieldaudit.exchange.export import export_audits
    from fieldaudit.vault import Vault

    shutil.copytree(folder / "field-large", out / "field", ignore=lambda *_: ["blobs"])
    shutil.copytree(folder / "field-large" / "blobs", out / "field" / "blobs", copy_function=os.link)
    with Vault.open(out / "field", PASSPHRASE) as vault, measured():
        export_audits(vault, [(folder / "large").read_text()], out / "stick")


def step_import(folder, out):
    """Take in all packages at head office."""
    take_in(folder, out, sorted((folder / "packages").glob("*.fap")))


def step_import_large(folder, out):
    """Take in the large package at head office."""
    take_in(folder, out, [folder / "large.fap"])


def take_in(folder, out, paths):
    from exchange_world import PASSPHRASE

    from fieldaudit.headoffice.intake import take_in_all
    from fieldaudit.vault import Vault

    shutil.copytree(folder / "office", out / "office")
    with Vault.open(out / "office", PASSPHRASE) as vault:
        with measured():
            results = take_in_all(vault, paths)
        assert [result.state for result in results] == ["taken_in"] * len(paths), results


def step_floor(folder, out):
    """Do the work of taking in without the program: files, digests, age, gzip, one bare table."""
    import pyrage
    import sqlcipher3.dbapi2

    secret = pyrage.x25519.Identity.from_str((folder / "office-identity").read_text())
    (out / "quarantine").mkdir()
    (out / "blobs").mkdir()
    database = sqlcipher3.dbapi2.connect(str(out / "bare.db"), isolation_level=None)
    database.execute(f"PRAGMA key = \"x'{os.urandom(32).hex()}'\"")
    for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536", "temp_store = MEMORY"):
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE lines (key INTEGER PRIMARY KEY, line BLOB, carriage BLOB)")
    paths = sorted((folder / "packages").glob("*.fap"))
    with measured():
        for start in range(0, len(paths), BATCH):
            rows = [row for path in paths[start : start + BATCH] for row in bare(path, secret, out)]
            sync(out / "blobs")
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO lines (line, carriage) VALUES (?, ?)", rows)
            database.execute("COMMIT")


def bare(path, secret, out):
    """Move a package's attachments into place; return its lines and carriages as they came."""
    with path.open("rb") as source:
        _, size = header(source)
        opened = pyrage_decrypt(padded(source, size), secret)
        while True:
            name, size = header(source)
            if not name:
                break
            data = padded(source, size)
            assert name == f"blobs/{hashlib.sha256(data).hexdigest()}.age"
            staged = out / "quarantine" / name[6:]
            with staged.open("wb") as target:
                target.write(data)
                target.flush()
                os.fsync(target.fileno())
            staged.replace(out / "blobs" / name[6:])
    with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
        inner = {info.name: tar.extractfile(info).read() for info in tar}
    for name, data in inner.items():
        hashlib.sha256(data).digest()
        if name.startswith("streams/"):
            carriages = gzip.decompress(inner[name.replace("streams/", "payloads/")])
            yield from zip(gzip.decompress(data).split(b"\n")[:-1], carriages.split(b"\n")[:-1], strict=True)


def pyrage_decrypt(sealed, secret):
    import pyrage

    return pyrage.decrypt(sealed, [secret])


def header(source):
    block = source.read(512)
    return block[:100].rstrip(b"\0").decode(), int(block[124:135] or b"0", 8) if block[0] else 0


def padded(source, size):
    data = source.read(size)
    source.read(-size % 512)
    return data


# --- the run


def run(folder, step):
    """Measure one step in a process and folder of its own."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as out:
        environment = os.environ | {"FIELDAUDIT_STATE_DIR": f"{out}/.state"}
        command = [sys.executable, "-m", "tests.benchmarks.exchange", "--step", step, str(folder), out]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        if step == "export" and not (folder / "large.fap").exists():
            next(Path(out, "stick").glob("*.fap")).rename(folder / "large.fap")
    return json.loads(done.stdout.splitlines()[-1])


def figures(folder, rounds):
    """Return what each step took, the ratios that the floors are about, and between what they lay."""
    found = {step: [] for step in STEPS}
    for _ in range(rounds):
        for step in STEPS:
            found[step].append(run(folder, step))
    middle = {
        step: {key: median(one[key] for one in taken) for key in ("wall", "cpu")} for step, taken in found.items()
    }
    for step, taken in found.items():
        middle[step]["mb"] = max(one["mb"] for one in taken)
    rounds_of = {
        name: [one[key] / other[key] for one, other in zip(found[above], found[below], strict=True)]
        for name, above, below, key in RATIOS
    }
    ratios = {name: median(values) for name, values in rounds_of.items()}
    ratios |= {f"{step}_mb": middle[step]["mb"] for step in ("export", "import", "import_large")}
    ranges = {name: (min(values), max(values)) for name, values in rounds_of.items()}
    return {"steps": middle, "ratios": ratios, "ranges": ranges}


def identity_of(folder):
    from exchange_world import PASSPHRASE

    from fieldaudit.vault import Vault

    with Vault.open(folder / "office", PASSPHRASE) as vault:
        (folder / "office-identity").write_text(vault.identity.secret)


def holds(name, value):
    word, floor = FLOORS[name]
    return value <= floor if word == "at most" else value >= floor


def show(found):
    for step, taken in found["steps"].items():
        print(f"{step:14}{taken['wall']:9.2f} s{taken['cpu']:9.2f} s of processor{taken['mb']:9.0f} MB")
    for name, value in found["ratios"].items():
        word, floor = FLOORS.get(name, ("", ""))
        verdict = ("" if holds(name, value) else "  MISSED") if name in FLOORS else "  (processor time alone)"
        between = "   ({:.2f} to {:.2f})".format(*found["ranges"][name]) if name in found["ranges"] else ""
        print(f"{name:22}{value:9.2f}   {word} {floor}{verdict}{between}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--packages", type=int, default=400)
    parser.add_argument("--photos-mb", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="make what is carried in this folder, or use what is there")
    parser.add_argument("--step", nargs=3, metavar=("STEP", "FOLDER", "OUT"), help="measure one step (used inside)")
    options = parser.parse_args()
    if options.step:
        step, folder, out = options.step
        globals()[f"step_{step}"](Path(folder), Path(out))
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        os.environ.setdefault("FIELDAUDIT_STATE_DIR", f"{temporary}/.state")
        folder = (options.keep or Path(temporary)) / "world"
        if not folder.exists():
            make(folder, options.packages, options.photos_mb)
            identity_of(folder)
        found = figures(folder, options.rounds)
    print(json.dumps(found)) if options.json else show(found)
    return int(not all(holds(name, found["ratios"][name]) for name in FLOORS))


if __name__ == "__main__":
    sys.exit(main())
