# SPDX-License-Identifier: Apache-2.0
"""Who may do what: the whole of it, as one table.

A row is a role; a column is an act; the letter says how far it reaches:
``a`` any database that the person's or machine's own limits leave open,
``b`` affairs of one's own bureau, ``o`` the whole Organization, ``-`` never.
Limits of the authorised entity (databases, purposes, read or write) only ever
take away from this table. Source: RPD articles 5, 6, 17, 21; handbook, part 2.
"""

TABLE = """
role           check read enter change delete confirm import export people entities audit system
officer        a     a    -     -      -      -       -      -      -      -        -     -
specialist     a     a    a     a      a      -       a      a      -      -        -     -
supervisor     a     a    a     a      a      a       a      a      -      -        b     -
administrator  -     -    -     -      -      -       -      -      b      b        b     b
auditor        -     -    -     -      -      -       -      -      -      -        b     -
operator       -     -    -     -      -      -       -      -      -      -        -     o
"""
