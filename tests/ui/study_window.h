// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The page of the transferability study in the real window, as a hand and an eye meet it.

#include "ui/study/check_list.h"
#include "ui/study/study_page.h"
#include "ui/study/study_setup.h"
#include "ui/study/study_table_view.h"
#include "ui/window/study_control.h"
#include "widgets/basics/translated.h"
#include "widgets/curves/transferability_plot.h"
#include "window_fixture.h"

#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>

namespace layerbench::fixture {

class StudyWindow : protected WindowUser {
protected:
    /// A click on the word of a line.
    void clickLine(const char* list, int line) {
        auto* found = find<CheckList>(list);
        const QRect rect = found->visualItemRect(found->item(line));
        QTest::mouseClick(found->viewport(), Qt::LeftButton, {}, rect.center());
    }
    void type(const char* box, int number) {
        auto* found = find<QSpinBox>(box);
        found->setFocus();
        found->selectAll();
        QTest::keyClicks(found, QString::number(number));
        QTest::keyClick(found, Qt::Key_Tab);
        QCOMPARE(found->value(), number);
    }
    QStringList wordsOf(const char* list) {
        QStringList words;
        for (int i = 0; i < find<CheckList>(list)->count(); ++i)
            words << find<CheckList>(list)->item(i)->text();
        return words;
    }
    QString said(const char* label) {
        auto* found = find<QLabel>(label);
        return found->isVisible() ? found->text() : QString();
    }
    StudySession* session() { return f->window->study().session(); }
    TransferabilityPlot& plot() { return *find<TransferabilityPlot>("transferabilityPlot"); }
    StudyTableView& table() { return *find<StudyTableView>("studyTable"); }
    const TransferabilityResult& study() { return f->window->study().studies().back(); }

    void useData(const std::string& description, std::int64_t perClass) {
        DataRequest request{description, {}, Augmentation::none};
        request.options.perClass = perClass;
        f->window->data().open(request);
        QTRY_VERIFY_WITH_TIMEOUT(f->window->data().data() && !f->window->data().opening() &&
                                     f->window->data().data()->dataset.description == description,
                                 30'000);
    }
    /// One number of blocks, two epochs: six runs.
    void setUpTiny(int epochs = 2) {
        click("studyNoDepths");
        clickLine("studyDepths", 1);
        type("studySeeds", 1);
        type("studyEpochs", epochs);
    }
    void studyAndWait() {
        click("studyStart");
        QVERIFY(session()->active());
        QTRY_VERIFY_WITH_TIMEOUT(!session()->active(), patience);
        waitForBackground();
    }

    void open() {
        f = std::make_unique<WindowFixture>();
        QTRY_VERIFY_WITH_TIMEOUT(f->ready(), 30'000);
        useData("samples:similar", 2);
        clickTab(2);
        QVERIFY(f->window->studyPage().isVisible());
    }
};

}  // namespace layerbench::fixture
