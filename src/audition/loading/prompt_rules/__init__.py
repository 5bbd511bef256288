"""Rules of prompts: cut from the Markdown, mended by a person's file, found by a quotation."""

from audition.loading.prompt_rules.cutting import BYTES_A_TOKEN, rules_of

__all__ = ["BYTES_A_TOKEN", "rules_of"]
