"""mlens' SuperLearner, with two threads, each with one thread of BLAS."""

import collections
import collections.abc
import os
import warnings

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
warnings.simplefilter("ignore")
# Where mlens still looks for them.
for name in ("Callable", "Iterable", "Mapping", "MutableMapping", "Sequence", "Sized"):
    setattr(collections, name, getattr(collections.abc, name))

import platform  # noqa: E402

import exchange  # noqa: E402
import mlens  # noqa: E402
import numpy  # noqa: E402
from mlens.ensemble import SuperLearner  # noqa: E402
from mlens.metrics import rmse  # noqa: E402
from mlens.utils.dummy import OLS  # noqa: E402
from sklearn.linear_model import Lasso, Ridge  # noqa: E402
from stacks import Stacks  # noqa: E402


class Mlens:
    def stack(self, learners, folds):
        stack = SuperLearner(folds=folds, scorer=rmse, backend="threading", n_jobs=exchange.WORKERS)
        stack.add(learners)
        stack.add_meta(Ridge())
        return stack

    def stack_of_three(self, folds):
        return self.stack([OLS(), Ridge(), Lasso(alpha=0.1)], folds)

    def stack_with_forest(self, folds, forest):
        return self.stack([Ridge(), Lasso(alpha=0.1), forest], folds)

    def stack_of_many(self, learners, folds):
        return self.stack([OLS(offset=number) for number in range(learners)], folds)


if __name__ == "__main__":
    exchange.answer(
        f"mlens {mlens.__version__}, numpy {numpy.__version__}, Python {platform.python_version()}",
        Stacks(Mlens()).workloads(),
    )
