"""Fixtures of MCP tools as MCP servers over HTTP, which answer on our side: no answer lies where an agent reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from audition.agent.fixtures import Fixtures
from audition.records.scene import ToolFixture
from audition.strict_json import parse_json
from audition.workspace.sandbox.shell import ToolResult

_NEWEST: Final = "2025-06-18"
"""The version of the protocol that is spoken with a client that names none."""
_UNREADABLE, _NO_REQUEST, _NO_METHOD, _NO_TOOL = -32700, -32600, -32601, -32602


def settings_of(servers: Iterable[str], url: str, key: str) -> str:
    """What tells a program where servers are, in the form of a project's `.mcp.json`.

    Args:
        servers: Their names.
        url: Below which each answers by its name.
        key: To be shown there.
    """
    told = {name: {"type": "http", "url": f"{url}{name}", "headers": {"x-api-key": key}} for name in servers}
    return json.dumps({"mcpServers": told}, indent=1)


async def answered(fixtures: Fixtures, server: str, body: bytes) -> Mapping[str, Any] | None:
    """What a server answers to one message of JSON-RPC; None: nothing is due.

    Args:
        fixtures: Of the trial; a call counts as one of the agent's.
        server: Which server is asked.
        body: The message.
    """
    try:
        asked = parse_json(body)
    except (ValueError, RecursionError):
        return _fault(None, _UNREADABLE, "the message is no JSON")
    if not isinstance(asked, dict) or not isinstance(asked.get("method"), str):
        return _fault(None, _NO_REQUEST, "the message is no request")
    if "id" not in asked:
        return None
    params = asked.get("params")
    params = params if isinstance(params, dict) else {}
    match asked["method"]:
        case "initialize":
            version = params.get("protocolVersion")
            result: Mapping[str, Any] = {
                "protocolVersion": version if isinstance(version, str) else _NEWEST,
                "capabilities": {"tools": {}},
                "serverInfo": {"name": server, "version": "1"},
            }
        case "ping":
            result = {}
        case "tools/list":
            result = {"tools": [_listed(name, tool) for name, tool in fixtures.of_server(server)]}
        case "tools/call":
            name = f"mcp__{server}__{params.get('name')}"
            if name not in fixtures:
                return _fault(asked["id"], _NO_TOOL, f"{server} has no tool {params.get('name')!r:.100}")
            result = _content(await fixtures.call(name, params.get("arguments", {})))
        case method:
            return _fault(asked["id"], _NO_METHOD, f"{method[:100]} is not known here")
    return {"jsonrpc": "2.0", "id": asked["id"], "result": result}


def _listed(name: str, tool: ToolFixture) -> Mapping[str, Any]:
    return {"name": name, "description": tool.description, "inputSchema": dict(tool.input_schema)}


def _content(result: ToolResult) -> Mapping[str, Any]:
    block = {"type": "text", "text": result.text}
    return {"content": [block], "isError": result.is_error}


def _fault(asked: Any, code: int, told: str) -> Mapping[str, Any]:
    return {"jsonrpc": "2.0", "id": asked, "error": {"code": code, "message": told}}
