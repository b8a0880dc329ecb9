# SPDX-License-Identifier: GPL-3.0-or-later
"""Real weights on real pictures, from the file to the answer: reading, decoding, resizing, the network.

real_pictures.py accuracy|logits --cli LAYERBENCH_CLI

accuracy: `evaluate` with ResNet-20's legacy file on the CIFAR-10 test pictures, within 0.5 points of Python's.
logits:   `predict` with the ImageNet weights on photos of many sizes, as torchvision's evaluation preset sees them.
"""

import argparse
import glob
import json
import os
import tempfile

from peer import IMAGENET, SKIPPED, Image, compare, fail, numpy, reference, run, sys, torch, torchvision

here = os.path.dirname(os.path.abspath(__file__))
data = os.environ.get("LAYERBENCH_TEST_DATA", os.path.join(here, "..", "..", "..", "shared", "data"))
normalise = torchvision.transforms.Normalize(*IMAGENET)
to_tensor = torchvision.transforms.Compose([torchvision.transforms.ToTensor(), normalise])


def tensors_of(paths, transform):
    return torch.stack([transform(Image.open(path).convert("RGB")) for path in paths])


def accuracy(cli):
    weights = os.path.join(data, "weights", "resnet20-12fca82f.th")
    pictures = os.path.join(data, "cifar10_small")
    model = reference("resnet20", 10)
    state = torch.load(weights, map_location="cpu")["state_dict"]
    model.load_state_dict({name.removeprefix("module."): tensor for name, tensor in state.items()})
    model.eval()
    right = count = 0
    with torch.no_grad():
        for label, name in enumerate(sorted(os.listdir(os.path.join(pictures, "test")))):
            paths = glob.glob(os.path.join(pictures, "test", name, "*"))
            right += int((model(tensors_of(paths, to_tensor)).argmax(1) == label).sum())
            count += len(paths)
    theirs = right / count
    ours = json.loads(run(cli, "evaluate", f"resnet20:{weights}", "--data", pictures, "--part", "test", "--json"))
    print(f"accuracy on {count} pictures: ours {ours['accuracy']:.4f}, PyTorch's {theirs:.4f}")
    if ours["images"] != count or abs(ours["accuracy"] - theirs) > 0.005:
        fail("the accuracies differ by more than 0.5 points")


def logits(cli):
    preset = torchvision.transforms.Compose([torchvision.transforms.Resize(256), torchvision.transforms.CenterCrop(224),
                                             to_tensor])
    paths = sorted(glob.glob(os.path.join(data, "ants_bees", "val", "*", "*.jpg")))[::8]
    inputs = tensors_of(paths, preset)
    for architecture, file in [("squeezenet1_1", "squeezenet1_1-imagenet.pth"), ("mobilenet_v2", "mobilenet_v2-imagenet.pth")]:
        weights = os.path.join(data, "weights", file)
        model = reference(architecture, 1000)
        model.load_state_dict(torch.load(weights, map_location="cpu"))
        model.eval()
        with torch.no_grad():
            theirs = model(inputs).numpy()
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "logits.npy")
            run(cli, "predict", f"{architecture}:{weights}", *paths, "--logits", out)
            ours = numpy.load(out)
        # The pixels are PIL's to the byte, so nothing but the order of sums is left to differ.
        share = compare(f"{architecture}: logits of {len(paths)} photos", ours, theirs)
        print(f"{architecture}: {len(paths)} photos, largest difference {share:.2g} of the range")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["accuracy", "logits"])
    parser.add_argument("--cli", required=True)
    arguments = parser.parse_args()
    if not os.path.isdir(os.path.join(data, "weights")):
        print(f"Skipped: no real weights and photos in {data}; set LAYERBENCH_TEST_DATA to the folder that holds them.")
        sys.exit(SKIPPED)
    {"accuracy": accuracy, "logits": logits}[arguments.what](arguments.cli)
