// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/architectures.h"
#include "ui/background/in_background.h"
#include "ui/networks/network_chooser.h"
#include "widgets/basics/theme.h"
#include "widgets/diagram/layer_diagram.h"

#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>
#include <QtTest>

using namespace layerbench;

namespace {

void write(const QString& path, const QByteArray& content = {}) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), qint64(content.size()));
}

}  // namespace

class TestNetworkChooser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // The system's own dialogs are no children that a test could find.
        QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        applyTheme(*qApp, Theme::light());
        QVERIFY(QDir(torch_.path()).mkpath(QStringLiteral("hub/checkpoints")));
        write(checkpoint("squeezenet1_1-b8a52dc0.pth"), QByteArray(4'966'400, 'x'));
        write(checkpoint("resnet20-12fca82f.th"));
        write(checkpoint("mine.safetensors"));
        write(checkpoint("notes.txt"));
        qputenv("TORCH_HOME", torch_.path().toLocal8Bit());
        write(extra_.filePath(QStringLiteral("vgg11_bn-6002323d.pth")));
    }
    void init() { openWith({}); }
    void cleanup() {
        chosen_.reset();
        chooser_.reset();
    }
    void cleanupTestCase() { waitForBackground(); }

    void showsItsGroups() {
        QStringList titles;
        for (const auto* heading : headings())
            titles += heading->text(0);
        QCOMPARE(titles,
                 QStringList({"Ready to use", "Weights on this computer", "Architectures with random weights"}));
        QCOMPARE(rows(0), QStringList({"Demonstration network|demo"}));
        QCOMPARE(rows(1), QStringList({"mine.safetensors|", "ResNet-20|resnet20-12fca82f.th",
                                       "SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth"}));
        QCOMPARE(rows(2).size(), qsizetype(architectures().size()) - 1);
        QVERIFY(rows(2).contains(QStringLiteral("ResNet-50|resnet50")));
        QVERIFY(search()->hasFocus());
        QCOMPARE(list()->currentItem()->text(1), QStringLiteral("demo"));
        // One size for all: it does not grow with what is selected.
        for (const auto* row :
             {"ResNet-152|resnet152", "mine.safetensors|", "SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth"}) {
            list()->setCurrentItem(find(QString::fromUtf8(row)));
            QCoreApplication::sendPostedEvents();
            QCOMPARE(chooser_->size(), QSize(880, 500));
        }
    }

    void filters_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QStringList>("left");
        QTest::newRow("title") << "mobilenet v2" << QStringList{"MobileNetV2|mobilenet_v2"};
        QTest::newRow("any case") << "DEMONSTR" << QStringList{"Demonstration network|demo"};
        QTest::newRow("file name") << "b8a5" << QStringList{"SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth"};
        QTest::newRow("unknown file") << "mine" << QStringList{"mine.safetensors|"};
        QTest::newRow("architecture") << "resnet20"
                                      << QStringList{"ResNet-20|resnet20-12fca82f.th", "ResNet-20|resnet20"};
        QTest::newRow("words in any order") << " 11  vgg norm " << QStringList{"VGG-11 with batch norm|vgg11_bn"};
        QTest::newRow("none") << "perceptron" << QStringList{};
    }
    void filters() {
        QFETCH(const QString, typed);
        QFETCH(const QStringList, left);
        QTest::keyClicks(search(), typed);
        QStringList shown;
        for (int group = 0; group < 3; ++group) {
            QCOMPARE(headings()[group]->isHidden(), rows(group).isEmpty());
            shown += rows(group);
        }
        QCOMPARE(shown, left);
        const auto* current = list()->currentItem();
        QCOMPARE(current ? textOf(current) : QString(), left.value(0));
        QCOMPARE(button("openChosenNetwork")->isEnabled(), !left.isEmpty());
        QTest::keyClick(search(), Qt::Key_Return);
        QCOMPARE(chosen_->size(), left.isEmpty() ? 0 : 1);
    }

    void clearingTheSearchShowsAll() {
        const auto all = rows(2);
        QTest::keyClicks(search(), QStringLiteral("zz"));
        QVERIFY(rows(2).isEmpty());
        QTest::keyClick(search(), Qt::Key_Backspace);
        QTest::keyClick(search(), Qt::Key_Backspace);
        QCOMPARE(rows(2), all);
        QCOMPARE(list()->currentItem()->text(1), QStringLiteral("demo"));
    }

    void chooses_data() {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("description");
        QTest::newRow("demonstration") << "Demonstration network|demo"
                                       << "demo";
        QTest::newRow("weights") << "SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth"
                                 << "squeezenet1_1:" + checkpoint("squeezenet1_1-b8a52dc0.pth");
        QTest::newRow("weights of an unknown architecture") << "mine.safetensors|" << checkpoint("mine.safetensors");
        QTest::newRow("random weights") << "ResNet-18|resnet18"
                                        << "resnet18:random";
    }
    void chooses() {
        QFETCH(const QString, row);
        QFETCH(const QString, description);
        auto* item = find(row);
        QVERIFY(item);
        list()->scrollToItem(item);
        const auto place = list()->visualItemRect(item).center();
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(list()->currentItem(), item);
        QVERIFY(chosen_->isEmpty());
        QTest::mouseDClick(list()->viewport(), Qt::LeftButton, {}, place);
        expectChosen(description);
        // The button and Return in the list do the same.
        for (const bool byButton : {true, false}) {
            openWith({});
            list()->setCurrentItem(find(row));
            if (byButton) {
                QTest::mouseClick(button("openChosenNetwork"), Qt::LeftButton);
            } else {
                list()->setFocus();
                QTest::keyClick(list(), Qt::Key_Return);
            }
            expectChosen(description);
        }
    }

    void headingsCannotBeChosen() {
        const auto place = list()->visualItemRect(headings()[1]).center();
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, place);
        QVERIFY(chosen_->isEmpty());
        QTest::mouseDClick(list()->viewport(), Qt::LeftButton, {}, place);
        QVERIFY(chosen_->isEmpty());
        QVERIFY(chooser_->isVisible());
        QCOMPARE(list()->currentItem()->text(1), QStringLiteral("demo"));
    }

    void arrowKeysMoveWhileSearching() {
        QTest::keyClick(search(), Qt::Key_Down);
        QCOMPARE(textOf(list()->currentItem()), QStringLiteral("mine.safetensors|"));
        QTest::keyClick(search(), Qt::Key_Down);
        QTest::keyClick(search(), Qt::Key_Up);
        QTest::keyClick(search(), Qt::Key_Up);
        QCOMPARE(textOf(list()->currentItem()), QStringLiteral("Demonstration network|demo"));
        QVERIFY(search()->hasFocus());
        QTest::keyClick(search(), Qt::Key_Down);
        QTest::keyClick(search(), Qt::Key_Return);
        expectChosen(checkpoint("mine.safetensors"));
    }

    void previews() {
        QCOMPARE(diagram()->network().architecture(), std::string("demo"));
        QCOMPARE(label("previewSize"), QStringLiteral("652\u202Fk parameters, 10.9\u202FM multiply-adds"));
        QVERIFY(!shown("previewFile"));
        list()->setCurrentItem(find(QStringLiteral("SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth")));
        QVERIFY(diagram()->isVisible());
        QCOMPARE(diagram()->network().architecture(), std::string("squeezenet1_1"));
        QCOMPARE(label("previewTitle"), QStringLiteral("SqueezeNet 1.1"));
        QVERIFY(label("previewSize").startsWith(QStringLiteral("1.24\u202FM parameters")));
        QCOMPARE(label("previewInput"), QStringLiteral("3 × 224 × 224"));
        QVERIFY(label("previewPaper").contains(QStringLiteral("Iandola")));
        QVERIFY(!label("previewExplanation").isEmpty());
        QVERIFY(label("previewFile").startsWith(QStringLiteral("squeezenet1_1-b8a52dc0.pth")));
        list()->setCurrentItem(find(QStringLiteral("mine.safetensors|")));
        QVERIFY(!diagram()->isVisible());
        QCOMPARE(label("previewTitle"), QStringLiteral("mine.safetensors"));
        QVERIFY(!shown("previewSize") && !shown("previewPaper") && shown("previewFile"));
        list()->setCurrentItem(find(QStringLiteral("SqueezeNet 1.1|squeezenet1_1")));
        QVERIFY(diagram()->isVisible());
        QVERIFY(shown("previewSize") && shown("previewPaper") && !shown("previewFile"));
        QVERIFY(diagram()->network().layers()[0].trainable);
    }

    void textsHaveRoom() {
        for (int at = 0; at < list()->topLevelItemCount(); ++at) {
            list()->setCurrentItem(list()->topLevelItem(at));
            QCoreApplication::sendPostedEvents();
            const auto* text = chooser_->findChild<QLabel*>(QStringLiteral("previewExplanation"));
            QVERIFY2(text->height() >= text->heightForWidth(text->width()), qPrintable(text->text()));
            const auto* file = chooser_->findChild<QLabel*>(QStringLiteral("previewFile"));
            QVERIFY(file->isHidden() || file->geometry().bottom() < file->parentWidget()->height());
        }
    }

    void extraFolders() {
        openWith({extra_.path(), QStringLiteral("/nowhere/at/all")}, 4);
        QCOMPARE(rows(1).last(), QStringLiteral("VGG-11 with batch norm|vgg11_bn-6002323d.pth"));
    }

    void saysWhereThereAreNoWeights() {
        const QTemporaryDir none;
        qputenv("TORCH_HOME", none.path().toLocal8Bit());
        openWith({}, 0);
        qputenv("TORCH_HOME", torch_.path().toLocal8Bit());
        QTRY_COMPARE(headings()[1]->text(0), QStringLiteral("Weights on this computer: none found"));
        QVERIFY(!headings()[1]->isHidden());
        QTest::keyClicks(search(), QStringLiteral("vgg"));
        QVERIFY(headings()[1]->isHidden());
    }

    void addsFolders() {
        const QSignalSpy folders(chooser_.get(), &NetworkChooser::foldersChanged);
        list()->setCurrentItem(find(QStringLiteral("SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth")));
        addFolder();
        QCOMPARE(folders.size(), 1);
        QCOMPARE(folders[0][0].toStringList(), QStringList{extra_.path()});
        QTRY_COMPARE(rows(1).size(), 4);
        // What was selected still is, though its row was made anew.
        QCOMPARE(textOf(list()->currentItem()), QStringLiteral("SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth"));
        addFolder();
        QCOMPARE(folders.size(), 1);
        QVERIFY(chooser_->isVisible());
    }

    void opensAWeightFile() {
        QTest::mouseClick(button("openWeightFile"), Qt::LeftButton);
        acceptFile(QStringLiteral("weightFileDialog"), torch_.filePath(QStringLiteral("hub/checkpoints")),
                   checkpoint("resnet20-12fca82f.th"));
        expectChosen(checkpoint("resnet20-12fca82f.th"));
    }

    void cancels_data() {
        QTest::addColumn<bool>("byKey");
        QTest::newRow("button") << false;
        QTest::newRow("Escape") << true;
    }
    void cancels() {
        QFETCH(const bool, byKey);
        if (byKey) {
            QTest::keyClick(search(), Qt::Key_Escape);
        } else {
            QTest::mouseClick(button("cancelChoosing"), Qt::LeftButton);
        }
        QVERIFY(!chooser_->isVisible());
        QVERIFY(chosen_->isEmpty());
    }

    void mayCloseWhileItLooks() {
        auto* closed = new NetworkChooser({extra_.path()});
        delete closed;
        waitForBackground();
        QCoreApplication::processEvents();  // the answer finds nobody
    }

    void pictures() {
        const auto folder = qEnvironmentVariable("LAYERBENCH_PICTURES");
        for (const bool dark : {false, true}) {
            applyTheme(*qApp, dark ? Theme::forDark() : Theme::light());
            for (const auto* row : {"Demonstration network|demo", "SqueezeNet 1.1|squeezenet1_1-b8a52dc0.pth",
                                    "mine.safetensors|", "ResNet-50|resnet50"}) {
                auto* item = find(QString::fromUtf8(row));
                list()->setCurrentItem(item);
                // The theme has reached the rows.
                QCOMPARE(item->foreground(1).color(), Theme::of(chooser_.get()).mutedText);
                QCOMPARE(Theme::of(chooser_.get()).dark, dark);
                if (!folder.isEmpty())
                    chooser_->grab().save(folder + QStringLiteral("/networks-%1-%2.png")
                                                       .arg(dark ? "dark" : "light")
                                                       .arg(item->text(0).section(' ', 0, 0)));
            }
        }
        applyTheme(*qApp, Theme::light());
    }

