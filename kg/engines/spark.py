"""Apache Spark: the same parts of the same job, run by the executors of a cluster or by ``local[N]``."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from kg.engines.job import Done, Job
from kg.errors import KgError, UsageProblem

if TYPE_CHECKING:
    from pyspark import SparkContext

__all__ = ["Spark", "started"]

_ROUND: Final = 8
"""Parts for each slot that are given out at once: enough to even out parts of unequal size, few enough to tell how far
it is."""
_REACH: Final = 10.0


class Spark:
    """Spark as an engine. Executors must see the store and the output under the same paths as the driver.

    Args:
        master: where Spark is: ``local[2]``, ``spark://host:7077``, ``yarn``, ``k8s://…``.
    """

    def __init__(self, master: str) -> None:
        self._master = master

    def run(self, job: Job, parts: Sequence[int]) -> Iterator[Done]:
        """Do the parts; see `kg.engines.job.Engine`."""
        _reachable(self._master)
        with started(self._master) as spark:
            step = max(1, spark.defaultParallelism) * _ROUND
            for begin in range(0, len(parts), step):
                some = parts[begin : begin + step]
                try:
                    # One task to a part, so that a slot that is done early takes the next.
                    yield from spark.parallelize(some, len(some)).map(job.run).collect()
                except Exception as error:
                    raise _problem(error, self._master) from error


def _reachable(master: str) -> None:
    """Ask a stand-alone master's port before Spark does, which would ask for minutes."""
    if not master.startswith("spark://"):
        return
    problem: OSError | ValueError | None = None
    for address in master.removeprefix("spark://").split(","):
        try:
            place = urlsplit(f"spark://{address}")
            with socket.create_connection((place.hostname or "", place.port or 7077), timeout=_REACH):
                return
        except (OSError, ValueError) as error:
            problem = error
    raise KgError(f"no Spark master answers at {master} ({problem})", remedy="check --master and that it runs")


@contextmanager
def started(master: str) -> Iterator[SparkContext]:
    """Spark, for as long as the block runs.

    Raises:
        UsageProblem: PySpark is not installed.
        KgError: Spark cannot be started.
    """
    try:
        from pyspark import SparkConf, SparkContext  # noqa: PLC0415  an extra that may not be installed
    except ImportError as error:
        raise UsageProblem(
            "the Spark engine needs PySpark", remedy="install it with: pip install 'player-kg[spark]'"
        ) from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = SparkConf().setAppName("kg score").setMaster(master)
    settings.set("spark.ui.showConsoleProgress", "false")
    if master.startswith("local"):
        settings.set("spark.driver.bindAddress", "127.0.0.1").set("spark.driver.host", "127.0.0.1")
        settings.set("spark.ui.enabled", "false")
    try:
        spark = SparkContext(conf=settings)
    except Exception as error:
        raise _problem(error, master) from error
    spark.setLogLevel("OFF")
    try:
        yield spark
    finally:
        with suppress(Exception):
            spark.stop()


def _problem(error: Exception, master: str) -> KgError:
    """One line about what went wrong in Spark, out of the pages that it tells."""
    java: Any = getattr(error, "java_exception", None)
    text = str(java.getMessage() if java is not None else error)
    own = [line.strip() for line in text.splitlines() if "kg.errors." in line]
    message = (
        own[-1].partition(": ")[2] if own else next((line.strip() for line in text.splitlines() if line.strip()), "")
    )
    if "JAVA_GATEWAY_EXITED" in text or "Java gateway process exited" in text:
        message = "Java could not be started; Spark needs Java 17 or newer (JAVA_HOME, or java on the PATH)"
    return KgError(
        f"Spark at {master} failed: {message[:300]}",
        remedy="what is finished is kept: run the same command again to go on",
    )
