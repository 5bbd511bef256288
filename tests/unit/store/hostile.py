"""Every record that could be stored, as hypothesis finds them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import strategies as st

from audition.records.definitions import Role
from audition.records.evidence import Ending, Origin, Recording, Trial, TrialId
from audition.records.findings import LeftOut, Mode, RunFacts, ScenarioFacts, VariantFacts
from audition.records.grades import Grade, GraderKind, NotApplicable, Quote, Score, Unscored
from audition.records.judgements import Judgement, Verdict
from audition.records.outcome import OpaqueFile
from audition.records.turns import Turn, Usage

# Text as JSON knows it: any code point, a lone surrogate too, but no pair of surrogates that would read as one letter.
texts = st.text(st.characters() | st.just("\ud800"), max_size=20).filter(lambda text: not _paired(text))
numbers = st.floats(allow_nan=False, allow_infinity=False)
jsons = st.recursive(
    st.none() | st.booleans() | st.integers() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(texts, jsons, max_size=3)
ids = st.builds(TrialId, texts, texts, st.integers())
optional_numbers = st.none() | numbers
usages = st.builds(Usage, cost_usd=optional_numbers)
turns = st.builds(
    Turn,
    stop_reason=texts,
    usage=st.none() | usages,
    model=st.none() | texts,
    request_id=st.none() | texts,
    seconds=optional_numbers,
    cached=st.booleans(),
)
files = st.builds(OpaqueFile, kind=texts, bytes=st.integers(), sha256=st.none() | texts)
outcomes = st.dictionaries(texts, texts | files, max_size=3)
blocks = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "text": texts}),
    st.fixed_dictionaries({"type": st.just("tool_use"), "id": texts, "name": texts, "input": objects}),
    st.fixed_dictionaries({"type": st.just("tool_result"), "tool_use_id": texts, "content": texts}),
    st.fixed_dictionaries({"type": st.just("thinking"), "more": jsons}),
)
messages = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant"]), "content": texts | st.lists(blocks, max_size=3)}
    ),
    max_size=4,
).map(tuple)


def listed(items):
    """Tuples of few."""
    return st.lists(items, max_size=3).map(tuple)


trials = st.builds(
    Trial,
    id=ids,
    origin=st.sampled_from(Origin),
    ending=st.sampled_from(Ending),
    detail=texts,
    messages=messages,
    turns=listed(turns),
    inputs=st.dictionaries(texts, texts, max_size=3),
    outcome=outcomes,
    seconds=optional_numbers,
    started_at=st.none() | texts,
    diverged=st.none() | texts,
    notes=listed(texts),
    attempts=st.integers(),
)
recordings = st.builds(
    Recording,
    id=ids,
    variant_digest=texts,
    scenario_digest=texts,
    schema_digest=texts,
    request=texts,
    tools=listed(objects),
    system=texts,
    max_tokens=st.integers(),
    messages=messages,
    turns=listed(turns),
    inputs=st.dictionaries(texts, texts, max_size=3),
    outcome=outcomes,
    model=texts,
    provenance=texts,
    recorded_at=texts,
)
judgements = st.builds(
    Judgement,
    trial=ids,
    rubric=texts,
    rubric_digest=texts,
    sheet_digest=st.none() | texts,
    judge=texts,
    prompt_digest=st.none() | texts,
    work_digest=texts,
    verdicts=listed(st.builds(Verdict, criterion=texts, met=st.none() | st.booleans(), evidence=texts, reason=texts)),
    provenance=texts,
    usage=st.none() | usages,
    repeat=st.integers(),
)
quotes = st.builds(Quote, text=texts, where=texts, line=st.none() | st.integers(), pointer=st.none() | texts)
readings = st.one_of(
    st.builds(Score, value=st.floats(0, 1), passed=st.booleans(), reason=texts, quotes=listed(quotes)),
    st.builds(NotApplicable, reason=texts),
    st.builds(Unscored, reason=texts, detail=texts),
)
graded = st.builds(
    Grade,
    trial=ids,
    grader=texts,
    kind=st.sampled_from(GraderKind),
    role=st.sampled_from(Role),
    reading=readings,
    compared=st.booleans(),
    version=texts,
    fingerprint=st.none() | texts,
)
facts = st.builds(
    RunFacts,
    id=texts,
    suite=texts,
    mode=st.sampled_from(Mode),
    created_at=texts,
    trials=st.integers(),
    planned=listed(ids),
    variants=st.dictionaries(
        texts,
        st.builds(
            VariantFacts,
            digest=texts,
            model_alias=texts,
            model=texts,
            path=texts,
            revision=st.none() | texts,
            text=texts,
        ),
        max_size=2,
    ),
    scenarios=st.dictionaries(
        texts,
        st.builds(ScenarioFacts, digest=texts, title=texts, category=texts, tags=listed(texts), request_digest=texts),
        max_size=2,
    ),
    schema_digest=texts,
    rubrics=st.dictionaries(texts, texts, max_size=2),
    margin=numbers,
    coverage=numbers,
    caveat=texts,
    left_out=listed(st.builds(LeftOut, what=texts, why=texts)),
    engine=texts,
    commit=st.none() | texts,
    sdk=st.none() | texts,
    cap_usd=optional_numbers,
)


def _paired(text):
    return any("\ud800" <= a <= "\udbff" and "\udc00" <= b <= "\udfff" for a, b in pairwise(text))
