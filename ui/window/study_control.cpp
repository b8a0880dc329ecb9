// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/study_control.h"

#include "core/models/architectures.h"
#include "core/project/transferability_json.h"
#include "core/report/transferability.h"
#include "core/study/cases.h"
#include "ui/data/data_title.h"
#include "ui/document/document.h"
#include "ui/results/messages_view.h"
#include "ui/study/other_data.h"
#include "ui/study/study_export.h"
#include "ui/study/study_page.h"
#include "ui/study/study_setup.h"
#include "ui/training/training_view.h"
#include "ui/window/actions.h"
#include "ui/window/data_control.h"
#include "ui/window/file_dialog.h"
#include "ui/window/sessions.h"
#include "widgets/basics/message_strip.h"
#include "widgets/basics/translated.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>

#include <algorithm>
#include <utility>

namespace layerbench {

namespace {

constexpr std::size_t mostKept = 12;

QString architectureTitle(const std::string& name) {
    const ArchitectureInfo* known = findArchitecture(name);
    return toQString(known ? known->title : name);
}

}  // namespace

StudyControl::StudyControl(Document& document, DataControl& data, const Sessions& sessions, const Views& views,
                           const Actions& actions, QObject* parent)
    : QObject(parent), document_(document), data_(data), sessions_(sessions), views_(views), actions_(actions),
      session_(new StudySession(this)), other_(new OtherData(this)) {
    connect(session_, &StudySession::stateChanged, this, &StudyControl::stateChanged);
    connect(session_, &StudySession::arrived, this, &StudyControl::arrived);
    connect(session_, &StudySession::finished, this, &StudyControl::finished);
    connect(session_, &StudySession::failed, this, &StudyControl::failed);

    const StudyPage* page = views_.page;
    connect(page, &StudyPage::startRequested, this, &StudyControl::start);
    connect(page, &StudyPage::pauseRequested, session_, &StudySession::pause);
    connect(page, &StudyPage::resumeRequested, session_, &StudySession::resume);
    connect(page, &StudyPage::stopRequested, session_, &StudySession::stop);
    connect(page, &StudyPage::studyChosen, this, &StudyControl::choose);
    connect(page, &StudyPage::saveRequested, this, &StudyControl::save);
    connect(page, &StudyPage::copyRequested, this, &StudyControl::copy);
    connect(page, &StudyPage::hint, this, &StudyControl::said);
    connect(page, &StudyPage::cameIntoSight, this, [this] {
        if (stale_)
            networkChanged();
    });
    const StudySetup* setup = page->setup();
    connect(setup, &StudySetup::changed, this, &StudyControl::updateReadiness);
    connect(setup, &StudySetup::drawRequested, this, [this] {
        ++draws_;
        drawClasses();
    });
    connect(setup, &StudySetup::otherRequested, this, &StudyControl::otherRequested);
    connect(setup, &StudySetup::otherRemoved, this, [this] { setOther({}); });

    connect(other_, &OtherData::changed, this, [this] {
        views_.page->setup()->setOther(other_->title(), dataExplanation(other_->description()), other_->problem());
        updateReadiness();
    });
    connect(&document_, &Document::networkChanged, this, &StudyControl::networkChanged);
    connect(&document_, &Document::projectChanged, this, &StudyControl::read);
    connect(&data_, &DataControl::changed, this, &StudyControl::dataChanged);
    views_.left->hide();
    networkChanged();
    dataChanged();
}

StudyControl::~StudyControl() = default;

void StudyControl::stopAndWait() {
    session_->stop();
    session_->wait();
}

std::uint64_t StudyControl::seed() const {
    return data_.data() ? data_.data()->options.seed : 1;
}

void StudyControl::networkChanged() {
    // To find the places to cut in a large network takes a while: out of sight it can wait.
    stale_ = !views_.page->isVisible();
    if (stale_)
        return updateReadiness();
    if (document_.hasNetwork()) {
        const Network& network = document_.network();
        const auto depths = studyDepths(network, {});
        views_.page->setup()->setNetwork(architectureTitle(network.architecture()), cutPoints(network),
                                         depths ? QString() : translated(depths.error()));
    } else {
        views_.page->setup()->setNetwork({}, {}, {});
    }
    updateReadiness();
    show();
}

void StudyControl::dataChanged() {
    StudySetup& setup = *views_.page->setup();
    if (const auto& data = data_.data()) {
        const auto drawn = splitClasses(data->dataset, seed() + draws_);
        setup.setData(picturesOf(data->dataset), data->dataset.classes,
                      drawn ? drawn->a.classes : std::vector<std::string>());
        // The other data comes in the same number, drawn by the same seed.
        const auto& other = other_->data();
        if (other && (other->options.perClass != data->options.perClass || other->options.seed != data->options.seed))
            setOther(other_->description());
    } else {
        setup.setData(data_.opening() ? tr("The data is being read …") : tr("No data is open."), {}, {});
    }
    updateReadiness();
}

void StudyControl::drawClasses() {
    if (!data_.data())
        return;
    if (const auto drawn = splitClasses(data_.data()->dataset, seed() + draws_))
        views_.page->setup()->splitClasses(drawn->a.classes);
    updateReadiness();
}

void StudyControl::setOther(const std::string& description) {
    other_->open(description, data_.data() ? data_.data()->options : DatasetOptions{},
                 document_.hasNetwork() ? std::optional(document_.network().input()) : std::nullopt);
}

Result<ClassHalves> StudyControl::tasks() const {
    const Dataset& dataset = data_.data()->dataset;
    LB_TRY(ClassHalves halves, splitClasses(dataset, views_.page->setup()->classesOfA()));
    LB_CHECK(checkTarget(halves.b));
    return halves;
}

Result<TransferabilityRequest> StudyControl::request() const {
    const StudySetup& setup = *views_.page->setup();
    const Network& network = document_.network();
    LB_TRY(const auto depths, studyDepths(network, setup.depths()));
    LB_TRY(ClassHalves halves, tasks());
    std::optional<Dataset> dissimilar;
    if (other_->data())
        dissimilar = someClasses(other_->data()->dataset, halves.a.classes.size(), seed());
    std::vector<std::uint64_t> seeds;
    for (std::uint64_t i = 0; i < setup.seeds(); ++i)
        seeds.push_back(seed() + i);
    TrainingOptions options = defaultOptions(Case::fromScratch, network, std::ssize(halves.b.items(Part::training)));
    options.epochs = setup.epochs();
    options.seed = seed();
    options.compute = views_.training->options().compute;
    return TransferabilityRequest{network,          std::move(halves),  std::move(dissimilar),     depths,
                                  std::move(seeds), std::move(options), data_.data()->augmentation};
}

void StudyControl::updateReadiness() {
    StudySetup& setup = *views_.page->setup();
    const bool there = document_.hasNetwork() && data_.data();
    QString problem;  // of the split, beside it
    if (there) {
        if (const auto halves = tasks())
            setup.setUsualEpochs(defaultOptions(Case::fromScratch, document_.network(),
                                                std::max<std::int64_t>(1, std::ssize(halves->b.items(Part::training))))
                                     .epochs);
        else
            problem = translated(halves.error());
    }
    setup.setDataProblem(problem);

    QString why = sessions_.atWork(session_);
    if (!document_.hasNetwork())
        why = tr("Open a network first.");
    else if (!data_.data())
        why = data_.opening() ? tr("The data is being read …") : tr("Choose data first.");
    const bool good = there && problem.isEmpty() && !setup.depths().empty() && other_->problem().isEmpty();
    if (why.isEmpty() && !good)
        why = tr("Something below is not as the study needs it.");
    else if (why.isEmpty() && other_->opening())
        why = tr("The other data is being read …");
    views_.page->setReady(why.isEmpty(), why);
    actions_.study->setEnabled(there);
}

void StudyControl::start() {
    auto asked = request();
    if (!asked) {  // what the page has said already
        updateReadiness();
        return;
    }
    live_ = plannedResult(*asked);
    shown_ = -1;
    session_->start(*std::move(asked));
    show();
}

void StudyControl::arrived(const StudyBatch& batch) {
    for (const auto& text : batch.messages)
        views_.messages->add(MessagesView::Kind::information, translated(text));
    if (batch.progress) {
        views_.page->showProgress(*batch.progress, batch.now);
        views_.left->setText(tr("Transferability: %1").arg(progressText(*batch.progress)));
    }
    if (batch.measured.empty())
        return;
    const bool first = live_->runs.empty();
    live_->runs.insert(live_->runs.end(), batch.measured.begin(), batch.measured.end());
    for (const auto& measured : batch.measured)
        if (!measured.frozenUnchanged)
            views_.messages->add(
                MessagesView::Kind::error,
                tr("%1: frozen layers have changed. Please report this.").arg(toQString(name(measured.run))));
    if (first) {
        if (studies_.size() == mostKept)
            studies_.erase(studies_.begin());
        studies_.push_back({});
        shown_ = static_cast<int>(studies_.size()) - 1;
    }
    studies_.back() = *live_;
    keep();
    show();
}

void StudyControl::finished(bool stopped) {
    const bool some = !live_->runs.empty();
    if (some) {
        studies_.back().stopped = stopped;
        keep();
    }
    live_.reset();
    const QString text = !stopped ? tr("The study is finished.")
                         : some   ? tr("The study was stopped; the runs that are through are kept.")
                                  : tr("The study was stopped before a run was through.");
    views_.messages->add(MessagesView::Kind::information, text);
    views_.page->showEnd(text, false);
    Q_EMIT said(text);
    show();
}

void StudyControl::failed(const Error& error) {
    const QString text = translated(error);
    views_.messages->add(MessagesView::Kind::error, text);
    if (live_ && !live_->runs.empty()) {
        studies_.back().stopped = true;
        keep();
    }
    live_.reset();
    views_.page->showEnd(text, true);
    views_.strip->show(MessageStrip::Kind::error, text);
    show();
}

void StudyControl::stateChanged(WorkSession::State state) {
    views_.page->showState(state);
    views_.left->setVisible(session_->active());
    if (state == WorkSession::State::preparing)
        views_.left->setText(tr("Transferability: the first run …"));
    updateReadiness();
}

void StudyControl::read() {
    if (session_->active())
        return;
    studies_.clear();
    if (const std::string kept = document_.setting(studiesSetting); !kept.empty()) {
        auto studies = studiesFromJson(kept);
        if (studies)
            studies_ = *std::move(studies);
        else
            views_.messages->add(
                MessagesView::Kind::error,
                tr("The project's transferability studies cannot be read: %1").arg(translated(studies.error())));
    }
    shown_ = static_cast<int>(studies_.size()) - 1;
    views_.page->showEnd({}, false);
    show();
}

void StudyControl::keep() {
    document_.setSetting(studiesSetting, studiesToJson(studies_));
}

const TransferabilityResult* StudyControl::shown() const {
    if (shown_ >= 0)
        return &studies_[static_cast<std::size_t>(shown_)];
    return live_ ? &*live_ : nullptr;
}

void StudyControl::show() {
    QStringList titles;
    for (const auto& study : studies_) {
        const QString data = study.tasks.empty() ? QString() : dataTitle(study.tasks.front().data);
        const QString title = tr("Study %1: %2 on %3, %n runs", nullptr, static_cast<int>(study.runs.size()))
                                  .arg(titles.size() + 1)
                                  .arg(architectureTitle(study.architecture), data);
        const bool goesOn = live_ && !live_->runs.empty() && &study == &studies_.back();
        titles << (study.stopped ? tr("%1 (stopped)").arg(title) : goesOn ? tr("%1 so far").arg(title) : title);
    }
    views_.page->setStudies(titles, shown_);
    if (const auto* study = shown()) {
        views_.page->setResult(*study);
        return;
    }
    // The figure as it will be, without a curve.
    TransferabilityResult planned;
    if (document_.hasNetwork() && !stale_)
        planned.cuts = cutPoints(document_.network());
    planned.seeds.resize(views_.page->setup()->seeds());
    views_.page->setResult(planned);
}

void StudyControl::choose(int study) {
    shown_ = study;
    show();
}

void StudyControl::copy(const QString& name, TableFormat format) {
    const auto* study = shown();
    if (!study)
        return;
    QApplication::clipboard()->setText(toQString(transferabilityTable(*study, format)));
    Q_EMIT said(tr("The table is in the clipboard as %1.").arg(name));
}

void StudyControl::save(const QString& format) {
    const auto* study = shown();
    if (!study)
        return;
    const bool figure = format == QStringLiteral("svg") || format == QStringLiteral("png");
    auto* dialog = makeFileDialog(views_.page->window(), figure ? tr("Save the figure") : tr("Save the table"),
                                  QStringLiteral("*.%1").arg(format), QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(format);
    // As it was when it was asked for, however the study goes on meanwhile.
    constexpr int pictureWidth = 1600;
    const QPixmap picture = format == QStringLiteral("png") ? views_.page->figure(pictureWidth) : QPixmap();
    connect(dialog, &QFileDialog::fileSelected, this, [this, format, picture, study = *study](const QString& file) {
        if (const auto written = writeStudy(study, picture, file.toStdString(), format); !written) {
            views_.messages->add(MessagesView::Kind::error, translated(written.error()));
            views_.strip->show(MessageStrip::Kind::error, translated(written.error()));
        } else {
            views_.strip->show(MessageStrip::Kind::good, tr("The study is in “%1”.").arg(file));
        }
    });
    dialog->open();
}

}  // namespace layerbench
