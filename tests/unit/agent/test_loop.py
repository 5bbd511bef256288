"""The agent loop: every ending, real tools, whole evidence."""

import asyncio
from dataclasses import replace

import pytest

from audition.agent import Conditions, Loop, Replay
from audition.agent.recording import recording_of
from audition.errors import AccessDenied, BudgetMet, ModelError
from audition.loading.agent_file import parse_agent_file
from audition.models.claude.conversations import params_of
from audition.models.protocol import Request, Subject
from audition.models.recorded import RecordedModel
from audition.models.scripted import Answer, Call, ScriptedModel, in_turn
from audition.records.evidence import Ending, Origin, Trial
from audition.records.limits import Limits
from audition.records.turns import Usage
from audition.records.variants import Settings
from audition.workspace.sandbox.shell import NoShell
from tests.unit.models.subjects import subject

READ = Call(name="Read", input={"file_path": "inst_1/instruction.yaml"})


def stage(**limits) -> Conditions:
    """A stage with these limits."""
    return Conditions(limits=Limits(**limits), shell=NoShell("a test needs none"))


def played(*answers: Answer | str, of: Subject | None = None, **limits) -> Trial:
    """The trial of a model that gives these answers."""
    return asyncio.run(Loop(ScriptedModel(in_turn(answers))).play(of or subject(), stage(**limits)))


def test_a_model_that_ends_its_turn_has_finished():
    """`end_turn` is the ending `finished`, and what was said last is the final message."""
    trial = played("Done.")

    assert (trial.ending, trial.final_message) == (Ending.FINISHED, "Done.")
    assert Origin.SCRIPTED is trial.origin


def test_tools_run_for_real_and_their_results_are_kept():
    """A granted call reads the real workspace, and the result is in the transcript."""
    trial = played(Answer(calls=(READ,)), "Done.")
    (call,) = trial.trajectory

    assert "id: inst_1" in call.result
    assert not call.is_error


def test_a_tool_that_is_not_granted_is_answered_with_an_error_and_recorded():
    """The model learns that it may not, and the evidence shows that it tried."""
    trial = played(Answer(calls=(Call(name="Write", input={"file_path": "x", "content": "y"}),)), "Done.")
    (call,) = trial.trajectory

    assert call.is_error
    assert trial.written == ()


def test_several_calls_of_one_answer_are_answered_in_their_order():
    """Each tool_use block has its tool_result, in order, in the one message that follows."""
    trial = played(Answer(calls=(READ, Call(name="Read", input={"file_path": "none"}))), "Done.")

    assert [call.is_error for call in trial.trajectory] == [False, True]


@pytest.mark.parametrize(
    ("stop_reason", "ending"),
    [
        ("stop_sequence", Ending.FINISHED),
        ("max_tokens", Ending.TOKEN_LIMIT),
        ("refusal", Ending.REFUSED),
        ("model_context_window_exceeded", Ending.CONTEXT_EXCEEDED),
        ("a reason of tomorrow", Ending.FAILED),
        ("tool_use", Ending.FAILED),
    ],
)
def test_each_stop_reason_has_its_ending(stop_reason: str, ending: Ending):
    """A stop for a tool without a call, or for a reason nobody knows, is a failure of the machinery."""
    assert ending is played(Answer(text="…", stop_reason=stop_reason)).ending


def test_a_paused_turn_goes_on():
    """`pause_turn` is sent back as it is, and the model goes on."""
    trial = played(Answer(text="wait", stop_reason="pause_turn"), "Done.")

    assert (trial.ending, len(trial.turns)) == (Ending.FINISHED, 2)


def test_an_empty_last_word_is_the_final_message():
    """What was said before it is not taken for it, and the transcript holds every answer."""
    trial = played(Answer(text="First I read.", calls=(READ,)), Answer(text=""))

    assert (trial.ending, trial.final_message) == (Ending.FINISHED, "")
    assert len(trial.turns) == sum(message["role"] == "assistant" for message in trial.messages)


def test_a_pause_in_which_nothing_was_said_cannot_go_on():
    """The API takes no empty message back."""
    assert "had said nothing" in played(Answer(text="", stop_reason="pause_turn"), "Done.").detail


def test_a_model_that_never_ends_meets_the_turn_limit():
    """The limit counts answers."""
    trial = played(*[Answer(calls=(READ,))] * 5, turns=3)

    assert (trial.ending, len(trial.turns)) == (Ending.TURN_LIMIT, 3)


def test_a_prompt_file_may_allow_fewer_turns_than_the_suite_and_never_more():
    """Its `maxTurns` is a limit beside the suite's."""

    def turns(allowed: int) -> int:
        player = subject()
        bounded = replace(player, variant=replace(player.variant, max_turns=allowed))
        return len(played(*[Answer(calls=(READ,))] * 5, of=bounded, turns=3).turns)

    assert (turns(2), turns(9)) == (2, 3)


