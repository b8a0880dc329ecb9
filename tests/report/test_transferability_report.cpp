// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/transferability.h"

#include "tests/study/paper_study.h"

#include <QFile>
#include <QRegularExpression>
#include <QXmlStreamReader>
#include <QtTest>

#include <cmath>

using namespace layerbench;

namespace {

QList<std::pair<QString, QXmlStreamAttributes>> elementsOf(const std::string& svg) {
    QXmlStreamReader reader(QByteArray::fromStdString(svg));
    QList<std::pair<QString, QXmlStreamAttributes>> found;
    while (!reader.atEnd())
        if (reader.readNext() == QXmlStreamReader::StartElement)
            found.append({reader.name().toString(), reader.attributes()});
    return reader.hasError() ? decltype(found){} : found;
}

qsizetype count(const std::string& svg, const char* element) {
    return std::ranges::count(elementsOf(svg), QString(element), [](const auto& e) { return e.first; });
}

}  // namespace

class TestTransferabilityReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void figure_data() {
        QTest::addColumn<int>("seeds");
        QTest::addColumn<bool>("dissimilar");
        QTest::addColumn<int>("curves");
        QTest::addColumn<int>("bands");
        QTest::newRow("the paper's") << 3 << false << 4 << 5;
        QTest::newRow("with other data") << 3 << true << 6 << 7;
        QTest::newRow("one seed") << 1 << false << 4 << 0;
    }
    void figure() {
        QFETCH(const int, seeds);
        QFETCH(const bool, dissimilar);
        QFETCH(const int, curves);
        QFETCH(const int, bands);
        const std::string svg = transferabilitySvg(fixture::paperStudy(seeds, dissimilar), {.title = "Transfer"});
        if (const auto file = qEnvironmentVariable("LAYERBENCH_KEEP_SVG"); !file.isEmpty()) {
            QFile out(file);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(QByteArray::fromStdString(svg));
        }
        QCOMPARE(count(svg, "polyline"), qsizetype{curves});
        // One a treatment, and base B's; the key's is a rectangle of the same kind.
        QCOMPARE(count(svg, "polygon"), qsizetype{bands > 0 ? bands + 1 : 0});
        const QString page = QString::fromStdString(svg);
        QCOMPARE(page.contains("DnB"), dissimilar);
        QVERIFY(page.contains(seeds > 1 ? "AnB falls with depth, beyond noise" : "too few seeds to tell a fall"));
        QVERIFY(page.contains(">conv7<") && page.contains("base B: 62.5 %"));
    }

    /// A polyline's lowest point on the page is the curve's lowest accuracy.
    void heightsFollowTheNumbers() {
        const std::string svg = transferabilitySvg(fixture::paperStudy(3, false));
        static const QRegularExpression pair("([-0-9.]+),([-0-9.]+)");
        QList<QList<QPointF>> curves;
        for (const auto& [name, attributes] : elementsOf(svg))
            if (name == "polyline") {
                QList<QPointF> points;
                for (auto match = pair.globalMatch(attributes.value("points").toString()); match.hasNext();) {
                    const auto one = match.next();
                    points << QPointF(one.captured(1).toDouble(), one.captured(2).toDouble());
                }
                curves << points;
            }
        QCOMPARE(curves.size(), 4);
        const auto& frozenA = curves[2];  // BnB, BnB+, AnB, AnB+
        QCOMPARE(frozenA.size(), 7);
        const double pixelsPerShare = (frozenA[6].y() - frozenA[0].y()) / (.628 - .543);
        QVERIFY(pixelsPerShare > 0);
        QVERIFY(std::abs(frozenA[4].y() - frozenA[0].y() - (.628 - .578) * pixelsPerShare) < 0.05);
        QVERIFY(std::abs(curves[3][6].y() - frozenA[6].y() + (.647 - .543) * pixelsPerShare) < 0.05);
        const double step = frozenA[1].x() - frozenA[0].x();
        QVERIFY(std::abs(frozenA[6].x() - frozenA[0].x() - 6 * step) < 0.05);
    }

    void everythingIsInsideThePage_data() {
        QTest::addColumn<bool>("measured");
        QTest::newRow("all") << true;
        QTest::newRow("nothing yet") << false;
    }
    void everythingIsInsideThePage() {
        QFETCH(const bool, measured);
        TransferabilityResult result = fixture::paperStudy(2, true);
        if (!measured)
            result.runs.clear();
        const auto elements = elementsOf(transferabilitySvg(result, {.width = 640}));
        QVERIFY(!elements.isEmpty());
        const double width = elements[0].second.value("width").toDouble();
        const double height = elements[0].second.value("height").toDouble();
        for (const auto& [name, attributes] : elements) {
            for (const char* key : {"x", "x1", "x2", "cx"})
                if (attributes.hasAttribute(key))
                    QVERIFY(attributes.value(key).toDouble() >= 0 && attributes.value(key).toDouble() <= width);
            for (const char* key : {"y", "y1", "y2", "cy"})
                if (attributes.hasAttribute(key))
                    QVERIFY(attributes.value(key).toDouble() >= 0 && attributes.value(key).toDouble() <= height);
        }
    }

    void table() {
        const auto text =
            QString::fromStdString(transferabilityTable(fixture::paperStudy(3, false), TableFormat::markdown));
        const auto rows = text.trimmed().split('\n');
        QCOMPARE(rows.size(), 2 + 1 + 7);
        const auto cells = [&](int row) {
            QStringList list;
            for (const auto& cell : rows[row].split('|', Qt::SkipEmptyParts))
                list << cell.trimmed();
            return list;
        };
        QCOMPARE(cells(0), (QStringList{"n", "Copied up to", "BnB", "BnB+", "AnB", "AnB+"}));
        QCOMPARE(cells(2)[2], "62.5 ± 0.4");
        // 8 points below the base with 0.4 of spread is no noise; 0.3 above it is.
        QCOMPARE(cells(9), (QStringList{"7", "conv7", "62.3 ± 0.4", "62.7 ± 0.4", "54.3 ± 0.4 ↓", "64.7 ± 0.4 ↑"}));
        QCOMPARE(cells(3)[4], "62.8 ± 0.4");
    }

    /// The window's table and the printed ones are the same rows.
    void rows() {
        const TextTable rows = transferabilityRows(fixture::paperStudy(3, true));
        QCOMPARE(rows.head,
                 (std::vector<std::string>{"n", "Copied up to", "BnB", "BnB+", "AnB", "AnB+", "DnB", "DnB+"}));
        QCOMPARE(rows.rows.size(), std::size_t{1 + 7});
        for (const auto& row : rows.rows)
            QCOMPARE(row.size(), rows.head.size());
        QCOMPARE(rows.rows[0][1], std::string("(base B)"));
        QCOMPARE(rows.rows[7][6], std::string("29.1 ± 0.4 ↓"));
        // Nothing measured: no treatment's column.
        TransferabilityResult planned = fixture::paperStudy(3, true);
        planned.runs.clear();
        QCOMPARE(transferabilityRows(planned).head.size(), std::size_t{2});
    }

    void latexHasNoLetterThatItDoesNotKnow() {
        const auto latex =
            QString::fromStdString(transferabilityTable(fixture::paperStudy(3, false), TableFormat::latex));
        QVERIFY2(latex.contains("54.3 $\\pm$ 0.4 $\\downarrow$ & 64.7 $\\pm$ 0.4 $\\uparrow$"), qPrintable(latex));
        QVERIFY(std::ranges::all_of(latex, [](QChar letter) { return letter.unicode() < 128; }));
    }

    void csv() {
        TransferabilityResult result = fixture::paperStudy(1, false);
        result.runs[3].accuracy = NAN;
        result.runs[3].reason = FinishReason::diverged;
        const auto lines = QString::fromStdString(transferabilityTable(result, TableFormat::csv)).trimmed().split('\n');
        QCOMPARE(lines.size(), 1 + 2 + 7 * 4);
        QCOMPARE(lines[1], "base B,1,B,0,,0,0.625,0.625,9,completed,10,20,1,1.5");
        QCOMPARE(lines[3], "B1B,1,B,1,conv1,1,0.627,0.627,9,completed,10,20,1,1.5");
        QVERIFY(lines[4].startsWith("B1B+,1,B,1,conv1,0,,") && lines[4].contains("diverged"));
        for (const auto& line : lines)
            QCOMPARE(line.count(','), lines[0].count(','));
    }

    void page() {
        TransferabilityResult result = fixture::paperStudy(3, false);
        result.options.epochs = 12;
        result.stopped = true;
        const auto page = QString::fromStdString(transferabilityPage(result));
        for (const char* part :
             {"arXiv 1411.1792", "Task B (half b): cat, dog; 1,000 training and 100 validation", "12 epochs",
              "Seeds: 1, 2, 3.", "Base A on its own task: 62.5 ± 0.4 %", "stopped before"})
            QVERIFY2(page.contains(part), part);
    }
};

QTEST_GUILESS_MAIN(TestTransferabilityReport)
#include "test_transferability_report.moc"
