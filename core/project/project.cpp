// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/project/project.h"

#include "core/network/sha256.h"
#include "core/project/json_reader.h"
#include "core/project/network_json.h"
#include "core/project/project_state.h"
#include "core/project/schema.h"
#include "core/project/tensor_store.h"

#include <filesystem>

#include <unistd.h>

namespace layerbench {

namespace fs = std::filesystem;

namespace {

/// What is wrong with the place, in the user's words, before SQLite says it in its own.
Result<void> checkPlace(const fs::path& file, const std::string& path, bool create) {
    std::error_code error;
    const auto status = fs::status(file, error);
    if (fs::is_directory(status))
        return failure(LB_TEXT("project", "“%1” is a folder. Name a .layerbench file in it."), path);
    if (fs::exists(status) && !fs::is_regular_file(status))
        return failure(LB_TEXT("project", "“%1” is no Layerbench project. Choose a .layerbench file."), path);
    if (fs::exists(status))
        return {};
    if (!create)
        return failure(LB_TEXT("project", "There is no project “%1”. Check the name."), path);
    const fs::path folder = file.parent_path();
    if (!fs::is_directory(folder, error))
        return failure(LB_TEXT("project", "“%1” cannot be created: its folder does not exist. Make the folder first."),
                       path);
    if (::access(folder.c_str(), W_OK) != 0)
        return failure(LB_TEXT("project", "“%1” cannot be created: its folder is read-only. Choose another folder."),
                       path);
    return {};
}

/// Removes the new file again unless it was completed.
class NewFile {
public:
    NewFile(fs::path file, bool isNew) : file_(std::move(file)), isNew_(isNew) {}
    NewFile(const NewFile&) = delete;
    ~NewFile() {
        std::error_code error;
        if (isNew_ && fs::file_size(file_, error) == 0 && !error)
            fs::remove(file_, error);
    }

private:
    fs::path file_;
    bool isNew_;
};

Result<void> prepare(const Database& database, bool create) {
    // Before anything is read: memory-mapped, a file that is cut short by others would kill the program.
    LB_CHECK(database.run("PRAGMA mmap_size = 0"));
    LB_TRY(const bool empty, isEmpty(database));
    if (empty && !create)
        return failure(LB_TEXT("project", "“%1” is empty and no Layerbench project."), database.path());
    if (empty) {
        LB_TRY(auto transaction, Transaction::begin(database));
        LB_CHECK(createSchema(database));
        LB_CHECK(transaction.commit());
    }
    return checkSchema(database);
}

}  // namespace

Project::Project(std::unique_ptr<State> state) : state_(std::move(state)) {}
Project::Project(Project&&) noexcept = default;
Project& Project::operator=(Project&&) noexcept = default;
Project::~Project() = default;

const std::string& Project::path() const {
    return state_->database.path();
}

Result<Project> Project::create(const std::string& path, std::chrono::milliseconds wait) {
    return openFile(path, Access::write, true, wait);
}

Result<Project> Project::open(const std::string& path, Access access, std::chrono::milliseconds wait) {
    return openFile(path, access, false, wait);
}

Result<Project> Project::openFile(const std::string& path, Access access, bool create, std::chrono::milliseconds wait) {
    std::error_code error;
    // Absolute, so that no name (":memory:") means something special to SQLite.
    const fs::path file = fs::absolute(path, error);
    if (path.empty() || error)
        return failure(LB_TEXT("project", "“%1” is no file name for a project."), path);
    LB_CHECK(checkPlace(file, path, create));
    const NewFile newFile(file, create && !fs::exists(file, error));

    LB_TRY(auto database, Database::open(file.string(), create));
    WriterLock lock;
    if (access == Access::read) {
        LB_CHECK(prepare(database, false));
        // Opened for writing all the same: only so can SQLite undo what a killed program left half done.
        LB_CHECK(database.run("PRAGMA query_only = 1"));
    } else {
        if (database.readOnly())
            return failure(LB_TEXT("project", "“%1” cannot be written: the file is read-only. Allow writing, or copy "
                                              "it."),
                           path);
        // Looked at before it is locked: a file of another kind is not ours to lock.
        LB_TRY(const bool empty, isEmpty(database));
        if (!empty)
            LB_CHECK(checkSchema(database));
        LB_TRY(lock, WriterLock::acquire(file.string(), wait));
        LB_CHECK(prepare(database, create));
        LB_CHECK(database.run("PRAGMA journal_mode = DELETE"));
        LB_CHECK(upgradeSchema(database));
        LB_TRY(const auto left, database.integer("SELECT count(*) FROM runs WHERE status = 'running'"));
        if (left > 0)
            LB_CHECK(database.run("UPDATE runs SET status = 'interrupted' WHERE status = 'running'"));
    }
    return Project(std::unique_ptr<State>(new State{std::move(lock), std::move(database), {}, {}}));
}

Result<void> Project::copyTo(const std::string& path) const {
    const std::lock_guard lock(state_->mutex);
    std::error_code error;
    const fs::path file = fs::absolute(path, error);
    if (path.empty() || error)
        return failure(LB_TEXT("project", "“%1” is no file name for a project."), path);
    if (fs::equivalent(file, state_->database.path(), error))
        return {};
    LB_CHECK(checkPlace(file, path, true));
    // Beside its place and moved there when it is whole: what stood there before is lost only to a complete file.
    fs::path part = file;
    part += ".part";
    fs::remove(part, error);
    if (auto written = state_->database.run("VACUUM INTO ?1", part.string()); !written) {
        fs::remove(part, error);
        return written;
    }
    fs::rename(part, file, error);
    if (error)
        return failure(LB_TEXT("project", "“%1” cannot be written: %2. Choose another name or folder."), path,
                       error.message());
    return {};
}

Result<std::int64_t> Project::State::put(const Tensor& tensor) const {
    const auto found = known.find(tensor.bytes().data());
    if (found != known.end() && found->second.tensor.shape() == tensor.shape() &&
        found->second.tensor.type() == tensor.type())
        return found->second.id;
    return putTensor(database, tensor);
}

void Project::State::remember(const Tensor& tensor, std::int64_t id) const {
    if (tensor.elementCount() > 0)
        known.insert_or_assign(tensor.bytes().data(), Known{tensor, id});
}

Result<std::int64_t> Project::addSource(const SourceRecord& source) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto transaction, Transaction::begin(database));
    Sha256 weights;
    std::vector<std::pair<std::string, std::int64_t>> rows;
    std::vector<std::pair<const Tensor*, std::int64_t>> stored;
    for (const auto& [name, layer, parameter] : namedParameters(source.network)) {
        const auto* tensor = std::get_if<Tensor>(&parameter->value);
        if (!tensor)
            continue;
        LB_TRY(const auto id, state_->put(*tensor));
        // Ids are never used for another tensor while a source refers to them, so they tell weights apart.
        weights.add(name + " " + std::to_string(id) + "\n");
        rows.emplace_back(name, id);
        stored.emplace_back(tensor, id);
    }
    const std::string network = networkToJson(source.network);
    const std::string weightsSha256 = weights.hex();
    LB_TRY(auto same, database.query("SELECT id FROM sources WHERE description = ?1 AND file_name = ?2 AND file_sha256 "
                                     "= ?3 AND network = ?4 AND weights_sha256 = ?5",
                                     source.description, source.fileName, source.fileSha256, network, weightsSha256));
    LB_TRY(const bool found, same.step());
    std::int64_t id = found ? same.integer(0) : 0;
    if (!found) {
        LB_CHECK(database.run("INSERT INTO sources (description, architecture, file_name, file_sha256, network, "
                              "weights_sha256, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                              "strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
                              source.description, source.network.architecture(), source.fileName, source.fileSha256,
                              network, weightsSha256));
        id = database.lastInsertId();
        for (const auto& [name, tensor] : rows)
            LB_CHECK(database.run("INSERT INTO source_tensors (source, name, tensor) VALUES (?1, ?2, ?3)", id, name,
                                  tensor));
    }
    LB_CHECK(transaction.commit());
    for (const auto& [tensor, tensorId] : stored)
        state_->remember(*tensor, tensorId);
    return id;
}

