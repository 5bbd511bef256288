"""Reads what people write, strictly: every fault at once, each with its file, line and pointer.

- `strict_yaml`: `parse_yaml(text, path) -> Document` (never raises), `read_yaml(text, path) -> Document`
- `document`: `Document(path, value, lines, faults)` with `.fault` and `.locus(pointer)`; `child(pointer, key) -> str`
- `yaml_writer`: `dump_yaml(value) -> str`, read back by `strict_yaml` to the same value
- `json_schema`: `validate(value, schema) -> list[Problem]`; `schema_lint`: `lint_schema(document) -> list[Fault]`
- `gate`: `gate(document, kind) -> list[Fault]`, `published(kind) -> dict`: the schemas of what people write
- `did_you_mean`: `did_you_mean(word, known) -> str`
- `agent_file`: `parse_agent_file(data, variant_id, source) -> Variant`
- `project`: `find_project(start) -> Project`
- `suite`: `load_suite(project, suite_id) -> Suite`, `list_suites(root) -> tuple[str, ...]`
"""
