// SPDX-License-Identifier: GPL-3.0-or-later
// What the board draws, before it is drawn: curves, axes, places, miniatures, the parts of a cell.
#include "core/network/edits.h"
#include "core/study/cases.h"
#include "tests/network/networks.h"
#include "widgets/board/board_colours.h"
#include "widgets/board/board_curves.h"
#include "widgets/board/board_place.h"
#include "widgets/board/cell_layout.h"
#include "widgets/board/network_miniature.h"

#include <QGuiApplication>
#include <QImage>
#include <QTest>

#include <cmath>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

constexpr double scale = 4;

QImage painted(const std::vector<MiniatureUnit>& units, const QSizeF& size, const Theme& theme) {
    QImage image((size * scale).toSize(), QImage::Format_RGB32);
    image.fill(theme.panel);
    QPainter painter(&image);
    painter.scale(scale, scale);
    paintMiniature(painter, units, theme);
    return image;
}

/// Beside the lines and dots of a front.
QColor frontOf(const QImage& image, const MiniatureUnit& shown) {
    return image.pixelColor(
        ((shown.unit.front.topLeft() + QPointF(1.5, shown.unit.front.height() / 2)) * scale).toPoint());
}

/// Whether anything stands above a unit.
bool hasFlake(const QImage& image, const MiniatureUnit& shown, const Theme& theme) {
    const QPointF middle(shown.unit.body.center().x(), shown.unit.body.top() - 5.2);
    return image.pixelColor((middle * scale).toPoint()) != theme.panel;
}

Network byCase(Case which, const Network& network, const std::string& cut = {}) {
    return required(apply(network, required(caseRecipe(which, network, cut)), 3));
}

}  // namespace

