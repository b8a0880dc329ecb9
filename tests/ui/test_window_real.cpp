// SPDX-License-Identifier: GPL-3.0-or-later
// The textbook's first case on real weights and photos, by mouse alone.
#include "window_fixture.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>

using namespace layerbench;
using namespace layerbench::fixture;

namespace {

QString testData() {
    const QString named = qEnvironmentVariable("LAYERBENCH_TEST_DATA");
    return named.isEmpty() ? QStringLiteral(LAYERBENCH_SOURCE_DIR "/../shared/data") : named;
}

}  // namespace

class TestWindowReal : public QObject {
    Q_OBJECT

    void drop(MainWindow& window, const QString& path) {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        const QPoint middle = window.rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QDropEvent event(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &event);
    }

private Q_SLOTS:
    void initTestCase() {
        if (!QDir(testData() + "/ants_bees").exists())
            QSKIP("the real weights and photos are not here: set LAYERBENCH_TEST_DATA");
    }

    void antsAndBees_data() {
        QTest::addColumn<bool>("fromList");
        QTest::newRow("weights dropped on the window") << false;
        QTest::newRow("weights chosen from the list") << true;
    }
    void antsAndBees() {
        QFETCH(bool, fromList);
        WindowFixture f;
        QTRY_VERIFY_WITH_TIMEOUT(f.ready(), 30'000);
        const QString weights = testData() + "/weights/squeezenet1_1-imagenet.pth";
        if (fromList) {
            // As torchvision's users have them: in the hub's cache folder.
            const QString hub = f.folder.filePath("torch/hub/checkpoints");
            QVERIFY(QDir().mkpath(hub));
            QVERIFY(QFile::link(weights, hub + "/squeezenet1_1-imagenet.pth"));
            qputenv("TORCH_HOME", f.folder.filePath("torch").toUtf8());
            f.press("openNetwork");
            auto* chooser = f.window->findChild<QDialog*>("networkChooser");
            QVERIFY(chooser);
            QTest::keyClicks(chooser->findChild<QLineEdit*>("networkSearch"), "squeezenet1_1-imagenet");
            auto* open = chooser->findChild<QPushButton*>("openChosenNetwork");
            QTRY_VERIFY(open->isEnabled());
            QTest::mouseClick(open, Qt::LeftButton);
        } else {
            drop(*f.window, weights);
        }
        QTRY_COMPARE_WITH_TIMEOUT(f.network().architecture(), std::string("squeezenet1_1"), 20'000);
        QCOMPARE(f.network().classCount(), 1000);
        drop(*f.window, testData() + "/ants_bees");
        QTRY_COMPARE_WITH_TIMEOUT(f.document().classCount(), 2, 60'000);
        f.press("case1");
        QTRY_VERIFY(f.action("train")->isEnabled());
        f.press("train");
        QTRY_VERIFY_WITH_TIMEOUT(f.session()->active(), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!f.session()->active(), 240'000);
        waitForBackground();
        const auto runs = required(f.document().project()->runs());
        QCOMPARE(runs.size(), std::size_t{1});
        QCOMPARE(runs[0].caseName, std::string("1"));
        QVERIFY(runs[0].result.frozenUnchanged);
        QVERIFY2(runs[0].result.validationAccuracy >= 0.90,
                 qPrintable(QString::number(runs[0].result.validationAccuracy)));
        qInfo("validation accuracy %.3f in %.1f s", runs[0].result.validationAccuracy, runs[0].result.seconds);
    }
};

QTEST_MAIN(TestWindowReal)
#include "test_window_real.moc"
