"""The choice whether a package is written as one file or in parts that fit a mail."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

_MAIL_MB = (10, 20)
_FEW_WORDS = 24  # characters that a closed list shows at least; more where there is room


class CutBox(QComboBox):
    """`cut(bytes)` when another size is chosen, 0 for one file."""

    cut = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEW_WORDS)
        self.setAccessibleName(self.tr("How the package is written"))
        self.addItem(self.tr("As one file"), 0)
        for megabytes in _MAIL_MB:
            self.addItem(self.tr("In parts of {size} MB, for mail").format(size=megabytes), megabytes * 1_000_000)
        self.currentIndexChanged.connect(lambda _: self.cut.emit(self.most()))

    def most(self) -> int:
        """Return how many bytes a file may have, 0 for any."""
        return int(self.currentData())
