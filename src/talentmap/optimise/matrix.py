"""Large models as arrays, straight to HiGHS: `arrays` solves them, `relaxation` without whole numbers.

PuLP costs 10 to 20 microseconds per variable, which for some thousands of variables is longer than the solve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(eq=False)
class Matrix:
    """A maximisation model under construction: columns and rows in blocks, objective as one array."""

    width: int = 0
    height: int = 0
    _low: list[Floats] = field(default_factory=list)
    _high: list[Floats] = field(default_factory=list)
    _whole: list[NDArray[np.bool_]] = field(default_factory=list)
    _entries: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)
    _least: list[Floats] = field(default_factory=list)
    _most: list[Floats] = field(default_factory=list)

    def columns(self, count: int, high: ArrayLike = 1.0, *, low: ArrayLike = 0.0, whole: bool = True) -> Ints:
        """New columns between two bounds; their numbers, shape (count,)."""
        self._low.append(np.broadcast_to(np.asarray(low, dtype=float), (count,)).copy())
        self._high.append(np.broadcast_to(np.asarray(high, dtype=float), (count,)).copy())
        self._whole.append(np.full(count, whole))
        self.width += count
        return np.arange(self.width - count, self.width)

    def rows(
        self, count: int, row: ArrayLike, column: ArrayLike, value: ArrayLike, least: ArrayLike, most: ArrayLike
    ) -> int:
        """New rows ``least <= sum(value x column) <= most``; the number of the first.

        Parameters
        ----------
        count
            Number of rows; one without entries is kept, with what it forbids.
        row, column, value
            Entries, with rows counted from 0; several entries at one place are added up.
        least, most
            One bound or one for each row; infinite where open.
        """
        rows, columns = np.asarray(row, dtype=np.int64).ravel(), np.asarray(column, dtype=np.int64).ravel()
        values = np.broadcast_to(np.asarray(value, dtype=float), columns.shape)
        self._entries.append((rows + self.height, columns, values))
        self._least.append(np.broadcast_to(np.asarray(least, dtype=float), (count,)))
        self._most.append(np.broadcast_to(np.asarray(most, dtype=float), (count,)))
        self.height += count
        return self.height - count

    def row(self, column: ArrayLike, value: ArrayLike, least: float = -math.inf, most: float = math.inf) -> int:
        """One new row; its number."""
        return self.rows(1, np.zeros(np.size(column)), column, value, least, most)

    def fix(self, column: Ints, value: float | Floats) -> None:
        """Leave these columns one value, or each its own."""
        self._joined()
        self._low[0][column] = self._high[0][column] = value

    def loosen(self, row: Ints) -> None:
        """Ask nothing of these rows."""
        least, most = np.concatenate(self._least), np.concatenate(self._most)
        least[row], most[row] = -math.inf, math.inf
        self._least, self._most = [least], [most]

    def asked(self, row: Ints) -> tuple[Floats, Floats]:
        """Bounds of these rows."""
        return np.concatenate(self._least)[row], np.concatenate(self._most)[row]

    def copy(self) -> Matrix:
        """A model to be changed without changing this one."""
        self._joined()
        return Matrix(
            self.width,
            self.height,
            [self._low[0].copy()],
            [self._high[0].copy()],
            list(self._whole),
            list(self._entries),
            list(self._least),
            list(self._most),
        )

    def _joined(self) -> None:
        if len(self._low) != 1:
            self._low = [np.concatenate([np.zeros(0), *self._low])]
            self._high = [np.concatenate([np.zeros(0), *self._high])]
            self._whole = [np.concatenate([np.zeros(0, dtype=bool), *self._whole])]

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bounds of the columns."""
        self._joined()
        return self._low[0], self._high[0]

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Which columns must be whole numbers."""
        self._joined()
        return self._whole[0]

    @property
    def hopeless(self) -> bool:
        """Whether a row without entries forbids all; of models without columns the solver itself says nothing."""
        filled = np.zeros(self.height, dtype=bool)
        for row, _, _ in self._entries:
            filled[row] = True
        least = np.concatenate(self._least) if self._least else np.zeros(0)
        most = np.concatenate(self._most) if self._most else np.zeros(0)
        return bool((~filled & ((least > 0) | (most < 0))).any())

    @property
    def entries(self) -> Any:
        """All rows as a scipy matrix, shape (height, width)."""
        from scipy.sparse import csr_array

        parts = self._entries or [(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))]
        row, column, value = (np.concatenate(part) for part in zip(*parts, strict=True))
        matrix = csr_array((value, (row, column)), shape=(self.height, self.width))
        matrix.sum_duplicates()
        return matrix

    def lp(self, objective: Floats, *, relaxed: bool = False) -> Any:
        """The model as HiGHS takes it."""
        import highspy

        self._joined()
        matrix = self.entries
        model, kind = highspy.HighsLp(), highspy.HighsVarType
        model.num_col_, model.num_row_ = self.width, self.height
        model.col_cost_ = np.asarray(-objective, dtype=float)
        model.col_lower_, model.col_upper_ = self._low[0], self._high[0]
        model.row_lower_ = np.concatenate(self._least) if self._least else np.zeros(0)
        model.row_upper_ = np.concatenate(self._most) if self._most else np.zeros(0)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        model.a_matrix_.index_ = matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = matrix.data
        if not relaxed:
            model.integrality_ = [kind.kInteger if whole else kind.kContinuous for whole in self._whole[0].tolist()]
        return model
