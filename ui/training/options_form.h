// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/options.h"
#include "ui/training/device_box.h"

#include <QWidget>

#include <functional>
#include <utility>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;

namespace layerbench {

class NumberField;

/// The training options as fields, two in a row, and the phases of a run as a line that can be taken out. A field that
/// differs from what suits the case has a mark, and keeps its value when the case changes; the others follow.
class OptionsForm final : public QWidget {
    Q_OBJECT

public:
    OptionsForm();
    ~OptionsForm() override;

    /// Where a field holds no valid value, the last valid one.
    TrainingOptions options() const;
    /// The user's from an earlier time: kept through the next setDefaults().
    void setOptions(const TrainingOptions& options);
    void setDefaults(const TrainingOptions& defaults);
    /// Every field valid, or which is not.
    Result<void> check() const;

    DeviceBox* device() const { return device_; }
    /// Words under the device. Why there is no GPU also stands in the list, so here only among all options; what goes
    /// on with the engine, or what is wrong with it, always.
    enum class Note { background, news, problem };
    void setDeviceNote(const QString& note, const QString& more, Note kind);
    void setExpanded(bool expanded);
    void setEditable(bool editable);

Q_SIGNALS:
    /// By the user, and complete: Return, leaving a field, a choice from a list.
    void changed();
    /// While typing.
    void validityChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Field {
        QLabel* caption;
        QWidget* editor;
        QString name;
        QString help;
        NumberField* number;  ///< null for lists and switches
        std::function<void(TrainingOptions&)> read;
        std::function<void(const TrainingOptions&)> show;
        std::function<bool(const TrainingOptions&, const TrainingOptions&)> same;
        std::function<void(const TrainingOptions& from, TrainingOptions& to)> copy;
    };
    enum class Place { main, more };

    template <class Member>
    NumberField* addNumber(Place place, const char* id, const QString& name, const QString& help, double least,
                           double most, Member member, const QString& zero = {});
    template <class Value, class Member>
    void addChoice(Place place, const char* id, const QString& name, const QString& help,
                   const std::vector<std::pair<QString, Value>>& choices, Member member);
    void addMain();
    void addMore();
    void addFeatureCache();
    void add(Place place, const char* id, Field field);
    void showAll(const TrainingOptions& options);
    void edited();
    void commit();
    void refresh();
    void showNote();
    void showPhases();

    QWidget* mainPanel_;
    QGridLayout* main_;
    QWidget* morePanel_;
    QGridLayout* more_;
    QLabel* problem_;
    QLabel* deviceNote_;
    QWidget* phasesRow_;
    QLabel* phases_;
    QPushButton* phasesLink_;
    QPushButton* moreLink_;
    QPushButton* defaultsLink_;
    DeviceBox* device_;
    Note note_ = Note::news;
    std::vector<Field> fields_;
    TrainingOptions values_;  ///< the last valid ones
    TrainingOptions defaults_;
    TrainingOptions committed_;
    bool given_ = false;  ///< values came from setOptions() and await the defaults that they were chosen against
    bool withoutPhases_ = false;  ///< the user's wish
    bool expanded_ = false;
    bool editable_ = true;
};

}  // namespace layerbench
