"""A disk that loses power: what was written but not synced is kept, dropped, or torn at sectors of 512 bytes.

The contents of a file are durable by fsync or fdatasync of that file; a name (made, renamed, removed) by fsync of its
folder, or else it is as open as the contents: that is POSIX, and harsher than any file system in use. The milder
`ordered` model is that of a journalling file system such as ext4: names go down in the order in which they changed,
and any sync takes all of them along; contents are as in the harsh one.
"""

from dataclasses import dataclass, field

SECTOR = 512
MODELS = ("posix", "ordered")


@dataclass(eq=False)
class File:
    """Its durable bytes, and the writes (offset, bytes) and truncations (length, None) that are not durable yet."""

    data: bytes = b""
    pending: list = field(default_factory=list)

    def sync(self):
        if self.pending:
            self.data = bytes(self._after(self.pending))
            self.pending = []

    def now(self):
        return bytes(self._after(self.pending))

    def _after(self, changes):
        data = bytearray(self.data)
        for place, piece in changes:
            _apply(data, place, piece)
        return data

    def after_cut(self, dice, keep):
        """Return what is left: each change by itself is there, or (for a write) torn, or not there."""
        data = bytearray(self.data)
        for place, piece in self.pending:
            if dice.random() < keep:
                _apply(data, place, piece)
            elif piece is not None and dice.random() < 0.5:
                _tear(data, place, piece, dice)
        return bytes(data)


@dataclass(eq=False)
class Folder:
    """Its durable names."""

    names: dict = field(default_factory=dict)


def _apply(data, place, piece):
    if piece is None:
        _resize(data, place)
        return
    if len(data) < place:
        _resize(data, place)
    data[place : place + len(piece)] = piece


def _resize(data, length):
    if length <= len(data):
        del data[length:]
    else:
        data.extend(bytes(length - len(data)))


def _tear(data, place, piece, dice):
    """Let some of the sectors that the write covers arrive."""
    start = 0
    while start < len(piece):
        end = min(len(piece), start + SECTOR - (place + start) % SECTOR)
        if dice.random() < 0.5:
            _apply(data, place + start, piece[start:end])
        start = end


class Disk:
    """Takes the program's calls one by one, and says at any moment what a power cut would leave."""

    def __init__(self, root, model="posix"):
        """Start with what lies in the folder `root`, all of it durable."""
        self.model = model
        self.root = _load(root)
        self._now = {}  # a folder's names as the program sees them
        self._pending = []  # changes of names, each a list of (folder, name, what it names now or None)

    # --- what the program sees

    def names(self, folder):
        if folder not in self._now:
            self._now[folder] = dict(folder.names)
        return self._now[folder]

    def find(self, path):
        """Return what lies at `path`, a tuple of names below the root, None when there is nothing."""
        found = self.root
        for name in path:
            found = self.names(found).get(name) if isinstance(found, Folder) else None
        return found

    # --- what the program does

    def rename(self, *changes):
        """Change names, all of them or none: (path, what it names now or None)."""
        change = [(self.find(path[:-1]), path[-1], node) for path, node in changes]
        for folder, name, node in change:
            self._name(self.names(folder), name, node)
        self._pending.append(change)

    def sync(self, node):
        if isinstance(node, File):
            node.sync()
        if self.model == "ordered":
            self._settle(self._pending)
        elif isinstance(node, Folder):
            self._settle(self._those_of(node))

    def sync_all(self):
        self._settle(self._pending)
        for file in _files(self.root):
            file.sync()

    def _those_of(self, folder):
        """Return the open changes of a folder's names, with the earlier ones of the same names elsewhere."""
        chosen, slots = [], set()
        for change in reversed(self._pending):
            places = {(place, name) for place, name, _ in change}
            if any(place is folder for place, _ in places) or places & slots:
                chosen.insert(0, change)
                slots |= places
        return chosen

    def _settle(self, changes):
        chosen = list(changes)
        self._pending = [change for change in self._pending if not any(change is one for one in chosen)]
        for change in chosen:
            for folder, name, node in change:
                self._name(folder.names, name, node)

    @staticmethod
    def _name(names, name, node):
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node

    # --- the cut

    def cut(self, dice):
        """Return what is left as {path: bytes, or None for a folder}; the disk itself goes on."""
        keep = dice.choice((0.0, 0.2, 0.5, 0.8, 0.97))
        left = {}
        _walk(self.root, (), self._surviving(dice, keep), lambda file: file.after_cut(dice, keep), left)
        return left

    def whole(self):
        """Return what the program sees, as `cut` does."""
        left = {}
        _walk(self.root, (), self.names, File.now, left)
        return left

    def _surviving(self, dice, keep):
        changed = {}
        if self.model == "ordered":
            kept = self._pending[: dice.randint(0, len(self._pending))]
        else:
            kept = [change for change in self._pending if dice.random() < keep]
        for change in kept:
            for folder, name, node in change:
                self._name(changed.setdefault(folder, dict(folder.names)), name, node)
        return lambda folder: changed.get(folder, folder.names)


def _walk(folder, path, names, contents, left):
    for name, node in names(folder).items():
        if isinstance(node, Folder):
            left[(*path, name)] = None
            _walk(node, (*path, name), names, contents, left)
        else:
            left[(*path, name)] = contents(node)


def _files(folder):
    for node in folder.names.values():
        yield from _files(node) if isinstance(node, Folder) else [node]


def _load(place):
    if place.is_dir():
        return Folder({path.name: _load(path) for path in place.iterdir()})
    return File(place.read_bytes())


def put_back(left, root):
    """Make the folder `root` what a cut left."""
    for path, data in left.items():
        place = root.joinpath(*path)
        if data is None:
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
