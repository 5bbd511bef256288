"""Fixtures as MCP servers: whatever a client sends is answered as the protocol has it, and by the fixtures alone."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.agent.fixtures import Fixtures
from audition.agent.mcp import answered, settings_of
from audition.records.scene import ToolAnswer, ToolFixture

FIND = ToolFixture(
    name="mcp__jetty__find",
    description="Finds.",
    input_schema={"type": "object", "required": ["code"]},
    default=ToolAnswer(when={}, text="HL-1"),
)
CREW = ToolFixture(name="mcp__crew__list", description="Lists.", input_schema={"type": "object"})
ASK = ToolFixture(name="AskUserQuestion", description="Asks.", input_schema={"type": "object"})


def told(body: bytes | dict[str, Any], server: str = "jetty") -> Any:
    """What a server answers."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return asyncio.run(answered(Fixtures([FIND, CREW, ASK]), server, data))


def asked(method: str, **params: Any) -> Any:
    """What a server answers to a request."""
    return told({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})


def test_a_server_says_who_it_is_in_the_version_that_it_is_asked_in():
    """Or in one that it knows, where none is named."""
    result = asked("initialize", protocolVersion="2025-11-25")["result"]

    assert (result["protocolVersion"], result["capabilities"], result["serverInfo"]["name"]) == (
        "2025-11-25",
        {"tools": {}},
        "jetty",
    )
    assert asked("initialize")["result"]["protocolVersion"] == "2025-06-18"


def test_a_server_lists_its_own_tools_alone():
    """By their short names, with their schemas."""
    assert asked("tools/list")["result"]["tools"] == [
        {"name": "find", "description": "Finds.", "inputSchema": {"type": "object", "required": ["code"]}}
    ]


def test_a_call_gets_the_fixture_s_answer_and_an_error_is_one():
    """In the form in which clients read results."""
    assert asked("tools/call", name="find", arguments={"code": "x"}) == {
        "jsonrpc": "2.0",
        "id": 7,
        "result": {"content": [{"type": "text", "text": "HL-1"}], "isError": False},
    }
    assert asked("tools/call", name="find")["result"]["isError"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"[]", -32600),
        (b'{"id": 1}', -32600),
        ({"id": 1, "method": "resources/list"}, -32601),
        ({"id": 1, "method": "tools/call", "params": {"name": "list"}}, -32602),
        ({"id": 1, "method": "tools/call", "params": []}, -32602),
    ],
)
def test_what_is_no_call_of_a_tool_of_it_is_an_error_of_the_protocol(body: bytes | dict[str, Any], code: int):
    """Another server's tool is none of this one's."""
    assert told(body)["error"]["code"] == code


def test_a_notification_gets_no_answer():
    """Nothing waits for one."""
    assert told({"jsonrpc": "2.0", "method": "notifications/initialized"}) is None


@given(
    st.binary()
    | st.recursive(
        st.none() | st.text() | st.integers(),
        lambda part: st.dictionaries(st.sampled_from(["id", "method", "params", "name", "arguments"]), part),
    ).map(lambda value: json.dumps(value).encode())
)
def test_whatever_a_client_sends_gets_one_answer_or_none(body: bytes):
    """No body breaks a server."""
    answer = told(body)

    assert answer is None or len({"result", "error"} & answer.keys()) == 1


def test_a_program_is_told_where_each_server_is_and_what_to_show_there():
    """As `.mcp.json` has it."""
    assert json.loads(settings_of(Fixtures([FIND, CREW, ASK]).servers, "http://here/mcp/", "k")) == {
        "mcpServers": {
            name: {"type": "http", "url": f"http://here/mcp/{name}", "headers": {"x-api-key": "k"}}
            for name in ("jetty", "crew")
        }
    }
