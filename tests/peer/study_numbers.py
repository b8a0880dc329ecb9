# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the numbers of core/study agree with scikit-learn and scipy:

1. the nearest neighbours' accuracy exactly with KNeighborsClassifier, each picture left out in turn;
2. the ridge probe's penalty and accuracy exactly with RidgeCV's, its left-out decisions to 1e-6 with Ridge refitted
   without each picture;
3. the covariance to 1e-12 of its range with numpy's, Fréchet's distance to 1e-4 with scipy.linalg.sqrtm's;
4. Welch's p values to 1e-9 with ttest_ind's, the half widths of the confidence intervals to 1e-9 with t.interval's.

Usage: study_numbers.py PROGRAM

The protocol: PROGRAM INPUT.safetensors OUT.safetensors
- INPUT holds either `features`, float32 [N, C], `labels`, int64 [N], and `others`, float32 [M, C]; OUT then `neighbours`
  for k = 1, 3, 5, `ridge` (accuracy, penalty), `decisions`, `penalties`, `covariance` of the features and `distance`;
- or `runs_a` and `runs_b`, float64 [comparisons, runs]; OUT then `probabilities` and `half_widths`, one a comparison.
"""

import sys
import tempfile
import warnings

import peer  # first: it skips the test where PyTorch is missing
import numpy

try:
    from scipy import linalg, stats
    from sklearn.linear_model import Ridge, RidgeCV
    from sklearn.model_selection import LeaveOneOut, cross_val_score
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.preprocessing import StandardScaler
except ImportError as missing:
    print(f"Skipped: {missing}. This peer test needs scikit-learn and scipy for {sys.executable}.")
    sys.exit(peer.SKIPPED)

generator = numpy.random.default_rng(1)


def blobs(counts, columns, distance, place=0):
    """Normal features around a centre for each class, and these around a place."""
    centres = generator.normal(place, distance, (len(counts), columns))
    labels = generator.permutation(numpy.repeat(numpy.arange(len(counts)), counts))
    return (centres[labels] + generator.normal(0, 1, (len(labels), columns))).astype(numpy.float32), labels


def activations(counts, columns, rank):
    """As a network gives them: never negative, many zeros, few directions, scales that differ, some columns dead."""
    hidden, labels = blobs(counts, rank, 0.8)
    features = hidden @ generator.normal(0, 1, (rank, columns)) + generator.normal(0, 0.1, (len(labels), columns))
    features = numpy.maximum(features, 0) * 10 ** generator.uniform(-2, 2, columns)
    features[:, ::7] = 0
    features[:, 3] = 0.1
    return features.astype(numpy.float32), labels


def inputs():
    yield "random, N > C", *blobs([40, 40, 40], 20, 0.4)
    yield "random, N < C", *blobs([20, 20, 20], 150, 0.2)
    yield "nothing to learn", *blobs([30, 30, 30, 30], 60, 0.0)
    yield "two classes", *blobs([45, 45], 30, 0.3)
    yield "unequal classes", *blobs([90, 7, 3, 25], 40, 0.5)
    yield "easy", *blobs([20, 20], 100, 3)
    yield "N = C + 1", *blobs([20, 21], 40, 0.3)
    yield "activations, N > C", *activations([60, 50, 40], 48, 12)
    yield "activations, N < C", *activations([25, 20, 5, 10], 128, 12)
    yield "far from 0", *blobs([25, 25], 16, 0.5, 100)


def ask(program, folder, arrays):
    peer.write_safetensors(f"{folder}/input.safetensors", arrays)
    peer.run(program, f"{folder}/input.safetensors", f"{folder}/output.safetensors")
    return peer.read_safetensors(f"{folder}/output.safetensors")


def check_exact(what, ours, theirs):
    if ours != theirs:
        peer.fail(f"{what}: ours is {ours}, theirs {theirs}")


def check_neighbours(ours, features, labels):
    for accuracy, k in zip(ours["neighbours"], (1, 3, 5)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scipy announces changes of its mode()
            hits = cross_val_score(KNeighborsClassifier(k, metric="cosine"), features, labels, cv=LeaveOneOut())
        check_exact(f"{k} neighbours", accuracy, hits.sum() / len(labels))


def check_ridge(ours, features, labels):
    accuracy, penalty = ours["ridge"]
    columns = StandardScaler().fit_transform(features)
    targets = numpy.where(labels[:, None] == numpy.arange(labels.max() + 1), 1.0, -1.0)
    check = RidgeCV(alphas=ours["penalties"], store_cv_values=True).fit(columns, targets)
    check_exact("penalty", penalty, check.alpha_)
    # RidgeCV's own decisions are rounded more than ours: those of refitting are the reference.
    errors = check.cv_values_[..., list(ours["penalties"]).index(penalty)]
    peer.compare("RidgeCV's squared errors", (ours["decisions"] - targets) ** 2, errors, 1e-6)
    refitted = numpy.empty_like(targets)
    for left in range(len(labels)):
        rest = numpy.arange(len(labels)) != left
        ridge = Ridge(penalty, solver="svd").fit(columns[rest], targets[rest])
        refitted[left] = ridge.predict(columns[left:left + 1])
    check_exact("ridge accuracy", accuracy, (refitted.argmax(1) == labels).mean())
    difference = abs(ours["decisions"] - refitted).max()
    if not difference <= 1e-6:
        peer.fail(f"decisions: off by {difference:.3g}")
    return difference


def check_distance(ours, features, others):
    first, second = (numpy.cov(one, rowvar=False) for one in (features, others))
    peer.compare("covariance", ours["covariance"], first, 1e-12)
    # sqrtm() may find no root of a product with rows of zeros. A column without variance adds nothing to the root's trace.
    live = numpy.flatnonzero((numpy.ptp(features, 0) > 0) & (numpy.ptp(others, 0) > 0))
    root = linalg.sqrtm(first[numpy.ix_(live, live)] @ second[numpy.ix_(live, live)], disp=False)[0]
    apart = features.mean(0) - others.mean(0)
    expected = apart @ apart + numpy.trace(first) + numpy.trace(second) - 2 * numpy.trace(root).real
    difference = abs(ours["distance"][0] - expected) / expected
    if not difference <= 1e-4:
        peer.fail(f"distance: ours is {ours['distance'][0]}, scipy's {expected}")
    return difference


def check_features(program, folder):
    for name, features, labels in inputs():
        # Another set of its kind: other spreads, another place, another size.
        others = features[: len(features) * 3 // 4] @ numpy.diag(generator.uniform(0.5, 2, features.shape[1]))
        others = (others[:, generator.permutation(others.shape[1])] + 0.3).astype(numpy.float32)
        ours = ask(program, folder, {"features": features, "labels": labels.astype(numpy.int64), "others": others})
        exact = features.astype(numpy.float64)
        check_neighbours(ours, exact, labels)
        ridge = check_ridge(ours, exact, labels)
        distance = check_distance(ours, exact, others.astype(numpy.float64))
        print(f"{name}: accuracies {ours['neighbours'][2]:.3f} and {ours['ridge'][0]:.3f} are the same, decisions agree "
              f"to {ridge:.1g} at penalty {ours['ridge'][1]:.3g}, the distance to {distance:.1g}")


def check_runs(program, folder):
    worst = 0.0
    for size_a, size_b in [(2, 2), (2, 9), (3, 3), (3, 5), (5, 3), (10, 10), (4, 300), (1000, 1000)]:
        shift = numpy.concatenate([[0, 1e-6], 10 ** generator.uniform(-4, 0, 60)])[:, None]
        a = 0.7 + generator.normal(0, 0.02, (len(shift), size_a))
        b = 0.7 + shift + generator.normal(0, 10 ** generator.uniform(-4, -1, (len(shift), 1)), (len(shift), size_b))
        ours = ask(program, folder, {"runs_a": a, "runs_b": b})
        worst = max(worst, abs(ours["probabilities"] - stats.ttest_ind(a, b, axis=1, equal_var=False).pvalue).max())
        upper = stats.t.interval(0.95, size_a - 1, scale=stats.sem(a, axis=1))[1]
        worst = max(worst, abs(ours["half_widths"] / upper - 1).max())
    if not worst <= 1e-9:
        peer.fail(f"p values and confidence intervals: off by {worst:.3g}")
    print(f"p values and confidence intervals agree to {worst:.1g}")


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        check_features(program, folder)
        check_runs(program, folder)


main()