private:
    QString checkpoint(const char* name) const {
        return torch_.filePath(QStringLiteral("hub/checkpoints/") + QString::fromUtf8(name));
    }
    /// Opens it and waits for the weight files: three lie in torch.hub's folder.
    void openWith(const QStringList& folders, int files = 3) {
        chosen_.reset();
        chooser_ = std::make_unique<NetworkChooser>(folders);
        chosen_ = std::make_unique<QSignalSpy>(chooser_.get(), &NetworkChooser::chosen);
        chooser_->open();
        QVERIFY(QTest::qWaitForWindowActive(chooser_.get()));
        QTRY_COMPARE(rows(1).size(), files);
    }
    void expectChosen(const QString& description) {
        QCOMPARE(chosen_->size(), 1);
        QCOMPARE(chosen_->first().first().toString(), description);
        QVERIFY(!chooser_->isVisible());
    }
    void addFolder() {
        QTest::mouseClick(button("addWeightFolder"), Qt::LeftButton);
        acceptFile(QStringLiteral("weightFolderDialog"), extra_.path(), extra_.path());
    }
    void acceptFile(const QString& dialog, const QString& folder, const QString& file) {
        auto* files = chooser_->findChild<QFileDialog*>(dialog);
        QVERIFY(files && files->isVisible());
        files->setDirectory(folder);
        files->selectFile(file);
        QMetaObject::invokeMethod(files, "accept");
        QTRY_VERIFY(!chooser_->findChild<QFileDialog*>(dialog));
    }

    QLineEdit* search() const { return chooser_->findChild<QLineEdit*>(QStringLiteral("networkSearch")); }
    QTreeWidget* list() const { return chooser_->findChild<QTreeWidget*>(QStringLiteral("networkList")); }
    LayerDiagram* diagram() const { return chooser_->findChild<LayerDiagram*>(QStringLiteral("previewDiagram")); }
    QPushButton* button(const char* name) const { return chooser_->findChild<QPushButton*>(QLatin1String(name)); }
    QString label(const char* name) const { return chooser_->findChild<QLabel*>(QLatin1String(name))->text(); }
    bool shown(const char* name) const { return chooser_->findChild<QLabel*>(QLatin1String(name))->isVisible(); }
    static QString textOf(const QTreeWidgetItem* item) { return item->text(0) + QLatin1Char('|') + item->text(1); }
    /// The rows that cannot be chosen, hidden ones too.
    QList<QTreeWidgetItem*> headings() const {
        QList<QTreeWidgetItem*> found;
        for (int at = 0; at < list()->topLevelItemCount(); ++at) {
            if (list()->topLevelItem(at)->flags() == Qt::NoItemFlags)
                found += list()->topLevelItem(at);
        }
        return found;
    }
    /// "title|detail" of the rows below a heading that are shown.
    QStringList rows(int group) const {
        QStringList texts;
        const auto* next = headings().value(group + 1);
        for (int at = list()->indexOfTopLevelItem(headings()[group]) + 1;
             at < list()->topLevelItemCount() && list()->topLevelItem(at) != next; ++at) {
            if (!list()->topLevelItem(at)->isHidden())
                texts += textOf(list()->topLevelItem(at));
        }
        return texts;
    }
    QTreeWidgetItem* find(const QString& text) const {
        for (QTreeWidgetItemIterator item(list()); *item; ++item) {
            if (textOf(*item) == text)
                return *item;
        }
        return nullptr;
    }

    QTemporaryDir torch_;
    QTemporaryDir extra_;
    std::unique_ptr<NetworkChooser> chooser_;
    std::unique_ptr<QSignalSpy> chosen_;
};

QTEST_MAIN(TestNetworkChooser)
#include "test_network_chooser.moc"
