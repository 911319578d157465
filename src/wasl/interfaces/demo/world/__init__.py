# SPDX-License-Identifier: Apache-2.0
"""An invented world: people, travel documents and vehicles that do not exist.

Every stream is drawn from a seed: the same count and seed give the same world, and
a larger count continues a smaller one. Each draft names its `owner` beside what
an owner says when entering a record. All are marked: the source reference
and the case begin with "DEMO", and a note says that the record is invented.
"""

from wasl.interfaces.demo.world.documents import travel_documents
from wasl.interfaces.demo.world.persons import persons
from wasl.interfaces.demo.world.samples import sample_checks
from wasl.interfaces.demo.world.shown import shown
from wasl.interfaces.demo.world.vehicles import vehicles

__all__ = ["persons", "sample_checks", "shown", "travel_documents", "vehicles"]