def test_a_request_says_the_effort_of_its_variant_to_models_that_take_one():
    """Others refuse a request that says any."""

    def asked(model: str, effort: str | None) -> object:
        request = Request(model=model, system="", tools=(), messages=(), max_tokens=9, effort=effort)
        return params_of(request).get("output_config")

    assert asked("claude-opus-5-5", "low") == {"effort": "low"}
    assert asked("claude-haiku-4-5-20251001", "low") is None
    assert asked("claude-opus-5-5", None) is None


def test_a_request_says_how_its_variant_thinks():
    """As the API takes it: a kind, or tokens; nothing said, nothing asked."""

    def asked(thinking: str | int | None) -> object:
        request = Request(model="claude-opus-5-5", system="", tools=(), messages=(), max_tokens=9, thinking=thinking)
        return params_of(request).get("thinking")

    assert asked("adaptive") == {"type": "adaptive"}
    assert asked(2048) == {"type": "enabled", "budget_tokens": 2048}
    assert asked(None) is None


def test_what_a_variant_is_asked_to_think_reaches_the_model():
    """In every one of its calls."""
    heard = []

    class Listening(ScriptedModel):
        def open(self, subject):
            conversation = super().open(subject)

            class Talk:
                recording = None

                async def reply(self, request):
                    heard.append(request.effort)
                    return await conversation.reply(request)

            return Talk()

    player = replace(subject(), variant=replace(subject().variant, effort="max"))
    asyncio.run(Loop(Listening(in_turn([Answer(calls=(READ,)), "Done."]))).play(player, stage()))

    assert heard == ["max", "max"]


def test_tokens_beyond_the_limit_end_the_trial():
    """The sum over all answers is held against the limit."""
    usage = Usage(input_tokens=600, output_tokens=500)
    trial = played(*[Answer(calls=(READ,), usage=usage)] * 3, total_tokens=2000)

    assert (trial.ending, len(trial.turns)) == (Ending.TOKEN_LIMIT, 2)
    assert "2200 tokens used" in trial.detail


def test_dollars_beyond_the_limit_end_the_trial():
    """A trial has a cap of its own."""
    trial = played(*[Answer(calls=(READ,), usage=Usage(cost_usd=0.4))] * 5, cost_usd=1.0)

    assert (trial.ending, len(trial.turns)) == (Ending.TOKEN_LIMIT, 3)


def test_a_slow_model_meets_the_time_limit_and_what_it_said_is_kept():
    """What answers and tools take is held against the limit before the conversation goes on."""
    trial = played(Answer(calls=(READ,), delay_seconds=0.1), "Never asked for.", seconds=0.05)

    assert (trial.ending, len(trial.turns)) == (Ending.TIME_LIMIT, 1)
    assert trial.seconds > 0.1


@pytest.mark.parametrize(
    ("error", "ending"), [(ModelError("broke"), Ending.FAILED), (BudgetMet("the cap of $1 is met"), Ending.BUDGET)]
)
def test_what_breaks_ends_the_trial_and_keeps_its_evidence(error: Exception, ending: Ending):
    """The ending says what happened, and earlier turns are kept."""
    trial = played(Answer(calls=(READ,)), Answer(error=error))

    assert (ending, str(error), 1) == (trial.ending, trial.detail, len(trial.turns))


def test_a_refused_key_ends_the_run_not_the_trial():
    """No trial is stored for a call that could never succeed."""
    with pytest.raises(AccessDenied):
        played(Answer(error=AccessDenied("the API refuses the key")))


def called() -> Subject:
    """A trial of a skill with a file beside it."""
    text = "---\ndescription: Greets.\n---\nGreet as rules.md says: $ARGUMENTS\n"
    settings = Settings(model="claude-opus-5-5", tools=("Read",), files={"rules.md": "Be kind.\n"})
    player = parse_agent_file(text.encode(), "clerk/terse", models={}, path="skills/greet/SKILL.md", settings=settings)
    return replace(subject(), variant=player)


def test_what_is_called_is_a_message_without_a_system_prompt_and_its_files_lie_in_the_workspace():
    """As Claude Code sends skills and commands."""
    heard = []

    def answer(cue):
        heard.append(cue.request.system)
        return in_turn(
            [Answer(calls=(Call(name="Read", input={"file_path": ".claude/skills/greet/rules.md"}),)), "Hi."]
        )(cue)

    trial = asyncio.run(Loop(ScriptedModel(answer)).play(called(), stage()))

    assert trial.messages[0]["content"].endswith("Greet as rules.md says: Say hello.\n")
    assert "Be kind." in trial.trajectory[0].result
    assert heard == ["", ""]


def test_what_is_called_replays_until_a_file_beside_it_changes():
    """Its files are a part of the prompt."""
    player = called()
    trial = asyncio.run(Loop(ScriptedModel(in_turn(["Hi."]))).play(player, stage()))
    recording = replace(recording_of(trial, player, max_tokens=9), model=player.variant.model)
    model = RecordedModel({recording.id.recorded_as: recording})
    again = asyncio.run(Replay(model).play(player, stage()))
    changed = replace(player, variant=replace(player.variant, files={}))

    assert (again.ending, again.diverged, again.final_message) == (Ending.FINISHED, None, "Hi.")
    assert ".claude/skills/greet/rules.md is gone today" in str(model.miss(changed))
