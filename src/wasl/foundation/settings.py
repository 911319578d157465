# SPDX-License-Identifier: Apache-2.0
"""Where this site keeps its data and finds its servers; read once, at start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wasl.foundation.errors import AppError


class SettingInvalid(AppError):
    """A setting in the environment cannot be used."""

    code = "setting-invalid"

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name=name, value=value)


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one site.

    Attributes:
        data: folder that holds everything this site keeps.
        host: address the hub listens on.
        port: the hub's port; the check node listens on the next one.
        database_url: the operator's PostgreSQL; None for the embedded one.
        nats_url: the operator's NATS; None for the embedded one.
        site: name of this site, shown on the system page and used for its audit chains.
        origin: public address of the console, such as ``https://wasl.example``;
            None means the address listened on.
        demo: an invented world is loaded, and its accounts are printed.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8080
    database_url: str | None = None
    nats_url: str | None = None
    site: str = "hub"
    origin: str | None = None
    demo: bool = False

    @property
    def node_data(self) -> Path:
        """Folder of the check node: local store, names index, spools."""
        return self.data / "node"

    @property
    def keys(self) -> Path:
        """Folder of this site's private keys, readable by its user alone."""
        return self.data / "keys"


def read_settings(
    data: Path | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings of this site.

    Args:
        data: folder given on the command line; else ``WASL_DATA``, else ``data``.
        environment: variables to read; None means those of the process.

    Returns:
        Settings with an absolute data folder. Nothing is created.

    Raises:
        SettingInvalid: a port is not a number from 1 to 65534.
    """
    env = os.environ if environment is None else environment
    port = env.get("WASL_PORT", "8080")
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65534:  # noqa: PLR2004 - the range of ports, less one for the node
        raise SettingInvalid("WASL_PORT", port)
    return Settings(
        data=(data or Path(env.get("WASL_DATA", "data"))).expanduser().absolute(),
        host=env.get("WASL_HOST", "127.0.0.1"),
        port=int(port),
        database_url=env.get("WASL_DATABASE_URL") or None,
        nats_url=env.get("WASL_NATS_URL") or None,
        site=env.get("WASL_SITE", "hub"),
        origin=env.get("WASL_ORIGIN") or None,
        demo=env.get("WASL_DEMO") == "1",
    )
