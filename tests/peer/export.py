# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether Python opens what `layerbench-cli export` writes, and computes with it what Layerbench computes.

A run of one epoch on a built-in sample set is exported as .pth and as safetensors; both must load into PyTorch's network
strictly, torch.load with weights_only=True, and give the logits of `predict PROJECT#ID` to 1e-4 of their range.

Usage: export.py ARCHITECTURE --cli PROGRAM
"""

import argparse
import json
import tempfile

import peer  # first: it skips the test where PyTorch is missing
import numpy
import torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("architecture")
    parser.add_argument("--cli", required=True)
    options = parser.parse_args()
    architecture, cli = options.architecture, options.cli

    with tempfile.TemporaryDirectory() as folder:
        torch.manual_seed(1)
        with torch.no_grad():
            model = peer.reference(architecture, 5)
            peer.randomise(model)
        torch.save(model.state_dict(), f"{folder}/weights.pth")
        project = f"{folder}/project.layerbench"
        peer.run(cli, "train", f"{architecture}:{folder}/weights.pth", "--data", "samples:similar?per-class=4",
                 "--case", "3", "--epochs", "1", "--batch-size", "8", "--learning-rate", "0.001", "--out", project)
        runs = json.loads(peer.run(cli, "runs", project, "--json"))["runs"]
        result = f"{project}#{runs[0]['run']}"

        paths, pictures = peer.write_pictures(folder, architecture, 2)
        peer.run(cli, "predict", result, *paths, "--logits", f"{folder}/logits.npy")
        ours = numpy.load(f"{folder}/logits.npy")
        for form in ("pth", "safetensors"):
            file = f"{folder}/exported.{form}"
            peer.run(cli, "export", project, "--run", runs[0]["run"], "--format", form, "--out", file)
            if form == "pth":
                weights = torch.load(file, weights_only=True)
            else:
                weights = {name: torch.from_numpy(array.copy()) for name, array in peer.read_safetensors(file).items()}
            exported = peer.reference(architecture, ours.shape[1])
            exported.load_state_dict(weights, strict=True)
            with torch.no_grad():
                part = peer.compare(f"logits of {form}", ours, exported.eval()(pictures).numpy())
            print(f"{form}: {len(weights)} tensors, logits agree to {part:.2g} of their range")


main()
