# SPDX-License-Identifier: Apache-2.0
"""The exchange: how hub and nodes speak to each other over NATS.

``run_relay`` is the hub's side, ``run_node`` a node's; ``open_node_reader`` lets
the hub answer from the same local copy, and ``serve`` puts an application
behind an address.
"""

from wasl.interfaces.exchange.node import open_node_reader, run_node
from wasl.interfaces.exchange.relay import run_relay
from wasl.interfaces.exchange.serving import serve

__all__ = ["open_node_reader", "run_node", "run_relay", "serve"]
