# SPDX-License-Identifier: GPL-3.0-or-later
"""What the peer scripts share: PyTorch where it is installed, the reference networks, pictures, files, comparisons."""

import json
import os
import struct
import subprocess
import sys

SKIPPED = 77  # ctest's SKIP_RETURN_CODE

try:
    import numpy
    import torch
    import torchvision
    from PIL import Image
except ImportError as missing:
    print(f"Skipped: {missing}. The peer tests need torch, torchvision, numpy and PIL for {sys.executable}.")
    sys.exit(SKIPPED)

from cifar_resnet import CifarResNet
from demonstration import Demonstration

torch.set_num_threads(2)

IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
CIFAR_DEPTHS = {"resnet20": 3, "resnet32": 5, "resnet44": 7, "resnet56": 9}


def reference(architecture, classes):
    """The network as PyTorch has it, with random weights."""
    if architecture == "demo":
        return Demonstration(classes)
    if architecture in CIFAR_DEPTHS:
        return CifarResNet(CIFAR_DEPTHS[architecture], classes)
    return getattr(torchvision.models, architecture)(weights=None, num_classes=classes)


def randomise(model):
    """Batch-norm as after training: as it is made, scale, shift and statistics would hide each other's mistakes."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.0)
            torch.nn.init.normal_(module.bias, 0, 0.1)
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
            module.num_batches_tracked.fill_(3)


def side_of(architecture):
    """Height and width of the pictures that a network takes after its transform, and of those before it."""
    return (32, 32) if architecture == "demo" or architecture in CIFAR_DEPTHS else (224, 256)


def write_pictures(folder, architecture, count):
    """PNG pictures that the evaluation transform only crops. Returns their paths and the tensor they become."""
    crop, side = side_of(architecture)
    mean, std = ([0.5] * 3, [0.5] * 3) if architecture == "demo" else IMAGENET
    generator = numpy.random.default_rng(1)
    paths, tensors = [], []
    for index in range(count):
        coarse = generator.integers(0, 256, (8, 8, 3), dtype=numpy.uint8)
        picture = Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)
        path = os.path.join(folder, f"{index}.png")
        picture.save(path)
        start = (side - crop) // 2
        pixels = numpy.asarray(picture)[start:start + crop, start:start + crop].astype(numpy.float32) / 255
        pixels = (pixels - numpy.float32(mean)) / numpy.float32(std)
        paths.append(path)
        tensors.append(torch.from_numpy(pixels.transpose(2, 0, 1).copy()))
    return paths, torch.stack(tensors)


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        fail(f"{' '.join(map(str, command))} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def fail(reason):
    print(f"FAILED: {reason}")
    sys.exit(1)


def compare(what, ours, theirs, tolerance=1e-4, scale=None):
    """Largest difference as a part of the reference's range (or of `scale`)."""
    ours, theirs = numpy.asarray(ours), numpy.asarray(theirs)
    if ours.shape != theirs.shape:
        fail(f"{what}: our shape is {ours.shape}, PyTorch's {theirs.shape}")
    if not numpy.isfinite(ours).all():
        fail(f"{what}: our numbers are not finite")
    span = float(theirs.max() - theirs.min()) if theirs.size > 1 else float(abs(theirs).max())
    scale = span if scale is None else max(span, scale)
    difference = float(abs(ours - theirs).max())
    if not difference <= tolerance * scale:
        fail(f"{what}: off by {difference:.3g}, allowed are {tolerance:g} of {scale:.3g}")
    return difference / scale if scale > 0 else 0.0


TYPES = {"F32": numpy.float32, "F16": numpy.float16, "F64": numpy.float64, "I64": numpy.int64}


def read_safetensors(path):
    """https://huggingface.co/docs/safetensors: header length, JSON, data."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    return {
        name: numpy.frombuffer(data[slice(*entry["data_offsets"])], TYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }


def write_safetensors(path, arrays):
    names = {kind: name for name, kind in TYPES.items()}
    header, data = {}, b""
    for name, array in arrays.items():
        piece = numpy.ascontiguousarray(array).tobytes()
        header[name] = {"dtype": names[array.dtype.type], "shape": list(array.shape),
                        "data_offsets": [len(data), len(data) + len(piece)]}
        data += piece
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
