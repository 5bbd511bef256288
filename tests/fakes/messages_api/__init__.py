"""A fast, strict mock of Anthropic's Messages API: messages and batches. `python -m tests.fakes.messages_api --help`.

It validates requests as the API does and answers errors in the API's error JSON with a request-id header. Everything
random (faults, shapes) is a hash of (seed, request body, how often that body was seen), so a run is reproducible
whatever the order in which concurrent requests arrive. Not a tokenizer: one token = 4 UTF-8 bytes.

Control: GET /__stats; POST /__reset begins afresh (counters, prompt cache, limits, script), with a JSON body
{rules: […], options: {rpm: 60}} by that script and these options. What a rule may say: see `replies.Script`.
"""