Result<SourceRecord> Project::source(std::int64_t id) const {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    LB_TRY(auto row,
           database.query("SELECT description, file_name, file_sha256, network FROM sources WHERE id = ?1", id));
    LB_TRY(const bool found, row.step());
    if (!found)
        return failure(LB_TEXT("project", "The project has no source %1."), id);
    const auto tensors = [&](const std::string& name) -> Result<Tensor> {
        LB_TRY(auto tensorRow,
               database.query("SELECT tensor FROM source_tensors WHERE source = ?1 AND name = ?2", id, name));
        LB_TRY(const bool there, tensorRow.step());
        if (!there)
            return failure(LB_TEXT("project", "The project lacks tensor “%1” of source %2."), name, id);
        const auto tensorId = tensorRow.integer(0);
        LB_TRY(auto tensor, getTensor(database, tensorId, name));
        state_->remember(tensor, tensorId);
        return tensor;
    };
    LB_TRY(auto network, networkFromJson(row.text(3), tensors));
    return SourceRecord{row.text(0), row.text(1), row.text(2), std::move(network)};
}

Result<std::int64_t> Project::addDataset(const DatasetRecord& d) {
    const std::lock_guard lock(state_->mutex);
    const Database& database = state_->database;
    const std::string classes = textsToJson(d.classes);
    const auto seed = static_cast<std::int64_t>(d.seed);
    LB_TRY(auto same, database.query("SELECT id FROM datasets WHERE description = ?1 AND seed = ?2 AND per_class = ?3 "
                                     "AND validation_fraction = ?4 AND augmentation = ?5 AND split = ?6 AND classes = "
                                     "?7 AND training_pictures = ?8 AND validation_pictures = ?9",
                                     d.description, seed, d.perClass, d.validationFraction, d.augmentation, d.split,
                                     classes, d.trainingPictures, d.validationPictures));
    LB_TRY(const bool found, same.step());
    if (found)
        return same.integer(0);
    LB_CHECK(database.run("INSERT INTO datasets (description, seed, per_class, validation_fraction, augmentation, "
                          "split, classes, training_pictures, validation_pictures) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
                          "?7, ?8, ?9)",
                          d.description, seed, d.perClass, d.validationFraction, d.augmentation, d.split, classes,
                          d.trainingPictures, d.validationPictures));
    return database.lastInsertId();
}

Result<DatasetRecord> Project::dataset(std::int64_t id) const {
    const std::lock_guard lock(state_->mutex);
    LB_TRY(auto row, state_->database.query("SELECT description, seed, per_class, validation_fraction, augmentation, "
                                            "split, classes, training_pictures, validation_pictures FROM datasets "
                                            "WHERE id = ?1",
                                            id));
    LB_TRY(const bool found, row.step());
    if (!found)
        return failure(LB_TEXT("project", "The project has no data set %1."), id);
    LB_TRY(auto classes, textsFromJson(row.text(6)));
    return DatasetRecord{row.text(0),        static_cast<std::uint64_t>(row.integer(1)),
                         row.integer(2),     row.number(3),
                         row.text(4),        row.text(5),
                         std::move(classes), row.integer(7),
                         row.integer(8)};
}

std::string textsToJson(const std::vector<std::string>& texts) {
    return Json(texts).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::vector<std::string>> textsFromJson(const std::string& json) {
    LB_TRY(const Json parsed, parseJson(json));
    return asStrings({&parsed, ""});
}

}  // namespace layerbench
