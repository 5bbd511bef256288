"""What the mock says: by rules, or else by echoing."""

from __future__ import annotations

import re
from collections import Counter

import orjson

from tests.fakes.messages_api.prompt_cache import weigh

CONDITIONS = ("match", "first", "system", "model")


class Script:
    """A list of rules; the first one whose conditions all hold answers.

    match / first / system / model: a pattern of the last / first user text / the system text / the model
    tool_results: how many tool_result blocks the conversation has
    answers: how many answers it has
    seen: how many pictures and documents it has, those in tool results counted
    times: the rule answers only that many requests
    reply: a text, or a list of texts and content blocks, e.g. {type: tool_use, name: f, input: {city: "{1}"}};
        "{0}".."{9}" are the groups of `match`, "{user}" the last user text, "{tool}" the last tool result
    replies: several such replies, one per repeat of the same body
    stop_reason, output_tokens, latency_ms: override
    error: {status, type, message, retry_after}: fail instead
    patch: fields of the message to replace, e.g. {usage: {input_tokens: -1}, stop_reason: tired}
    fault: one of `faults.FAULTS`
    """

    def __init__(self, rules):
        self._rules = rules
        self._patterns = [
            {name: re.compile(rule[name], re.DOTALL) for name in CONDITIONS if name in rule} for rule in rules
        ]
        self._used = Counter()

    def pick(self, body, turns, nth):
        """(rule, blocks) for this request, which is the nth of its body; the default is an echo."""
        user = next((text for role, blocks, _ in reversed(turns) if role == "user" and (text := _text(blocks))), "")
        results = [block for role, blocks, _ in turns if role == "user" for block in blocks]
        results = [block for block in results if block["type"] == "tool_result"]
        seen = sum(map(_seen, (block for role, blocks, _ in turns if role == "user" for block in blocks)))
        first = next((_text(blocks) for role, blocks, _ in turns if role == "user"), "")
        answers = sum(role == "assistant" for role, _, _ in turns)
        texts = {"match": user, "first": first, "system": _text(body.get("system")), "model": body["model"]}
        for i, (rule, patterns) in enumerate(zip(self._rules, self._patterns, strict=True)):
            found = {name: pattern.search(texts[name]) for name, pattern in patterns.items()}
            if (
                all(found.values())
                and rule.get("tool_results", len(results)) == len(results)
                and rule.get("answers", answers) == answers
                and rule.get("seen", seen) == seen
                and self._used[i] < rule.get("times", self._used[i] + 1)
            ):
                self._used[i] += 1
                words = {"user": user, "tool": _text(results[-1].get("content")) if results else ""}
                if match := found.get("match"):
                    words |= {str(k): group or "" for k, group in enumerate((match[0], *match.groups()))}
                many = rule.get("replies")
                reply = many[nth % len(many)] if many else rule.get("reply", "")
                return rule, _filled(reply if isinstance(reply, list) else [reply], words)
        if schema := ((body.get("output_config") or {}).get("format") or {}).get("schema"):
            return {}, [orjson.dumps(_fitting(schema)).decode()]
        return {}, [f"echo: {user[:400]}"]


def finish(blocks, body, fault):
    """Apply stop sequences, refusal and the max_tokens cut: (content, stop reason, stop sequence, output tokens)."""
    if fault == "refusal":
        return [], "refusal", None, 1
    content, most = list(blocks), body["max_tokens"]
    if fault == "max_tokens":
        most = min(most, max(1, sum(weigh(block)[0] for block in content) // 2))
    out, kept = 0, []
    for whole in content:
        block, sequence = _stopped(whole, body.get("stop_sequences") or ())
        tokens = weigh(block)[0]
        if out + tokens > most:
            if block["type"] == "text" and most > out:
                text = block["text"].encode()[: 4 * (most - out)].decode(errors="ignore")
                kept.append({**block, "text": text})
            return kept, "max_tokens", None, most
        out += tokens
        kept += [block] if block.get("text") != "" else []
        if sequence is not None:
            return kept, "stop_sequence", sequence, max(out, 1)
    calls = any(block["type"] == "tool_use" for block in kept)
    return kept, "tool_use" if calls else "end_turn", None, max(out, min(1, most))


def _seen(block):
    """Pictures and documents in a block."""
    if block["type"] == "tool_result" and isinstance(block.get("content"), list):
        return sum(map(_seen, block["content"]))
    return block["type"] in ("image", "document")


def _stopped(block, sequences):
    """A block up to the first stop sequence in its text, and that sequence; None: there is none."""
    hits = [(block["text"].find(one), one) for one in sequences if one in block["text"]] if "text" in block else []
    if not hits:
        return block, None
    at, sequence = min(hits)
    return {**block, "text": block["text"][:at]}, sequence


def _fitting(schema, name="value"):
    """A small value that fits a JSON schema."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return _fitting({**schema, "type": kind[0]}, name)
    if kind == "object":
        properties = schema.get("properties") or {}
        return {key: _fitting(properties.get(key, {}), key) for key in schema.get("required") or ()}
    plain = {"array": [], "integer": 1, "number": 1.0, "boolean": True}
    return schema["enum"][0] if schema.get("enum") else plain.get(kind, name)


def _filled(value, words):
    if isinstance(value, str):
        return re.sub(r"\{(\d|user|tool)\}", lambda found: words.get(found[1], found[0]), value)
    if isinstance(value, list):
        return [_filled(one, words) for one in value]
    return {name: _filled(one, words) for name, one in value.items()} if isinstance(value, dict) else value


def _text(content):
    if isinstance(content, str):
        return content
    return "\n".join(block["text"] for block in content or () if block.get("type") == "text")
