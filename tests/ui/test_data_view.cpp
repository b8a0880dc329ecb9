// SPDX-License-Identifier: GPL-3.0-or-later
#include "data_fixture.h"
#include "ui/data/data_view.h"
#include "widgets/basics/theme.h"
#include "widgets/gallery/class_gallery.h"

#include <QAbstractItemView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QStyle>
#include <QStyleOptionSlider>
#include <QToolButton>

using namespace layerbench;

class TestDataView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QLocale::setDefault(QLocale(QLocale::English));
        applyTheme(*qApp, Theme::light());
        QVERIFY(folder_.isValid());
        fixture::writeTwoClasses(folder_.path(), 30);
        fixture::write(folder_.filePath(QStringLiteral("cats/broken.png")), QByteArrayLiteral("nothing"));
        sample_ = fixture::open({"samples:similar", {.perClass = 20}, Augmentation::standard});
        split_ = fixture::open({folder_.path().toStdString(), {.perClass = 10}, Augmentation::none});
        QVERIFY(sample_ && split_);
    }

    void init() {
        view_ = std::make_unique<DataView>();
        view_->resize(225, 650);
        view_->show();
        QVERIFY(QTest::qWaitForWindowExposed(view_.get()));
    }
    void cleanup() { view_.reset(); }

    void emptyAsksForData() {
        QSignalSpy wanted(view_.get(), &DataView::chooseRequested);
        QTest::mouseClick(find<QPushButton>("chooseDataWhenEmpty"), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QVERIFY(!find<QLabel>("dataTitle")->isVisible());
        view_->showData(sample_);
        QVERIFY(find<QLabel>("dataTitle")->isVisible());
        QTest::mouseClick(find<QToolButton>("chooseData"), Qt::LeftButton);
        QCOMPARE(wanted.size(), 2);
        view_->showNothing();
        QVERIFY(!find<QLabel>("dataTitle")->isVisible());
        QVERIFY(!view_->data());
    }

    void saysWhatTheDataIs() {
        view_->showData(sample_);
        QCOMPARE(find<QLabel>("dataTitle")->text(), QStringLiteral("Eight other shapes"));
        view_->resize(400, 650);
        QCOMPARE(find<QLabel>("dataSummary")->text(), QStringLiteral("8 classes · 160 training · 400 validation"));
        const auto& classes = find<ClassGallery>("classGallery")->classes();
        QCOMPARE(classes.size(), std::size_t{8});
        QCOMPARE(classes[1].name, QStringLiteral("heart"));
        QCOMPARE(classes[1].training, 20);
        QCOMPARE(classes[1].validation, 50);
        QVERIFY(!find<QPushButton>("skippedButton")->isVisible());
        QVERIFY(!find<QSpinBox>("validationShare")->isVisible());

        view_->showData(split_);
        QCOMPARE(find<QLabel>("dataTitle")->text(), QFileInfo(folder_.path()).fileName());
        QCOMPARE(find<QLabel>("dataTitle")->toolTip(), folder_.path());
        QCOMPARE(find<QLabel>("dataSummary")->text(), QStringLiteral("2 classes · 20 training · 12 validation"));
        QVERIFY(find<QSpinBox>("validationShare")->isVisible());
        QCOMPARE(find<QSpinBox>("validationShare")->value(), 20);
    }

    void everyTextFitsInANarrowDock() {
        view_->showData(sample_);
        const auto* summary = find<QLabel>("dataSummary");
        for (const auto& line : summary->text().split(QLatin1Char('\n')))
            QVERIFY(summary->fontMetrics().horizontalAdvance(line) <= summary->width());
        for (const auto* button : view_->findChildren<QPushButton*>())
            QVERIFY2(!button->isVisible() || button->fontMetrics().horizontalAdvance(button->text()) < button->width(),
                     qPrintable(button->text()));
    }

    void showsWhatWasLeftOut() {
        view_->showData(split_);
        auto* button = find<QPushButton>("skippedButton");
        QCOMPARE(button->text(), QStringLiteral("1 file left out"));
        QTest::mouseClick(button, Qt::LeftButton);
        const auto* list = find<QAbstractItemView>("skippedFiles");
        QVERIFY(list && list->isVisible());
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QStringLiteral("cats/broken.png"));
        QVERIFY(list->model()->index(0, 1).data().toString().contains(QLatin1String("broken.png")));
        QVERIFY(!list->model()->index(0, 1).data().toString().contains(folder_.path()));
        QTest::keyClick(list->window(), Qt::Key_Escape);
        QTRY_VERIFY(!view_->findChild<QAbstractItemView*>(QStringLiteral("skippedFiles")));
    }

    void sliderAsksOnceOnRelease() {
        view_->showData(sample_);
        QSignalSpy wanted(view_.get(), &DataView::requestChanged);
        auto* slider = find<QSlider>("perClassSlider");
        const auto* value = find<QLabel>("perClassValue");
        QCOMPARE(value->text(), QStringLiteral("20"));
        QCOMPARE(find<QLabel>("perClassMost")->text(), QStringLiteral("1,000"));
        const auto handle = handleOf(slider);
        QTest::mousePress(slider, Qt::LeftButton, {}, handle);
        for (int x = handle.x(); x < slider->width(); x += 5)
            QTest::mouseMove(slider, {x, handle.y()});
        QTest::mouseMove(slider, {slider->width() + 20, handle.y()});
        QCOMPARE(value->text(), QStringLiteral("1,000"));
        QVERIFY(wanted.isEmpty());
        QTest::mouseRelease(slider, Qt::LeftButton, {}, {slider->width() + 20, handle.y()});
        QCOMPARE(wanted.size(), 1);
        const auto request = wanted[0][0].value<DataRequest>();
        QCOMPARE(request.description, std::string("samples:similar"));
        QCOMPARE(request.options.perClass, std::optional<std::int64_t>(1000));
        QCOMPARE(request.augmentation, Augmentation::standard);
    }

    void sliderStops_data() {
        QTest::addColumn<QList<Qt::Key>>("keys");
        QTest::addColumn<qint64>("perClass");
        QTest::addColumn<QString>("says");
        // 10 of 24 training pictures a class are used at the start.
        QTest::newRow("one more") << QList{Qt::Key_Right} << qint64{20} << QStringLiteral("20");
        QTest::newRow("one less") << QList{Qt::Key_Left} << qint64{5} << QStringLiteral("5");
        QTest::newRow("least") << QList{Qt::Key_Home} << qint64{1} << QStringLiteral("1");
        QTest::newRow("all") << QList{Qt::Key_End} << qint64{0} << QStringLiteral("all 24");
    }
    void sliderStops() {
        QFETCH(QList<Qt::Key>, keys);
        QFETCH(qint64, perClass);
        QFETCH(QString, says);
        view_->showData(split_);
        QSignalSpy wanted(view_.get(), &DataView::requestChanged);
        auto* slider = find<QSlider>("perClassSlider");
        slider->setFocus();
        for (const auto key : keys)
            QTest::keyClick(slider, key);
        QCOMPARE(wanted.size(), keys.size());
        QCOMPARE(wanted.last()[0].value<DataRequest>().options.perClass.value_or(0), perClass);
        QCOMPARE(find<QLabel>("perClassValue")->text(), says);
        // What did not come is not claimed.
        view_->hideProgress();
        QCOMPARE(find<QLabel>("perClassValue")->text(), QStringLiteral("10"));
        QCOMPARE(wanted.size(), keys.size());
    }

    void anOddNumberStandsBetweenTheRoundOnes() {
        view_->showData(fixture::open({"samples:base", {.perClass = 33}, Augmentation::none}));
        QCOMPARE(find<QLabel>("perClassValue")->text(), QStringLiteral("33"));
        view_->showData(fixture::open({"samples:base?per-class=8", {}, Augmentation::none}));
        QCOMPARE(find<QLabel>("perClassValue")->text(), QStringLiteral("all 8"));
        QCOMPARE(find<QSlider>("perClassSlider")->maximum(), 3);
    }

    void validationShareAsks() {
        view_->showData(split_);
        QSignalSpy wanted(view_.get(), &DataView::requestChanged);
        auto* share = find<QSpinBox>("validationShare");
        share->setFocus();
        share->selectAll();
        QTest::keyClicks(share, QStringLiteral("35"));
        QVERIFY(wanted.isEmpty());  // not while somebody types
        QTest::keyClick(share, Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].value<DataRequest>().options.validationFraction, 0.35);
        QCOMPARE(wanted[0][0].value<DataRequest>().options.perClass, std::optional<std::int64_t>(10));
    }

    void augmentationNeedsNoNewFiles() {
        DataLoader loader;
        view_->setLoader(&loader);
        QSignalSpy views(&loader, &DataLoader::views);
        view_->showData(split_);
        QTRY_COMPARE(views.size(), 1);
        QSignalSpy wanted(view_.get(), &DataView::requestChanged);
        QSignalSpy changed(view_.get(), &DataView::augmentationChanged);
        QTest::mouseClick(find<QPushButton>("augmentation3"), Qt::LeftButton);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].value<Augmentation>(), Augmentation::strong);
        QVERIFY(wanted.isEmpty());
        QTRY_COMPARE(views.size(), 2);
        QTest::mouseClick(find<QPushButton>("augmentation3"), Qt::LeftButton);  // already so
        QCOMPARE(changed.size(), 1);
        // It goes into what is asked for later.
        auto* slider = find<QSlider>("perClassSlider");
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(wanted[0][0].value<DataRequest>().augmentation, Augmentation::strong);
        // And what the data brings is shown, silently.
        view_->showData(sample_);
        QVERIFY(find<QPushButton>("augmentation2")->isChecked());
        QCOMPARE(changed.size(), 1);
    }

    void galleryGetsItsPictures() {
        DataLoader loader;
        view_->setLoader(&loader);
        QSignalSpy thumbnails(&loader, &DataLoader::thumbnail);
        QSignalSpy views(&loader, &DataLoader::views);
        view_->showData(sample_);
        auto* gallery = find<ClassGallery>("classGallery");
        QTRY_VERIFY(thumbnails.size() >= gallery->thumbnailsPerRow());
        QTRY_COMPARE(views.size(), 1);
        QSignalSpy activated(view_.get(), &DataView::pictureActivated);
        QTest::mouseClick(gallery->viewport(), Qt::LeftButton, {}, gallery->thumbnailRect(1, 2).center());
        QCOMPARE(activated.size(), 1);
        QCOMPARE(activated[0], (QVariantList{1, 2}));
        QTRY_COMPARE(views.size(), 2);
        QVERIFY(views[0][0].value<QList<QImage>>() != views[1][0].value<QList<QImage>>());
        // Another network sees other views; the same one does not ask again.
        view_->setInput(InputSpec{.height = 64, .width = 64, .resizeShorterSide = 0});
        QTRY_COMPARE(views.size(), 3);
        QCOMPARE(views[2][0].value<QList<QImage>>()[0].size(), QSize(64, 64));
    }

    void picturesOfTheDataBeforeNeverCome() {
        DataLoader loader;
        view_->setLoader(&loader);
        QSignalSpy thumbnails(&loader, &DataLoader::thumbnail);
        view_->showData(sample_);
        QTRY_VERIFY(!thumbnails.isEmpty());  // more are on their way
        thumbnails.clear();
        view_->showData(fixture::open({"samples:different", {}, Augmentation::none}));
        QTRY_VERIFY(thumbnails.size() > find<ClassGallery>("classGallery")->thumbnailsPerRow());
        for (const auto& one : thumbnails)
            QVERIFY2(one[3].toString().startsWith(QLatin1String("samples:different")), qPrintable(one[3].toString()));
    }

    void theSamePicturesStay() {
        DataLoader loader;
        view_->setLoader(&loader);
        QSignalSpy thumbnails(&loader, &DataLoader::thumbnail);
        view_->showData(sample_);
        QTRY_VERIFY(!thumbnails.isEmpty());
        // Another augmentation of the same data while the gallery's pictures are still coming.
        auto varied = *sample_;
        varied.augmentation = Augmentation::flip;
        view_->showData(std::make_shared<const RunData>(std::move(varied)));
        QVERIFY(find<QPushButton>("augmentation1")->isChecked());
        auto* gallery = find<ClassGallery>("classGallery");
        int visible = 0;
        for (int row = 0; row < 8; ++row)
            visible += gallery->rowRect(row).intersects(gallery->viewport()->rect());
        QTRY_COMPARE(thumbnails.size(), visible * gallery->thumbnailsPerRow());
    }

    void progressAndCancel() {
        view_->showData(sample_);
        auto* progress = find<QWidget>("openingProgress");
        QVERIFY(!progress->isVisible());
        view_->showProgress(250, 1000);
        QVERIFY(progress->isVisible());
        QCOMPARE(find<QLabel>("openingText")->text(), QStringLiteral("250 of 1,000 pictures"));
        const auto* bar = find<QProgressBar>("openingBar");
        QCOMPARE(bar->value() * 4, bar->maximum());
        QSignalSpy cancelled(view_.get(), &DataView::cancelRequested);
        QTest::mouseClick(find<QToolButton>("cancelOpening"), Qt::LeftButton);
        QCOMPARE(cancelled.size(), 1);
        QVERIFY(!progress->isVisible());
        view_->showProgress(0, 0);
        QVERIFY(progress->isVisible());
        view_->showData(split_);
        QVERIFY(!progress->isVisible());
    }

private:
    template <class Widget>
    Widget* find(const char* name) const {
        auto* found = view_->findChild<Widget*>(QString::fromLatin1(name));
        if (!found)
            qFatal("There is no %s", name);
        return found;
    }

    static QPoint handleOf(QSlider* slider) {
        QStyleOptionSlider option;
        option.initFrom(slider);
        option.orientation = Qt::Horizontal;
        option.maximum = slider->maximum();
        option.sliderPosition = slider->value();
        option.sliderValue = slider->value();
        return slider->style()->subControlRect(QStyle::CC_Slider, &option, QStyle::SC_SliderHandle, slider).center();
    }

    QTemporaryDir folder_;
    std::shared_ptr<const RunData> sample_;  ///< has its own validation part
    std::shared_ptr<const RunData> split_;   ///< has not, and one file is left out
    std::unique_ptr<DataView> view_;
};

QTEST_MAIN(TestDataView)
#include "test_data_view.moc"
