"""What every presenter is: a state that the view shows, changed in one place, free of Qt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import DataclassInstance

    S = TypeVar("S", bound=DataclassInstance)
else:
    S = TypeVar("S")


class Presenter(Generic[S]):
    """Holds an immutable `state`; each change replaces it and shows it."""

    def __init__(self, state: S) -> None:
        """Begin with a state and no view."""
        self.state = state
        self._show: Callable[[S], None] | None = None

    def show_in(self, show: Callable[[S], None]) -> None:
        """Show the state, now and after each change, through `show`."""
        self._show = show
        show(self.state)

    def show_nowhere(self) -> None:
        """Show the state no more: the view is gone, and outcomes may still arrive."""
        self._show = None

    @property
    def shown(self) -> bool:
        """Whether there is a view."""
        return self._show is not None

    def change(self, **changes: object) -> None:
        """Replace some fields of the state and show it."""
        self.state = replace(self.state, **changes)
        if self._show is not None:
            self._show(self.state)
