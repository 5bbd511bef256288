"""A talk with Claude Code in its `stream-json`: the request, what the user says when a turn ends, and what it asks."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from audition.agent.fixtures import Fixtures
from audition.agent.user import User
from audition.errors import AuditionError
from audition.records.scene import ASKING
from audition.strict_json import parse_json

ASKED_HERE: Final = ("--permission-prompt-tool", "stdio")
"""Words by which it asks here what only a user can answer; without them it has no tool to ask."""


class StreamTalk:
    """One trial's talk.

    Args:
        user: Who says what comes after the request.
        fixtures: What answers its questions.
        last_words: What it said last; None: its turn has not ended by its own word, and nobody answers.
        broke: Is told why nobody knows what the user would say.
    """

    def __init__(
        self,
        user: User,
        fixtures: Fixtures,
        last_words: Callable[[], str | None],
        broke: Callable[[AuditionError], None],
    ) -> None:
        self._user = user
        self._fixtures = fixtures
        self._last_words = last_words
        self._broke = broke
        self.said: list[str] = []
        """What the user said to it behind the request."""
        self.waited_seconds = 0.0
        """What the user took to answer: no time of the agent's."""

    @property
    def words(self) -> tuple[str, ...]:
        """What its command is to end with."""
        return ASKED_HERE if ASKING in self._fixtures else ()

    async def heard(self, line: bytes) -> str | None:
        """What it is told after a line that it printed; empty: nothing; None: the talk is over."""
        event = _event(line)
        begun = time.monotonic()
        try:
            if event.get("type") == "control_request":
                return await self._asked(event)
            if event.get("type") == "result":
                last = self._last_words()
                said = None if last is None else await self._user.answer(last)
                if said is None:
                    return None
                self.said.append(said.strip())
                return said_by_user(said)
        except AuditionError as error:
            self._broke(error)
            return None
        finally:
            self.waited_seconds += time.monotonic() - begun
        return ""

    async def _asked(self, event: Mapping[str, Any]) -> str:
        """The answer to a question of a tool's: whether it may, and what the user chose."""
        request = event.get("request")
        asked = request if isinstance(request, dict) else {}
        given = asked.get("input")
        given = given if isinstance(given, dict) else {}
        if asked.get("tool_name") != ASKING or ASKING not in self._fixtures:
            return _answer(event, {"behavior": "allow", "updatedInput": given})
        result = await self._fixtures.call(ASKING, given)
        if result.is_error:
            return _answer(event, {"behavior": "deny", "message": result.text})
        questions = [each.get("question") for each in given.get("questions", ()) if isinstance(each, dict)]
        answers = {question: result.text for question in questions if isinstance(question, str)}
        return _answer(event, {"behavior": "allow", "updatedInput": {**given, "answers": answers}})


def said_by_user(text: str) -> str:
    """A message of the user as a line."""
    return _line({"type": "user", "message": {"role": "user", "content": text}})


def _answer(event: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    response = {"subtype": "success", "request_id": event.get("request_id"), "response": answer}
    return _line({"type": "control_response", "response": response})


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value) + "\n"


def _event(line: bytes) -> Mapping[str, Any]:
    """What a line says; nothing where it is no object, as of another output that passes by."""
    if not line.startswith(b"{"):
        return {}
    try:
        event = parse_json(line)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}
