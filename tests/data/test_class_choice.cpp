// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/class_choice.h"

#include "tests/data/fixture.h"

#include <QTest>

#include <array>

using namespace layerbench;

/// Some classes of a data set as a data set of their own.
class TestClassChoice : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Generated pictures are drawn by class: a new label must not draw another class.
    void picturesStay() {
        const auto whole = openDataset("samples:base?per-class=2&validation=1&size=32");
        VERIFY_RESULT(whole);
        constexpr std::array<std::size_t, 3> classes{7, 2, 4};
        const Dataset chosen = onlyClasses(*whole, classes);
        // Chosen among the chosen: places count in what was given.
        constexpr std::array<std::size_t, 2> again{2, 0};
        const Dataset twice = onlyClasses(chosen, again);
        QCOMPARE(chosen.classes.size(), std::size_t{3});
        QCOMPARE(twice.classes, (std::vector{whole->classes[4], whole->classes[7]}));
        for (const Dataset* set : {&chosen, &twice})
            for (const auto part : allParts) {
                const auto perClass = part == Part::training ? 2 : 1;
                for (const auto count : classCounts(*set, part))
                    QCOMPARE(count, perClass);
                for (const auto& item : set->items(part)) {
                    const auto& name = set->classes[static_cast<std::size_t>(item.label)];
                    const auto original = std::ranges::find_if(whole->items(part), [&](const DataItem& other) {
                        return other.index == item.index &&
                               whole->classes[static_cast<std::size_t>(other.label)] == name;
                    });
                    QVERIFY(original != whole->items(part).end());
                    QVERIFY(readItem(*set, item, 32)->rgb == readItem(*whole, *original, 32)->rgb);
                    QCOMPARE(*itemContentHash(*set, item), *itemContentHash(*whole, *original));
                }
            }
    }

    void everyPartIsNarrowed() {
        Dataset whole;
        whole.classes = {"ant", "bee", "cat"};
        whole.validationWasSplit = true;
        for (const auto part : allParts)
            for (std::int64_t label = 0; label < 3; ++label)
                whole.items(part).push_back({"p/" + std::to_string(label), 0, label, {}});
        whole.unused = {{"p/more", 0, 2, "hash"}, {"p/other", 0, 0, {}}};
        whole.skipped.push_back({"broken.jpg", {}});
        constexpr std::array<std::size_t, 2> classes{1, 2};
        const Dataset chosen = onlyClasses(whole, classes);
        QCOMPARE(chosen.classes, (std::vector<std::string>{"bee", "cat"}));
        for (const auto part : allParts) {
            QCOMPARE(chosen.items(part).size(), std::size_t{2});
            QCOMPARE(chosen.items(part)[0], (DataItem{"p/1", 0, 0, {}}));
            QCOMPARE(chosen.items(part)[1], (DataItem{"p/2", 0, 1, {}}));
        }
        QCOMPARE(chosen.unused, (std::vector<DataItem>{{"p/more", 0, 1, "hash"}}));
        QVERIFY(chosen.skipped.empty() && chosen.validationWasSplit);
    }
};

QTEST_GUILESS_MAIN(TestClassChoice)
#include "test_class_choice.moc"
