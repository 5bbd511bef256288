"""Writes plain YAML that `strict_yaml` reads back to the same value: `dump_yaml(value) -> str`."""

from __future__ import annotations

from typing import Any

import yaml

from audition.loading.strict_yaml import FLOAT

_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # PyYAML may be built without libyaml
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class _PlainDumper(_Dumper):  # type: ignore[misc]
    """Quotes what this project's reader or one of YAML 1.1 would take for something else; dates stay plain."""

    # PyYAML knows a resolver by the first character of the texts it may match.
    yaml_implicit_resolvers = {  # noqa: RUF012  # PyYAML's own shape
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
        for first, resolvers in _Dumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Every part is written out where it stands."""
        return True


_PlainDumper.add_implicit_resolver("tag:yaml.org,2002:float", FLOAT, list("-+.0123456789"))


def dump_yaml(value: Any) -> str:
    """A value as `strict_yaml` gives them, as YAML in block style, keys in their order, lines folded at 110 columns."""
    return yaml.dump(value, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=110)
