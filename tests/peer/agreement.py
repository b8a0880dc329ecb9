# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an architecture agrees with PyTorch's, from random weights that Python draws:

1. names, shapes and order of its tensors are those of the state_dict;
2. the logits that `layerbench-cli predict --logits` writes agree to 1e-4 of their range;
3. the gradients of one training step agree to 1e-4 of each gradient's range, or are as close to those in double
   precision as PyTorch's.

Usage: agreement.py ARCHITECTURE --names PROGRAM [--cli PROGRAM] [--gradients PROGRAM]

The gradients' protocol: PROGRAM WEIGHTS.pth ARCHITECTURE INPUT.safetensors OUT.safetensors
- INPUT holds `images`, float32 [N, 3, H, W], normalised, and `labels`, int64 [N]. H and W may be smaller than usual.
- All layers are trained: batch-norm on the batch's statistics, dropout with p = 0; the loss is the mean cross entropy.
- The program computes with two threads and pictures in channels-last layout, and so does the reference here. In deep
  networks the rounding of another layout turns some ReLU or pooling choices over, and with them whole gradients:
  PyTorch's own two layouts differ by up to 11 % of a gradient's range in VGG-19 with batch norm, and either of them
  from PyTorch in float64 by up to 21 % in ResNet-152 (pictures of 64x64, batches of 4).
- OUT holds `loss`, float32 [1], and every parameter's gradient, float32, under the parameter's state_dict name.
"""

import argparse
import copy
import tempfile

import peer  # first: it skips the test where PyTorch is missing
import numpy
import torch

CLASSES = 10  # few, so that no range hides a class


def check_names(program, architecture, model):
    ours = peer.run(program, architecture, CLASSES).splitlines()
    theirs = [f"{name} {','.join(map(str, tensor.shape))}" for name, tensor in model.state_dict().items()]
    if ours != theirs:
        different = next((pair for pair in zip(ours, theirs) if pair[0] != pair[1]), (len(ours), len(theirs)))
        peer.fail(f"tensors: ours is {different[0]}, PyTorch's {different[1]}")
    print(f"{len(ours)} tensors have the same names, shapes and order")


def check_logits(program, architecture, model, weights, folder):
    paths, pictures = peer.write_pictures(folder, architecture, 2)
    with torch.no_grad():
        expected = model.eval()(pictures).numpy()
    file = f"{folder}/logits.npy"
    peer.run(program, "predict", f"{architecture}:{weights}", *paths, "--logits", file)
    part = peer.compare("logits", numpy.load(file), expected)
    print(f"logits agree to {part:.2g} of their range")


def check_gradients(program, architecture, model, weights, folder):
    model.train()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    side = 32 if peer.side_of(architecture)[0] == 32 else 64
    images = torch.randn(4, 3, side, side, generator=torch.Generator().manual_seed(2))
    labels = torch.tensor([0, 3, 9, 3])
    peer.write_safetensors(f"{folder}/input.safetensors", {"images": images.numpy(), "labels": labels.numpy()})
    peer.run(program, weights, architecture, f"{folder}/input.safetensors", f"{folder}/gradients.safetensors")
    ours = peer.read_safetensors(f"{folder}/gradients.safetensors")

    theirs = step(model.to(memory_format=torch.channels_last), images, labels)
    exact = step(copy.deepcopy(model).double(), images.double(), labels)
    if set(ours) != set(theirs):
        peer.fail(f"gradients: only one side has {sorted(set(ours) ^ set(theirs))[:5]}")
    worst = 0.0
    away = 0.0
    for name in theirs:
        # A bias before batch-norm has the gradient 0: what remains is rounding, and its range says nothing. It is
        # measured by the gradient of its layer's weight.
        weight = theirs.get(name.rsplit(".", 1)[0] + ".weight", theirs[name])
        span = numpy.ptp(theirs[name]) if theirs[name].size > 1 else abs(theirs[name]).max()
        scale = max(float(span), 1e-2 * float(numpy.ptp(weight)), 1e-12)
        apart = float(numpy.abs(ours[name] - theirs[name]).max()) / scale
        worst = max(worst, apart)
        if apart <= 1e-4:
            continue
        # Batch-norm is computed in another order than PyTorch's, and random weights make much of that: the first ReLU
        # that turns over moves some hundredths of a gradient, and which one does differs from processor to processor. Then
        # what counts is the distance from the gradient in double precision: of that size, or not above a few times
        # PyTorch's own. (A wrong formula is off by the whole length; test_norm_chain has each formula to rounding.)
        of = max(float(numpy.linalg.norm(exact[name])), 1e-2 * float(numpy.linalg.norm(exact.get(
            name.rsplit(".", 1)[0] + ".weight", exact[name]))))

        def distance(found, of=of, exactly=exact[name]):
            return float(numpy.linalg.norm(found - exactly)) / of

        ratio = distance(ours[name]) / max(distance(theirs[name]), 1e-6)
        away = max(away, distance(ours[name]))
        if not (ratio <= 4 or distance(ours[name]) <= 0.1):
            peer.fail(f"gradient of {name}: {distance(ours[name]):.3g} of its length away from the exact one, "
                      f"PyTorch's is {distance(theirs[name]):.3g}")
    print(f"{len(theirs)} gradients agree to {worst:.2g} of their ranges" +
          (f"; where that is more than 1e-4, at most {away:.2g} of their lengths away from the exact ones" if away else ""))


def step(model, images, labels):
    """The loss and the gradients of one step, by name, as numpy has them."""
    model.zero_grad()
    loss = torch.nn.functional.cross_entropy(model(images.contiguous(memory_format=torch.channels_last)), labels)
    loss.backward()
    return {"loss": loss.detach().numpy().reshape(1)} | {
        name: parameter.grad.numpy() for name, parameter in model.named_parameters()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("architecture")
    parser.add_argument("--names", required=True)
    parser.add_argument("--cli")
    parser.add_argument("--gradients")
    options = parser.parse_args()

    torch.manual_seed(1)
    with torch.no_grad():
        model = peer.reference(options.architecture, CLASSES)
        peer.randomise(model)
    check_names(options.names, options.architecture, model)
    with tempfile.TemporaryDirectory() as folder:
        weights = f"{folder}/weights.pth"
        torch.save(model.state_dict(), weights)
        if options.cli:
            check_logits(options.cli, options.architecture, model, weights, folder)
        if options.gradients:
            check_gradients(options.gradients, options.architecture, model, weights, folder)


main()
