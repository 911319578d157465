# SPDX-License-Identifier: Apache-2.0
"""Signing in, whatever the order of steps: a small model beside the real thing.

The model knows three facts: whether the person is stopped, which cookies are
good for what, and which codes were used. Hypothesis looks for an order of
steps in which the real thing opens more, or less, than the model allows.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories_members import PASSWORD, Clock, Person, World
from wasl.capabilities import members
from wasl.capabilities.members import Stage
from wasl.foundation.access import Act
from wasl.foundation.db import Database


@dataclass
class Model:
    """What must be true."""

    state: str = "active"
    half: set[str] = field(default_factory=set)
    full: set[str] = field(default_factory=set)
    dead: set[str] = field(default_factory=set)
    spent: int = 0

    def close_all(self) -> None:
        self.dead |= self.half | self.full
        self.half, self.full = set(), set()


class SigningIn(RuleBasedStateMachine):
    """Steps a person, a thief with old cookies, and an administrator may take."""

    loop: asyncio.AbstractEventLoop
    dsn: str

    def __init__(self) -> None:
        super().__init__()
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute("TRUNCATE principal, entity, sign_in_attempt CASCADE")
        self.model = Model()
        self.run(self.begin())

    def run(self, act: Any) -> Any:  # noqa: ANN401 - whatever the coroutine gives
        return self.loop.run_until_complete(act)

    async def begin(self) -> None:
        self.database = Database(self.dsn, size=1)
        await self.database.open()
        self.world = World(self.database, Clock())
        self.person: Person = await self.world.join("officer")
        self.model.full.add(self.person.cookie)

    def teardown(self) -> None:
        self.run(self.database.close())

    @rule()
    def right_password(self) -> None:
        answer = self.run(self.world.password("officer@fra"))
        assert answer.refused == (self.model.state != "active")
        if answer.token:
            assert answer.stage is Stage.SECOND_FACTOR
            self.model.half.add(answer.token)

    @rule()
    def wrong_password(self) -> None:
        assert self.run(self.world.password("officer@fra", "wrong" + PASSWORD)).refused
        self.world.clock.wait(minutes=16)  # past any delay, and past half a sign-in
        self.model.dead |= self.model.half
        self.model.half = set()

    @precondition(lambda self: self.model.half)
    @rule()
    def right_code(self) -> None:
        cookie = sorted(self.model.half)[0]
        step = int(self.world.clock.now.timestamp()) // 30
        answer = self.run(self.world.second(cookie, self.world.code(self.person)))
        assert answer.refused == (step <= self.model.spent), "a code counts once"
        if answer.token:
            self.model.spent = step
            self.model.half.discard(cookie)
            self.model.dead.add(cookie)
            self.model.full.add(answer.token)
            self.replay()
        self.world.clock.wait(seconds=60)

    def replay(self) -> None:
        """Somebody who looked over the shoulder types the same code at once."""
        first = self.run(self.world.password("officer@fra"))
        self.model.half.add(first.token)
        assert self.run(self.world.second(first.token, self.world.code(self.person))).refused

    @precondition(lambda self: self.model.state == "active" and self.person.recovery)
    @rule()
    def recovery_code(self) -> None:
        first = self.run(self.world.password("officer@fra"))
        session = self.run(self.world.session(first.token))
        code, self.person.recovery = self.person.recovery[0], self.person.recovery[1:]

        async def use() -> members.SignInAnswer:
            async with self.world.units.system() as unit:
                return await members.pass_recovery_code(unit, session, code)

        self.model.dead.add(first.token)
        self.model.full.add(self.run(use()).token)

    @precondition(lambda self: self.model.full)
    @rule()
    def sign_out(self) -> None:
        cookie = sorted(self.model.full)[0]
        session = self.run(self.world.session(cookie))

        async def leave() -> None:
            async with self.world.units.system() as unit:
                await members.sign_out(unit, session)

        self.run(leave())
        self.model.full.discard(cookie)
        self.model.dead.add(cookie)

    @rule()
    def lock(self) -> None:
        if self.model.state == "active":
            self.manage(members.lock_person)
            self.model.close_all()
            self.model.state = "locked"

    @rule()
    def unlock(self) -> None:
        if self.model.state != "revoked":
            self.manage(members.unlock_person)
            if self.model.state == "locked":
                self.model.state = "active"

    @rule()
    def start_anew(self) -> None:
        if self.model.state != "revoked":
            self.manage(members.ask_restart)
            self.manage(members.invite_again, "second")
            self.model.close_all()
            self.model.state = "invited"

    @rule()
    def revoke(self) -> None:
        self.manage(members.revoke_person)
        self.model.close_all()
        self.model.state = "revoked"

    @rule()
    def come_back_after_a_break(self) -> None:
        self.world.clock.wait(minutes=31)
        self.model.close_all()

    def manage(self, act: Any, name: str = "admin") -> None:  # noqa: ANN401 - one of the face's calls
        async def do() -> None:
            async with self.world.units.begin(self.world.administrator(name=name)) as unit:
                await act(unit, self.person.id)

        self.run(do())

    @invariant()
    def cookies_open_what_they_should(self) -> None:
        for cookie in self.model.full:
            session = self.run(self.world.find(cookie))
            assert session is not None
            assert session.actor.may(Act.CHECK)
        for cookie in self.model.half:
            session = self.run(self.world.find(cookie))
            assert session is not None
            assert not any(session.actor.may(act) for act in Act)
        for cookie in self.model.dead:
            assert self.run(self.world.find(cookie)) is None

    @invariant()
    def nodes_hear_the_truth(self) -> None:
        actor = self.run(self.world.actor(self.person.id))
        assert (actor is not None) == (self.model.state == "active")


@pytest.mark.slow
def test_no_order_of_steps_opens_more_than_it_should(owner_dsn: str) -> None:
    SigningIn.loop, SigningIn.dsn = asyncio.new_event_loop(), owner_dsn
    try:
        run_state_machine_as_test(
            SigningIn,
            settings=settings(
                max_examples=12,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        SigningIn.loop.close()
