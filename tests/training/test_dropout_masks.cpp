// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/engine/dropout_masks.h"

#include <QTest>

#include <ATen/CPUGeneratorImpl.h>

using namespace layerbench;

namespace {

at::Generator seeded(std::uint64_t seed) {
    return at::detail::createCPUGenerator(seed);
}

}  // namespace

class TestDropoutMasks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void masksAreZeroOrOneOverKeep() {
        DropoutMasks masks(seeded(1));
        masks.begin();
        const at::Tensor mask = masks.next(at::ones({100, 100}), 0.75);
        QVERIFY(at::logical_or(mask.eq(0), mask.eq(1 / 0.75f)).all().item<bool>());
        // 10,000 draws: the standard error of their share is 0.0043.
        QVERIFY(std::abs(mask.gt(0).to(at::kDouble).mean().item<double>() - 0.75) < 0.02);
    }

    void theSameSeedDrawsTheSameInOrder() {
        DropoutMasks one(seeded(2));
        DropoutMasks same(seeded(2));
        for (int step = 0; step < 3; ++step) {
            one.begin();
            same.begin();
            const at::Tensor like = at::ones({4, 5});
            QVERIFY(at::equal(one.next(like, 0.5), same.next(like, 0.5)));
            QVERIFY(at::equal(one.next(like, 0.9), same.next(like, 0.9)));
        }
    }

    void noMaskComesTwice() {
        DropoutMasks masks(seeded(4));
        const at::Tensor like = at::ones({8, 8});
        masks.begin();
        const at::Tensor first = masks.next(like, 0.5);
        const at::Tensor second = masks.next(like, 0.5);
        masks.begin();
        const at::Tensor third = masks.next(like, 0.5);
        QVERIFY(!at::equal(first, second) && !at::equal(second, third) && !at::equal(first, third));
    }

    /// A step that ran out of memory begins again.
    void itGoesBack() {
        DropoutMasks masks(seeded(5));
        const at::Tensor like = at::ones({8, 8});
        static_cast<void>(masks.next(like, 0.5));
        const auto position = masks.position();
        const at::Tensor drawn = masks.next(like, 0.5);
        masks.returnTo(position);
        QVERIFY(at::equal(masks.next(like, 0.5), drawn));
    }

    /// What a recorded step reads: the same memory, with what a step that is not recorded would have drawn.
    void heldMasksAreRedrawnInTheirMemory() {
        DropoutMasks drawing(seeded(3));
        DropoutMasks expected(seeded(3));
        const auto step = [](DropoutMasks& masks) {
            masks.begin();
            return std::vector{masks.next(at::ones({7, 3}), 0.5), masks.next(at::ones({2, 8, 3, 3}), 0.8)};
        };
        const auto first = step(drawing);
        step(expected);
        DropoutMasks held = drawing.held();
        for (int i = 0; i < 3; ++i) {
            held.redraw(drawing);
            const auto found = step(held);
            const auto drawn = step(expected);
            for (std::size_t k = 0; k < found.size(); ++k) {
                QVERIFY(found[k].is_alias_of(first[k]));
                QVERIFY(at::equal(found[k], drawn[k]));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestDropoutMasks)
#include "test_dropout_masks.moc"
