// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/curves.h"

#include "core/study/cases.h"

#include <QFile>
#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QtTest>

#include <cmath>

using namespace layerbench;

namespace {

RunCurve curve(const char* caseName, const char* label, double reach, std::uint64_t seed, std::int64_t epochs = 25) {
    RunCurve run{caseName, label, seed, {}, epochs / 2 + static_cast<std::int64_t>(seed)};
    for (std::int64_t e = 1; e <= epochs; ++e) {
        const double t = static_cast<double>(e) / 6;
        const double wobble = 0.02 * std::sin(static_cast<double>(e * (3 + static_cast<std::int64_t>(seed))));
        run.epochs.push_back({e, 0.9 * std::exp(-t) + 0.08, reach - 0.3 * std::exp(-t) + 0.03,
                              0.8 * std::exp(-t) + 0.5 * (1 - reach) + 0.1 + wobble,
                              reach - 0.35 * std::exp(-t) - wobble, 0.01, 0.4, 600});
    }
    return run;
}

/// Every element's name and attributes; fails where the document is not well-formed XML.
QList<std::pair<QString, QXmlStreamAttributes>> elementsOf(const std::string& svg) {
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    QList<std::pair<QString, QXmlStreamAttributes>> found;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement)
            found.append({reader.name().toString(), reader.attributes()});
    return reader.hasError() ? decltype(found){} : found;
}

qsizetype count(const std::string& text, const char* part) {
    return QString::fromStdString(text).count(part);
}

}  // namespace

class TestCurves : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// A dotted line on each panel for every phase.
    void phasesAreMarked() {
        RunCurve run = curve("gradual-unfreezing", "Unfreeze block by block", 0.9, 1, 8);
        const auto before = count(lossAccuracySvg({run}), "stroke-dasharray=\"1 3\"");
        run.phases = {3, 6};
        QCOMPARE(count(lossAccuracySvg({run}), "stroke-dasharray=\"1 3\"") - before, qsizetype{4});
    }

    void drawsEveryRun() {
        const std::vector<RunCurve> runs{
            curve("1", "1 · Train a new head", 0.93, 1), curve("2", "2 · Keep the early layers", 0.86, 1),
            curve("3", "3 · Fine-tune everything", 0.95, 1), curve("4", "4 · Train from scratch", 0.68, 1)};
        const std::string svg = lossAccuracySvg(runs, {.title = "Ants and bees"});
        if (const auto file = qEnvironmentVariable("LAYERBENCH_KEEP_SVG"); !file.isEmpty()) {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(QByteArray::fromStdString(svg));
        }
        const auto elements = elementsOf(svg);
        QVERIFY(!elements.isEmpty());
        // Two panels, training and validation.
        const auto lines = std::ranges::count(elements, QString("polyline"), [](const auto& e) { return e.first; });
        QCOMPARE(lines, 4 * 4);
        for (const auto& run : runs)
            QVERIFY(count(svg, caseColour(run.caseName).data()) >= 6);
        QVERIFY(count(svg, "93.") >= 1 && count(svg, "Ants and bees") == 1);
        // A ring a run and panel, and the key's.
        QCOMPARE(count(svg, "stroke-width=\"1.8\" fill=\"#ffffff\""), 4 * 2 + 1);
    }

    void everythingIsInsideThePage() {
        const std::string svg = lossAccuracySvg({curve("1", "One", 0.9, 1), curve("x", "Another", 0.5, 2)});
        const auto elements = elementsOf(svg);
        const double width = elements[0].second.value("width").toDouble();
        const double height = elements[0].second.value("height").toDouble();
        static const QRegularExpression pair("([-0-9.]+),([-0-9.]+)");
        for (const auto& [name, attributes] : elements) {
            for (const char* key : {"x", "x1", "x2", "cx"})
                if (attributes.hasAttribute(key))
                    QVERIFY(attributes.value(key).toDouble() >= 0 && attributes.value(key).toDouble() <= width);
            for (const char* key : {"y", "y1", "y2", "cy"})
                if (attributes.hasAttribute(key))
                    QVERIFY(attributes.value(key).toDouble() >= 0 && attributes.value(key).toDouble() <= height);
            auto points = pair.globalMatch(attributes.value("points").toString());
            while (points.hasNext()) {
                const auto point = points.next();
                QVERIFY(point.captured(1).toDouble() <= width && point.captured(2).toDouble() <= height);
                QVERIFY(point.captured(1).toDouble() >= 0 && point.captured(2).toDouble() >= 0);
            }
        }
    }

    void seedsShareALegendLine() {
        const std::string svg =
            lossAccuracySvg({curve("1", "One", 0.9, 1), curve("1", "One", 0.91, 2), curve("1", "One", 0.92, 3)});
        QCOMPARE(count(svg, ">One</text>"), 1);
        QCOMPARE(count(svg, "(3 seeds)"), 1);
    }

    void gapsAndLoneValues() {
        RunCurve run = curve("1", "One", 0.9, 1, 5);
        run.epochs[2].validationLoss = NAN;                                              // 1 2 | 4 5
        run.epochs[1].validationAccuracy = run.epochs[3].validationAccuracy = INFINITY;  // 1 | 3 | 5
        const std::string svg = lossAccuracySvg({run});
        QVERIFY(!elementsOf(svg).isEmpty());
        QCOMPARE(count(svg, "<polyline"), 2 + 2);  // training twice, the two pieces of the loss
        QVERIFY(count(svg, "r=\"2.5\"") == 3);
        QVERIFY(count(svg, "nan") == 0 && count(svg, "inf") == 0);
    }

    void strangeInput_data() {
        QTest::addColumn<int>("epochs");
        QTest::addColumn<double>("value");
        QTest::newRow("no epochs") << 0 << 0.0;
        QTest::newRow("one epoch") << 1 << 0.5;
        QTest::newRow("all the same") << 3 << 0.25;
        QTest::newRow("diverged") << 3 << 1e30;
        QTest::newRow("not a number") << 3 << double(NAN);
    }

    void strangeInput() {
        QFETCH(int, epochs);
        QFETCH(double, value);
        RunCurve run{"9", "<b>&\"", 1, {}, 1};
        for (int e = 1; e <= epochs; ++e)
            run.epochs.push_back({e, value, value, value, value, value, value, value});
        const std::string svg = lossAccuracySvg({run});
        QVERIFY(!elementsOf(svg).isEmpty());
        QVERIFY(count(svg, "nan") == 0 && count(svg, "inf") == 0);
        QVERIFY(svg.size() < 40000);
    }

    void nothingToDraw() { QVERIFY(!elementsOf(lossAccuracySvg({})).isEmpty()); }

    void csv() {
        RunCurve run{"1", "New, head", 3, {{1, 0.5, 0.25, NAN, 0.75, 0.01, 1.5, 100}}, 1, 4};
        QCOMPARE(curvesCsv({run}), std::string("run,label,case,seed,epoch,train_loss,train_accuracy,validation_loss,"
                                               "validation_accuracy,learning_rate,seconds,images_per_second,best\n"
                                               "4,\"New, head\",1,3,1,0.5,0.25,,0.75,0.01,1.5,100,1\n"));
    }
};

QTEST_GUILESS_MAIN(TestCurves)
#include "test_curves.moc"
