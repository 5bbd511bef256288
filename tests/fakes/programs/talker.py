"""A program that is spoken with line by line, as Claude Code is, and calls MCP tools: `talker.py MCP_FILE`."""

import json
import os
import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from clerk import ask

ASKING = "AskUserQuestion"
SERVERS = json.loads(Path(sys.argv[1]).read_text())["mcpServers"]


def request(server, method, **params):
    """What a server answers; its error where it has none."""
    about = SERVERS[server]
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    headers = {"content-type": "application/json", **about["headers"]}
    with urllib.request.urlopen(urllib.request.Request(about["url"], body, headers)) as answer:
        told = json.load(answer)
    return told.get("result") or told["error"]


def put_to_user(call):
    """What the user answers to a question, or why nobody does."""
    asked = {"subtype": "can_use_tool", "tool_name": ASKING, "input": call["input"]}
    print(json.dumps({"type": "control_request", "request_id": call["id"], "request": asked}), flush=True)
    answer = json.loads(sys.stdin.readline())["response"]["response"]
    if answer["behavior"] == "deny":
        return answer["message"], True
    return json.dumps(answer["updatedInput"]["answers"]), False


def called(call):
    """The result of a tool, and whether it is an error."""
    if call["name"] == ASKING:
        return put_to_user(call)
    _, server, tool = call["name"].split("__")
    result = request(server, "tools/call", name=tool, arguments=call["input"])
    return result["content"][0]["text"], result["isError"]


def answered(messages, tools):
    """Work until the model ends its turn."""
    while True:
        answer = ask(messages, tools=tools)
        messages.append({"role": "assistant", "content": answer["content"]})
        calls = [block for block in answer["content"] if block["type"] == "tool_use"]
        if not calls:
            return
        results = []
        for call in calls:
            text, broke = called(call)
            results.append({"type": "tool_result", "tool_use_id": call["id"], "content": text, "is_error": broke})
        messages.append({"role": "user", "content": results})


def main():
    """Hear, answer, and say that the turn has ended, until nothing more is said."""
    tools = [{"name": ASKING, "description": "Asks.", "input_schema": {"type": "object"}}]
    for server in SERVERS:
        for tool in request(server, "tools/list")["tools"]:
            schema = {"name": f"mcp__{server}__{tool['name']}", "input_schema": tool["inputSchema"]}
            tools.append({**schema, "description": tool["description"]})
    messages = []
    for line in sys.stdin:
        reminder = {
            "type": "text",
            "text": f"<system-reminder>The disk of {os.uname().nodename} is new.</system-reminder>",
        }
        said = {"type": "text", "text": json.loads(line)["message"]["content"]}
        messages.append({"role": "user", "content": [reminder, said]})
        answered(messages, tools)
        print(json.dumps({"type": "result"}), flush=True)


if __name__ == "__main__":
    main()
