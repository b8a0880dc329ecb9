// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/basics/theme.h"
#include "widgets/gallery/class_gallery.h"
#include "widgets/gallery/picture_preview.h"

#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

#include <set>

using namespace layerbench;

namespace {

QImage plainPicture(const QColor& colour, QSize size = {40, 20}) {
    QImage image(size, QImage::Format_RGB888);
    image.fill(colour);
    return image;
}

std::vector<GalleryClass> manyClasses(int count) {
    std::vector<GalleryClass> classes;
    for (int i = 0; i < count; ++i)
        classes.push_back({QStringLiteral("class %1").arg(i), 20, 60});
    return classes;
}

}  // namespace

class TestClassGallery : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::light()); }

    void init() {
        gallery_ = std::make_unique<ClassGallery>();
        gallery_->resize(201, 300);
        gallery_->show();
        QVERIFY(QTest::qWaitForWindowExposed(gallery_.get()));
    }
    void cleanup() { gallery_.reset(); }

    void asksForWhatIsSeenAlone() {
        QSignalSpy wanted(gallery_.get(), &ClassGallery::thumbnailsWanted);
        gallery_->setClasses(manyClasses(1000));
        QTRY_VERIFY(!wanted.isEmpty());
        std::set<int> asked;
        for (const auto& arguments : wanted) {
            asked.insert(arguments[0].toInt());
            QCOMPARE(arguments[1].toInt(), gallery_->thumbnailsPerRow());
        }
        QCOMPARE(*asked.begin(), 0);
        const auto viewport = gallery_->viewport()->rect();
        for (int row = 0; row < 20; ++row)
            QCOMPARE(asked.contains(row), gallery_->rowRect(row).intersects(viewport));
    }

    void asksOnceForEachRow() {
        QSignalSpy wanted(gallery_.get(), &ClassGallery::thumbnailsWanted);
        gallery_->setClasses(manyClasses(1000));
        auto* bar = gallery_->verticalScrollBar();
        const int rowHeight = gallery_->rowRect(0).height();
        QTRY_VERIFY(!wanted.isEmpty());
        const auto first = wanted.size();
        bar->setValue(500 * rowHeight);
        QTRY_VERIFY(wanted.size() > first);
        for (auto i = first; i < wanted.size(); ++i)
            QVERIFY(wanted[i][0].toInt() >= 500);
        const auto both = wanted.size();
        bar->setValue(0);  // these were asked for
        bar->setValue(600 * rowHeight);
        QTRY_VERIFY(wanted.size() > both);
        for (auto i = both; i < wanted.size(); ++i)
            QVERIFY(wanted[i][0].toInt() >= 600);
    }

    void noMoreThumbnailsThanPictures() {
        QSignalSpy wanted(gallery_.get(), &ClassGallery::thumbnailsWanted);
        gallery_->setClasses({{QStringLiteral("few"), 2, 1}, {QStringLiteral("many"), 100, 0}});
        QTRY_COMPARE(wanted.size(), 2);
        QCOMPARE(wanted[0], (QVariantList{0, 3}));
        QCOMPARE(wanted[1], (QVariantList{1, gallery_->thumbnailsPerRow()}));
    }

    void thumbnailsFillTheRow() {
        gallery_->setClasses(manyClasses(2));
        const int last = gallery_->thumbnailsPerRow() - 1;
        QCOMPARE(gallery_->thumbnailRect(0, 0).left(), 0);
        QCOMPARE(gallery_->thumbnailRect(0, last).right(), gallery_->rowRect(0).right());
        for (int i = 0; i < last; ++i)
            QVERIFY(gallery_->thumbnailRect(0, i).right() + 2 < gallery_->thumbnailRect(0, i + 1).left());
        QVERIFY(!gallery_->thumbnailRect(0, 0).intersects(gallery_->thumbnailRect(1, 0)));
    }

    void showsTheMiddleOfAPicture() {
        gallery_->setClasses(manyClasses(2));
        auto picture = plainPicture(Qt::red);
        for (int y = 0; y < picture.height(); ++y)
            for (int x = 10; x < 30; ++x)
                picture.setPixelColor(x, y, Qt::green);
        gallery_->setThumbnail(1, 2, picture);
        gallery_->setThumbnail(7, 0, picture);  // beyond the classes: ignored
        const auto image = gallery_->viewport()->grab().toImage();
        const auto place = gallery_->thumbnailRect(1, 2);
        for (const auto& point : {place.center(), place.center() - QPoint(12, 0), place.center() + QPoint(12, 0)})
            QCOMPARE(image.pixelColor(point), QColor(Qt::green));
        QCOMPARE(image.pixelColor(gallery_->thumbnailRect(1, 1).center()), Theme::light().faint);
    }

    void barsShowTheBalance() {
        gallery_->setClasses({{QStringLiteral("large"), 60, 40}, {QStringLiteral("small"), 30, 20}});
        const auto image = gallery_->viewport()->grab().toImage();
        const auto lengths = [&](int row, const QColor& colour) {
            int longest = 0;
            const auto area = gallery_->rowRect(row);
            for (int y = area.top(); y < gallery_->thumbnailRect(row, 0).top(); ++y) {
                int count = 0;
                for (int x = area.left(); x <= area.right(); ++x)
                    count += image.pixelColor(x, y) == colour;
                longest = std::max(longest, count);
            }
            return longest;
        };
        const auto& theme = Theme::light();
        const int width = gallery_->rowRect(0).width();
        // A border that lies within a pixel mixes the colours there.
        QVERIFY(std::abs(lengths(0, theme.training) - width * 60 / 100) <= 1);
        QVERIFY(std::abs(lengths(0, theme.validation) - width * 40 / 100) <= 1);
        QVERIFY(std::abs(lengths(1, theme.training) - width * 30 / 100) <= 1);
        QVERIFY(std::abs(lengths(1, theme.validation) - width * 20 / 100) <= 1);
    }

    void clickActivates_data() {
        QTest::addColumn<QPoint>("release");
        QTest::addColumn<bool>("activates");
        QTest::newRow("on the picture") << QPoint(3, 3) << true;
        QTest::newRow("beside it") << QPoint(-40, 3) << false;
    }
    void clickActivates() {
        QFETCH(QPoint, release);
        QFETCH(bool, activates);
        gallery_->setClasses(manyClasses(3));
        QSignalSpy activated(gallery_.get(), &ClassGallery::pictureActivated);
        const auto centre = gallery_->thumbnailRect(1, 3).center();
        QTest::mousePress(gallery_->viewport(), Qt::LeftButton, {}, centre);
        QTest::mouseRelease(gallery_->viewport(), Qt::LeftButton, {}, centre + release);
        QCOMPARE(activated.size(), activates ? 1 : 0);
        if (activates)
            QCOMPARE(activated[0], (QVariantList{1, 3}));
    }

    void keyboardGoesFromPictureToPicture() {
        gallery_->setClasses(manyClasses(1000));
        QSignalSpy activated(gallery_.get(), &ClassGallery::pictureActivated);
        for (const auto key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Right, Qt::Key_Left, Qt::Key_Return})
            QTest::keyClick(gallery_.get(), key);
        QCOMPARE(activated.takeFirst(), (QVariantList{1, 1}));
        QTest::keyClick(gallery_.get(), Qt::Key_End);
        QTest::keyClick(gallery_.get(), Qt::Key_Space);
        QCOMPARE(activated.takeFirst(), (QVariantList{999, 0}));
        QVERIFY(gallery_->viewport()->rect().contains(gallery_->thumbnailRect(999, 0)));
        for (const auto key : {Qt::Key_Home, Qt::Key_Up, Qt::Key_Left, Qt::Key_Return})
            QTest::keyClick(gallery_.get(), key);
        QCOMPARE(activated.takeFirst(), (QVariantList{0, 0}));
        QCOMPARE(gallery_->verticalScrollBar()->value(), 0);
    }

    void hoverShowsThePictureLarger() {
        gallery_->setClasses(manyClasses(3));
        gallery_->setThumbnail(0, 1, plainPicture(Qt::blue, {160, 80}), QStringLiteral("bee.jpg"));
        auto* preview = gallery_->findChild<PicturePreview*>();
        QVERIFY(preview);
        QVERIFY(!preview->isVisible());
        QTest::mouseMove(gallery_->viewport(), gallery_->thumbnailRect(0, 1).center());
        QTRY_VERIFY(preview->isVisible());
        const auto* name = preview->findChild<QLabel*>(QStringLiteral("picturePreviewName"));
        QVERIFY(name);
        QCOMPARE(name->text(), QStringLiteral("bee.jpg"));
        QVERIFY(preview->width() >= 160);
        QTest::mouseMove(gallery_->viewport(), {gallery_->viewport()->width() / 2, gallery_->viewport()->height() - 2});
        QTRY_VERIFY(!preview->isVisible());
    }

    void aNewDataSetForgetsThumbnails() {
        gallery_->setClasses(manyClasses(2));
        gallery_->setThumbnail(0, 0, plainPicture(Qt::green));
        gallery_->setClasses(manyClasses(2));
        const auto image = gallery_->viewport()->grab().toImage();
        QCOMPARE(image.pixelColor(gallery_->thumbnailRect(0, 0).center()), Theme::light().faint);
    }

private:
    std::unique_ptr<ClassGallery> gallery_;
};

QTEST_MAIN(TestClassGallery)
#include "test_class_gallery.moc"
