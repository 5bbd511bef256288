"""A program as somebody ships one: asks the model over HTTP, runs the one tool that it knows, prints what was said."""

import json
import os
import sys
import urllib.request
from pathlib import Path

WRITE = {
    "name": "Write",
    "description": "Writes a file.",
    "input_schema": {
        "type": "object",
        "properties": {"file_path": {"type": "string"}, "content": {"type": "string"}},
        "required": ["file_path", "content"],
    },
}


def ask(messages, **more):
    """One answer of the model; the API's error where there is none."""
    body = {
        "model": os.environ["ANTHROPIC_MODEL"],
        "max_tokens": 4000,
        "system": Path(os.environ["AUDITION_PROMPT_FILE"]).read_text(),
        "tools": [WRITE],
        "messages": messages,
        **more,
    }
    headers = {
        "x-api-key": os.environ["ANTHROPIC_API_KEY"],
        "anthropic-version": "2023-06-01",
        "content-type": "application/json",
    }
    url = f"{os.environ['ANTHROPIC_BASE_URL']}/v1/messages"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def main():
    """Work until the model ends its turn."""
    messages = [{"role": "user", "content": sys.stdin.read()}]
    while True:
        answer = ask(messages)
        messages.append({"role": "assistant", "content": answer["content"]})
        calls = [block for block in answer["content"] if block["type"] == "tool_use"]
        if not calls:
            break
        results = []
        for call in calls:
            place = Path(call["input"]["file_path"])
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(call["input"]["content"])
            results.append({"type": "tool_result", "tool_use_id": call["id"], "content": "written"})
        messages.append({"role": "user", "content": results})
    print("\n".join(block["text"] for block in answer["content"] if block["type"] == "text"))


if __name__ == "__main__":
    main()
