"""What the model `searcher` says, and that the model `whole` refuses to stream. LiteLLM loads this beside config.yaml.

Only words and calls are decided here; LiteLLM puts them on the wire.
"""

import asyncio
import json
import re

from fastapi import HTTPException
from litellm import CustomLLM
from litellm.integrations.custom_logger import CustomLogger

# Between two pieces of a reply, in seconds: a person, and the test, sees the words arrive.
PAUSE = 0.05
# Characters of a call's arguments in one piece.
PIECE = 7
THOUGHT = "The distance between two cities is a fact to look up, not one to remember, so I call the function for it. "
# Tokens sent and received, by turn; no tokenizer counts them.
USAGE = {"look up": (812, 17), "answer": (905, 23), "report": (61, 9)}


def decide(messages, tools):
    """What this turn is for, the words before its call, the function and its arguments."""
    observed = [m.get("content") or "" for m in messages if m["role"] == "tool"]
    if observed:
        # From the observation, so that the answer is right only where it came through.
        found = re.search(r"distance_km\D*([\d.]+)", observed[-1])
        answer = f"About {round(float(found[1]))} km." if found else "The observation holds no distance."
        return "answer", "It is known now. ", "Finish", {"return_type": "give_answer", "final_answer": answer}
    offered = [tool["function"]["name"] for tool in tools]
    distance = next((name for name in offered if "distance_between" in name), None)
    if distance is not None:
        return "look up", THOUGHT, distance, {"origin": "Paris", "destination": "Tokyo"}
    return "report", "", "report_colour", {"colour": "blue"}


def chunk(text="", call=None, finish="", usage=None):
    """A piece of a stream, as LiteLLM wants it from a provider."""
    return {
        "text": text,
        "tool_use": call,
        "is_finished": finish != "",
        "finish_reason": finish,
        "usage": usage,
        "index": 0,
    }


class Searcher(CustomLLM):
    """Asks for a distance, then answers with what was observed."""

    async def astreaming(self, messages, optional_params, **_rest):
        turn, words, name, arguments = decide(messages, optional_params.get("tools") or [])
        for word in re.findall(r"\S+\s*", words):
            yield chunk(text=word)
            await asyncio.sleep(PAUSE)
        head = {"id": f"call_{turn.replace(' ', '_')}", "type": "function", "index": 0}
        yield chunk(call={**head, "function": {"name": name, "arguments": ""}})
        text = json.dumps(arguments)
        for at in range(0, len(text), PIECE):
            await asyncio.sleep(PAUSE)
            piece = {"name": None, "arguments": text[at : at + PIECE]}
            yield chunk(call={**head, "id": None, "function": piece})
        prompt, completion = USAGE[turn]
        usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
        yield chunk(finish="tool_calls", usage=usage)


class NoStream(CustomLogger):
    """Refuses streams of the model `whole`."""

    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        if data.get("model") == "whole" and data.get("stream"):
            raise HTTPException(status_code=400, detail={"error": "this model does not support stream: true"})
        return data


searcher = Searcher()
no_stream = NoStream()
