// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/transferability_findings.h"

#include "tests/study/paper_study.h"

#include <QtTest>

#include <algorithm>

using namespace layerbench;

namespace {

QStringList said(const TransferabilityResult& result) {
    QStringList sentences;
    for (const auto& finding : transferabilityFindings(result))
        sentences << QString::fromStdString(finding.english());
    return sentences;
}

}  // namespace

class TestTransferabilityFindings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The figure of 2014 as it is: AnB falls, AnB+ gains, what is dissimilar falls further.
    void thePaper() {
        const QStringList sentences = said(fixture::paperStudy(3, true));
        QCOMPARE(sentences.size(), 3);
        QVERIFY2(sentences[0].startsWith("Copied blocks that learn on are nowhere below base B beyond noise, and above "
                                         "it: AnB+ at n = 1,"),
                 qPrintable(sentences[0]));
        QCOMPARE(sentences[1], "AnB falls with depth, beyond noise: from 62.8 % at n = 1 to 54.3 % at n = 7.");
        QCOMPARE(sentences[2], "DnB falls with depth, beyond noise: from 53.9 % at n = 1 to 29.1 % at n = 7.");
        QCOMPARE(said(fixture::paperStudy(3, false)).size(), 2);
    }

    /// What does not show is said, not left out.
    void withoutAFall() {
        auto result = fixture::paperStudy(3, false);
        for (auto& measured : result.runs)
            if (measured.run.depth > 0)
                measured.accuracy = 0.625 + 0.004 * (static_cast<double>(measured.run.seed) - 2);
        const QStringList sentences = said(result);
        QCOMPARE(sentences.size(), 2);
        QVERIFY2(sentences[0].contains("a gain does not show"), qPrintable(sentences[0]));
        QVERIFY2(sentences[1].contains("The paper's fall does not show at this scale."), qPrintable(sentences[1]));
        for (auto& measured : result.runs)
            if (measured.run.depth == 4 && measured.run.origin == Origin::target && !measured.run.frozen)
                measured.accuracy -= 0.2;
        QCOMPARE(said(result)[0], "Copied blocks that learn on fall below base B, beyond noise: BnB+ at n = 4.");
        for (auto& measured : result.runs)
            if (measured.run.depth == 7 && measured.run.origin == Origin::similar && measured.run.frozen)
                measured.accuracy += 0.2;
        QVERIFY2(said(result)[1].startsWith("AnB rises with depth"), qPrintable(said(result)[1]));
    }

    void tooLittle() {
        const QStringList sentences = said(fixture::paperStudy(1, false));
        QCOMPARE(sentences.size(), 1);
        QVERIFY2(sentences[0].endsWith("too few seeds to tell a fall from noise."), qPrintable(sentences[0]));
        auto result = fixture::paperStudy(3, false);
        result.runs.resize(2);
        QVERIFY(said(result).isEmpty());
        QVERIFY(said({}).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestTransferabilityFindings)
#include "test_transferability_findings.moc"