class TestBoardValues final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meanOfRuns_data() {
        QTest::addColumn<std::vector<std::vector<double>>>("runs");
        QTest::addColumn<std::vector<double>>("mean");
        QTest::addColumn<int>("common");
        using Runs = std::vector<std::vector<double>>;
        QTest::newRow("none") << Runs{} << std::vector<double>{} << 0;
        QTest::newRow("not begun") << Runs{{}, {}} << std::vector<double>{} << 0;
        QTest::newRow("one seed") << Runs{{0.25, 0.5}} << std::vector{0.25, 0.5} << 2;
        QTest::newRow("two") << Runs{{0.25, 0.5}, {0.75, 1}} << std::vector{0.5, 0.75} << 2;
        QTest::newRow("one is behind") << Runs{{0.25, 0.5, 1}, {0.75}} << std::vector{0.5, 0.5, 1.0} << 1;
        QTest::newRow("one waits") << Runs{{0.25, 0.5}, {}} << std::vector{0.25, 0.5} << 2;
        QTest::newRow("gap") << Runs{{0.25, noNumber, 1}, {0.75, noNumber, noNumber}} << std::vector{0.5, noNumber, 1.0}
                             << 3;
        QTest::newRow("nonsense") << Runs{{inf, -1, 7, 0.5}} << std::vector{noNumber, noNumber, noNumber, 0.5} << 4;
    }
    void meanOfRuns() {
        QFETCH(const std::vector<std::vector<double>>, runs);
        QFETCH(const std::vector<double>, mean);
        QFETCH(const int, common);
        std::vector<BoardRun> given;
        for (const auto& accuracy : runs)
            given.push_back({.accuracy = accuracy, .epochs = 9});
        const MeanCurve curve = meanCurve(given);
        QCOMPARE(curve.mean.size(), mean.size());
        for (std::size_t i = 0; i < mean.size(); ++i) {
            QCOMPARE(std::isnan(curve.mean[i]), std::isnan(mean[i]));
            if (!std::isnan(mean[i]))
                QVERIFY(curve.mean[i] == mean[i] && curve.low[i] <= mean[i] && curve.high[i] >= mean[i]);
        }
        QCOMPARE(curve.common, static_cast<std::size_t>(common));
        QCOMPARE(curve.empty(), mean.empty());
    }

    void accuracyAxes_data() {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("nothing") << 1.0 << 0.0;
        QTest::newRow("all") << 0.0 << 1.0;
        QTest::newRow("flat") << 0.5 << 0.5;
        QTest::newRow("flat at the top") << 1.0 << 1.0;
        QTest::newRow("flat at zero") << 0.0 << 0.0;
        QTest::newRow("near the top") << 0.93 << 0.97;
        QTest::newRow("a third") << 0.41 << 0.71;
    }
    void accuracyAxes() {
        QFETCH(const double, low);
        QFETCH(const double, high);
        const AccuracyAxis axis = accuracyAxis(low, high);
        QVERIFY(axis.low >= 0 && axis.high <= 1 && axis.low < axis.high);
        QVERIFY(low > high || (axis.low <= low + 1e-9 && axis.high >= high - 1e-9));
        QVERIFY(axis.ticks.size() >= 2 && axis.ticks.size() <= 7);
        QCOMPARE(axis.ticks.front(), axis.low);
        QVERIFY(std::abs(axis.ticks.back() - axis.high) < 1e-9);
    }

    void placesOfSizes_data() {
        QTest::addColumn<double>("images");
        QTest::addColumn<bool>("upper");
        QTest::addColumn<double>("share");
        QTest::newRow("small") << 2'000.0 << false << 0.5;
        QTest::newRow("large") << 1'000'000.0 << true << 0.5;
        QTest::newRow("halfway between") << std::sqrt(2e9) * 1.0000001 << true << 0.0;
        QTest::newRow("a quarter row up") << 2'000 * std::pow(500, 0.25) << false << 0.75;
        QTest::newRow("tiny") << 3.0 << false << 0.0;
        QTest::newRow("huge") << 1e18 << true << 1.0;
        QTest::newRow("none") << 0.0 << false << 0.0;
        QTest::newRow("negative") << -5.0 << false << 0.0;
        QTest::newRow("no number") << noNumber << false << 0.0;
        QTest::newRow("endless") << inf << true << 1.0;
    }
    void placesOfSizes() {
        QFETCH(const double, images);
        QFETCH(const bool, upper);
        QFETCH(const double, share);
        const AxisPlace place = sizePlace(images);
        QCOMPARE(place.second, upper);
        QVERIFY2(std::abs(place.share - share) < 1e-6, qPrintable(QString::number(place.share)));
    }

    void aBoardHasCommonAxes() {
        BoardState state;
        state.cells = {{.caseName = "1", .runs = {{.accuracy = {0.41, 0.7}, .epochs = 12}}},
                       {.caseName = "4", .runs = {{.accuracy = std::vector<double>(20, 0.62), .epochs = 5}}},
                       {.caseName = "1", .runs = {{.accuracy = {0, 1}, .epochs = 9'000}}}};
        const BoardCurves curves = boardCurves(state);
        QCOMPARE(curves.epochs, 20);  // longer than planned, and the second "1" does not count
        QCOMPARE(curves.axis.low, 0.3);
        QCOMPARE(curves.axis.high, 0.8);
        QVERIFY(curves.find("1") && curves.find("4") && !curves.find("2"));
        QCOMPARE(boardCurves({}).epochs, 1);
        state.cells[0].runs[0].epochs = std::numeric_limits<std::int64_t>::max();
        QVERIFY(boardCurves(state).epochs <= 1'000'000);
    }

    void miniaturesShowTheStates_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void miniaturesShowTheStates() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        const QColor head = dark ? theme.trains.lighter(125) : theme.trains.darker(115);
        const QSizeF size(120, 44);
        const Network source = chain();

        const auto one = layoutMiniature(byCase(Case::newHead, source), &source, size);
        const QImage first = painted(one, size, theme);
        QVERIFY(one.size() >= 2);
        for (std::size_t i = 0; i + 1 < one.size(); ++i) {
            QCOMPARE(frontOf(first, one[i]), theme.frozen);
            QVERIFY(hasFlake(first, one[i], theme));
        }
        QCOMPARE(frontOf(first, one.back()).name(), head.name());
        QVERIFY(!hasFlake(first, one.back(), theme));

        const auto three = layoutMiniature(byCase(Case::fineTune, source), &source, size);
        QCOMPARE(frontOf(painted(three, size, theme), three.front()), theme.trains);
        const auto four = layoutMiniature(byCase(Case::fromScratch, source), &source, size);
        QCOMPARE(frontOf(painted(four, size, theme), four.front()), theme.randomStart);
        for (const auto& units : {one, three, four})
            QVERIFY(std::ranges::none_of(units, &MiniatureUnit::ghost));
    }

    void whatWasCutIsAGhost_data() { miniaturesShowTheStates_data(); }
    void whatWasCutIsAGhost() {
        QFETCH(const bool, dark);
        const Theme& theme = dark ? Theme::forDark() : Theme::light();
        const QSizeF size(160, 44);
        const Network source = residual();
        const Network cut = byCase(Case::cutAndNewHead, source, "layer1.0");
        const auto units = layoutMiniature(cut, &source, size);
        const QImage image = painted(units, size, theme);
        QStringList ghosts;
        for (const auto& shown : units)
            if (shown.ghost) {
                ghosts << shown.unit.key;
                QVERIFY(frontOf(image, shown) != theme.frozen);
                QVERIFY(contrast(frontOf(image, shown), theme.panel) < 1.3);
                QVERIFY(!hasFlake(image, shown, theme));
            }
        // The old head went too; the new one has its own place behind what is kept.
        QCOMPARE(ghosts, (QStringList{"layer2.0", "fc"}));
        QCOMPARE(frontOf(image, units[0]), theme.frozen);
        QVERIFY(std::ranges::none_of(layoutMiniature(cut, nullptr, size), &MiniatureUnit::ghost));
    }

    void miniaturesFit_data() {
        QTest::addColumn<QSizeF>("size");
        QTest::newRow("usual") << QSizeF(150, 44);
        QTest::newRow("compact") << QSizeF(130, 30);
        QTest::newRow("narrow") << QSizeF(20, 30);
        QTest::newRow("wide") << QSizeF(900, 44);
        QTest::newRow("none") << QSizeF(0, 0);
        QTest::newRow("flat") << QSizeF(100, 5);
    }
    void miniaturesFit() {
        QFETCH(const QSizeF, size);
        const Network source = fire();
        const auto units = layoutMiniature(byCase(Case::cutAndNewHead, source, "features.0"), &source, size);
        QCOMPARE(units.empty(), size.height() < 10);
        QVERIFY(miniatureWidth(units) <= size.width() + 1);
        for (std::size_t i = 0; i < units.size(); ++i) {
            QVERIFY(QRectF(QPointF(-1, 0), size + QSizeF(2, 0)).contains(units[i].unit.body));
            QVERIFY(units[i].unit.body.contains(units[i].unit.front));
            QVERIFY(i == 0 || units[i].unit.body.left() >= units[i - 1].unit.front.right());
        }
    }

    void partsOfACellDoNotOverlap_data() {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("enlarged");
        QTest::newRow("1366 x 768") << QSize(462, 296) << false;
        QTest::newRow("1366 x 768, data beside") << QSize(330, 282) << false;
        QTest::newRow("960 x 540") << QSize(290, 186) << false;
        QTest::newRow("smallest") << QSize(253, 168) << false;
        QTest::newRow("large") << QSize(900, 500) << false;
        QTest::newRow("wide") << QSize(900, 180) << false;
        QTest::newRow("enlarged") << QSize(1000, 560) << true;
        QTest::newRow("smallest, enlarged") << QSize(600, 330) << true;
    }
    void partsOfACellDoNotOverlap() {
        QFETCH(const QSize, size);
        QFETCH(const bool, enlarged);
        QFont font = QGuiApplication::font();
        font.setPointSizeF(9);
        const CellLayout layout = cellLayout(size, font, enlarged);
        const std::vector<QRectF> parts{layout.title,  layout.trained, layout.ticks,  layout.plot,
                                        layout.epochs, layout.numbers, layout.verdict};
        for (std::size_t i = 0; i < parts.size(); ++i) {
            QVERIFY2(parts[i].width() > 10 && parts[i].height() > 10, qPrintable(QString::number(i)));
            QVERIFY2(layout.frame.contains(parts[i]), qPrintable(QString::number(i)));
            for (std::size_t k = 0; k < i; ++k)
                QVERIFY2(!parts[i].intersects(parts[k]), qPrintable(QStringLiteral("%1 and %2").arg(i).arg(k)));
        }
        QVERIFY(layout.plot.height() >= (enlarged ? 120 : 35));
        QVERIFY(layout.channel > layout.epochs.bottom() && layout.channel < layout.verdict.top());
    }

    void caseColoursBecomeReadable_data() {
        QTest::addColumn<QByteArray>("caseName");
        for (const auto which : allCases())
            QTest::newRow(std::string(name(which)).c_str())
                << QByteArray(name(which).data(), qsizetype(name(which).size()));
        QTest::newRow("other") << QByteArray("mine");
    }
    void caseColoursBecomeReadable() {
        QFETCH(const QByteArray, caseName);
        const QColor colour = colourOfCase(caseName.toStdString());
        for (const QColor& ground : {Theme::light().panel, Theme::forDark().panel, QColor(Qt::white)}) {
            const QColor text = readable(colour, ground);
            QVERIFY(contrast(text, ground) >= 4.5);
            QVERIFY(colour.hsvSaturation() == 0 || std::abs(text.hsvHue() - colour.hsvHue()) <= 4);
        }
        QVERIFY(std::abs(contrast(Qt::white, Qt::black) - 21) < 1e-9);
        QCOMPARE(readable(Qt::black, Qt::white), QColor(Qt::black));
    }
};

QTEST_MAIN(TestBoardValues)
#include "test_board_values.moc"
