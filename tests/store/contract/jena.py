"""Apache Jena as Debian packages it: where its classes lie, and what they need beside them."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

__all__ = ["class_path", "missing_of_jena"]

_JARS = Path("/usr/share/java")
_OTHERS = (
    *("slf4j-api", "slf4j-nop", "thrift", "libthrift", "dexx.collection", "gson", "guava", "protobuf"),
    *("commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3"),
    *("httpclient", "httpcore", "jsonld-java", "jackson-core", "jackson-databind", "jackson-annotations"),
)
_XERCES = "org/apache/jena/ext/xerces/"


def missing_of_jena() -> list[str]:
    """What is not installed of what Jena's server needs: the engine, and the compiler that makes a server of it."""
    absent = [name for name in ("java", "javac") if shutil.which(name) is None]
    return absent if (_JARS / "jena-tdb2.jar").exists() else [*absent, "libapache-jena-java"]


def class_path(folder: Path) -> str:
    """The class path of Jena's engine; ``folder`` takes some of its resources.

    The package has the messages of its XML types where its classes do not look for them.
    """
    with zipfile.ZipFile(_JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(_XERCES) and not name.endswith("/"):
                file = folder / "xerces" / name.removeprefix(_XERCES)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(jar.read(name))
    jars = [*sorted(_JARS.glob("jena-*[a-z0-9].jar")), *(_JARS / f"{name}.jar" for name in _OTHERS)]
    return os.pathsep.join(map(str, [folder, *jars]))
