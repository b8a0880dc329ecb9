// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog of the feature cache by mouse and keyboard, over folders of its own.
#include "core/project/caches.h"
#include "ui/background/in_background.h"
#include "ui/training/feature_cache_dialog.h"
#include "widgets/basics/theme.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <fstream>
#include <memory>

using namespace layerbench;
namespace fs = std::filesystem;

class TestFeatureCacheDialog : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    std::unique_ptr<FeatureCacheDialog> dialog_;
    QList<QUrl> opened_;

    template <class Widget>
    Widget* find(const char* name) {
        auto* found = dialog_->findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QString textOf(const char* label) {
        auto* found = find<QLabel>(label);
        return found->isVisible() ? found->text() : QString();
    }
    QPushButton* button(QDialogButtonBox::StandardButton which) {
        return find<QDialogButtonBox>("cacheButtons")->button(which);
    }
    void press(QDialogButtonBox::StandardButton which) { QTest::mouseClick(button(which), Qt::LeftButton); }
    void press(const char* name) { QTest::mouseClick(find<QPushButton>(name), Qt::LeftButton); }
    void type(const char* box, const QString& text) {
        find<QSpinBox>(box)->setFocus();
        QTest::keyClick(find<QSpinBox>(box), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(find<QSpinBox>(box), text);
    }

    fs::path folder() const { return fs::path(temporary_->path().toStdString()) / "cache"; }
    void keep(const char* name, std::size_t bytes) const {
        const fs::path features = cacheLimits(folder()).folder;
        fs::create_directories(features);
        std::ofstream(features / name) << std::string(bytes, 'x');
    }
    /// Opens it as the window does, and waits until it has counted.
    void open() {
        dialog_ = std::make_unique<FeatureCacheDialog>(cacheFolder());
        dialog_->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog_.get()));
        QTRY_VERIFY(cacheFolder().empty() || find<QPushButton>("clearCache")->isEnabled());
    }

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(*qApp, Theme::light());
        QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "opened");
    }
    void cleanupTestCase() { QDesktopServices::unsetUrlHandler(QStringLiteral("file")); }
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        qputenv("LAYERBENCH_CACHE", QByteArray::fromStdString(folder().string()));
        opened_.clear();
    }
    void cleanup() {
        dialog_.reset();
        waitForBackground();
        // The limits of a test must not reach the next.
        keepFeatures({});
        temporary_.reset();
    }

    void saysWhatIsKept_data() {
        QTest::addColumn<int>("files");
        QTest::addColumn<QString>("kept");
        const QString space(QChar(0x202f));
        QTest::newRow("none") << 0 << "nothing";
        QTest::newRow("one") << 1 << QStringLiteral("2.50%1MB in one file").arg(space);
        QTest::newRow("several") << 3 << QStringLiteral("7.50%1MB in 3 files").arg(space);
    }
    void saysWhatIsKept() {
        QFETCH(const int, files);
        for (int i = 0; i < files; ++i)
            keep(qPrintable(QString(64, QChar(u'a' + i)) + QStringLiteral(".features")), 2'500'000);
        open();
        QTEST(textOf("cacheKept"), "kept");
        QCOMPARE(find<QLineEdit>("cacheFolder")->text(), QString::fromStdString(folder().string()));
        QVERIFY(textOf("diskFree").endsWith(QStringLiteral("are free")));
        QCOMPARE(textOf("cacheProblem"), QString());
        // Looking leaves nothing behind.
        QCOMPARE(fs::exists(folder()), files > 0);
    }

    void setsLimits_data() {
        QTest::addColumn<QString>("memory");
        QTest::addColumn<QString>("disk");
        QTest::addColumn<qint64>("memoryBytes");
        QTest::addColumn<qint64>("diskBytes");
        const auto standard = cacheLimits({});
        QTest::newRow("both") << "250"
                              << "12000" << qint64{250'000'000} << qint64{12'000'000'000};
        QTest::newRow("none on the disk") << ""
                                          << "0" << qint64{standard.memoryBytes} << qint64{0};
        // To the byte: the standard limits are no whole megabytes.
        QTest::newRow("disk as it was") << "5"
                                        << "" << qint64{5'000'000} << qint64{standard.diskBytes};
    }
    void setsLimits() {
        QFETCH(const QString, memory);
        QFETCH(const QString, disk);
        open();
        if (!memory.isEmpty())
            type("memoryLimit", memory);
        if (!disk.isEmpty())
            type("diskLimit", disk);
        QSignalSpy accepted(dialog_.get(), &QDialog::accepted);
        press(QDialogButtonBox::Ok);
        QCOMPARE(accepted.count(), 1);
        const auto limits = cacheLimits(folder());
        QTEST(qint64{limits.memoryBytes}, "memoryBytes");
        QTEST(qint64{limits.diskBytes}, "diskBytes");
        // And they are shown the next time.
        open();
        QCOMPARE(find<QSpinBox>("diskLimit")->value(), static_cast<int>(limits.diskBytes / 1'000'000));
    }

    void cancelAndUnchangedWriteNothing_data() {
        QTest::addColumn<bool>("change");
        QTest::addColumn<int>("key");
        QTest::newRow("Escape") << true << int(Qt::Key_Escape);
        QTest::newRow("Return, nothing changed") << false << int(Qt::Key_Return);
    }
    void cancelAndUnchangedWriteNothing() {
        QFETCH(const bool, change);
        QFETCH(const int, key);
        open();
        if (change)
            type("memoryLimit", QStringLiteral("77"));
        QSignalSpy finished(dialog_.get(), &QDialog::finished);
        QTest::keyClick(find<QSpinBox>("memoryLimit"), static_cast<Qt::Key>(key));
        QCOMPARE(finished.count(), 1);
        QVERIFY(!fs::exists(folder()));
    }

    void largeLimitsStay() {
        // More than the box would offer, set by other means.
        constexpr std::int64_t large = 5'000'000'000'000;
        QVERIFY(setCacheLimits(folder(), large, large));
        open();
        type("memoryLimit", QStringLiteral("100"));
        press(QDialogButtonBox::Ok);
        QCOMPARE(cacheLimits(folder()).memoryBytes, std::int64_t{100'000'000});
        QCOMPARE(cacheLimits(folder()).diskBytes, large);
    }

    void deletes() {
        keep(qPrintable(QString(64, QChar(u'a')) + QStringLiteral(".features")), 3'000'000);
        QVERIFY(setCacheLimits(folder(), 1'000'000, 2'000'000));
        open();
        press("clearCache");
        QTRY_COMPARE(textOf("cacheKept"), QStringLiteral("nothing"));
        QCOMPARE(cacheUse(cacheLimits(folder()).folder).files, std::int64_t{0});
        QCOMPARE(cacheLimits(folder()).diskBytes, std::int64_t{2'000'000});
        // It has happened, whatever becomes of the limits.
        QVERIFY(dialog_->isVisible());
        press(QDialogButtonBox::Cancel);
        QVERIFY(!dialog_->isVisible());
    }

    void goesWhileItStillDeletes() {
        keep(qPrintable(QString(64, QChar(u'a')) + QStringLiteral(".features")), 3'000'000);
        open();
        press("clearCache");
        dialog_.reset();
        waitForBackground();
        QTRY_COMPARE(cacheUse(folder()).files, std::int64_t{0});
    }

    void folderThatCannotBeWritten() {
        // Below a file no folder can be; a folder without permission would not stop a test that runs as root.
        std::ofstream(temporary_->path().toStdString() + "/file") << "a file";
        const fs::path bad = fs::path(temporary_->path().toStdString()) / "file" / "cache";
        qputenv("LAYERBENCH_CACHE", QByteArray::fromStdString(bad.string()));
        open();
        QCOMPARE(textOf("cacheKept"), QStringLiteral("nothing"));
        type("diskLimit", QStringLiteral("500"));
        press(QDialogButtonBox::Ok);
        // It stays open with what was typed, and says where and what to do, in room of its own.
        QVERIFY(dialog_->isVisible());
        QTRY_VERIFY(find<QPushButton>("clearCache")->height() >= find<QPushButton>("clearCache")->sizeHint().height());
        QVERIFY(textOf("cacheProblem").contains(QString::fromStdString(bad.string())));
        QVERIFY(textOf("cacheProblem").contains(QStringLiteral("LAYERBENCH_CACHE")));
        QCOMPARE(find<QSpinBox>("diskLimit")->value(), 500);
        press("openCacheFolder");
        QVERIFY(textOf("cacheProblem").contains(QStringLiteral("cannot be made")));
        QVERIFY(opened_.isEmpty());
    }

    void opensTheFolder() {
        open();
        press("openCacheFolder");
        QCOMPARE(opened_, QList<QUrl>{QUrl::fromLocalFile(QString::fromStdString(folder().string()))});
        QVERIFY(fs::is_directory(folder()));
        QCOMPARE(textOf("cacheProblem"), QString());
    }

    void nothingIsKept_data() {
        QTest::addColumn<bool>("off");
        QTest::addColumn<QString>("why");
        QTest::newRow("off") << true << "is “off”";
        QTest::newRow("no home") << false << "no home folder";
    }
    void nothingIsKept() {
        QFETCH(const bool, off);
        QFETCH(const QString, why);
        const std::array names{"LAYERBENCH_CACHE", "XDG_CACHE_HOME", "HOME"};
        std::vector<QByteArray> before;
        for (const char* name : names)
            before.push_back(qgetenv(name));
        if (off)
            qputenv("LAYERBENCH_CACHE", "off");
        else
            for (const char* name : names)
                qputenv(name, "");
        open();
        for (std::size_t i = 0; i < names.size(); ++i)
            qputenv(names[i], before[i]);
        QVERIFY(textOf("cacheMeaning").startsWith(QStringLiteral("Nothing is kept")));
        QVERIFY2(textOf("cacheMeaning").contains(why), qPrintable(textOf("cacheMeaning")));
        QCOMPARE(textOf("cacheKept"), QStringLiteral("nothing"));
        for (const char* name : {"openCacheFolder", "clearCache", "memoryLimit", "diskLimit"})
            QVERIFY2(!find<QWidget>(name)->isEnabled(), name);
        QVERIFY(!button(QDialogButtonBox::Ok)->isEnabled());
        press(QDialogButtonBox::Cancel);
        QVERIFY(!dialog_->isVisible());
    }

    void keyboardWalksFromTopToBottom() {
        open();
        QStringList order;
        find<QLineEdit>("cacheFolder")->setFocus();
        for (int i = 0; i < 6; ++i) {
            order << dialog_->focusWidget()->objectName();
            QTest::keyClick(dialog_->focusWidget(), Qt::Key_Tab);
        }
        QCOMPARE(order.mid(0, 5),
                 QStringList({"cacheFolder", "openCacheFolder", "clearCache", "memoryLimit", "diskLimit"}));
        for (const char* name : {"cacheFolder", "memoryLimit", "diskLimit"})
            QVERIFY2(!find<QWidget>(name)->accessibleName().isEmpty(), name);
    }

public Q_SLOTS:
    void opened(const QUrl& url) { opened_ << url; }
};

QTEST_MAIN(TestFeatureCacheDialog)
#include "test_feature_cache_dialog.moc"
