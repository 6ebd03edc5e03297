#pragma once
// Everything that happened to a disk while processes came and went, and what of it may be left when the power
// goes.
// Shape:  an answer counts from the operation on after which it was given. Heads and keys are files beside the
//         database: heads nobody syncs, keys are there for certain from where their makers synced them.

#include "tests/fault/disk.hpp"
#include "tests/fault/shim.hpp"
#include "tests/fault/verify.hpp"

#include <random>

namespace atranka::fault {

// What the record is told to wait for. Atranka sets full; the others are the proof that losses and damage are
// seen.
enum class Synchronous { full, normal, off };

class Telling final : public Watcher {
public:
    explicit Telling(const Place& place, std::size_t first_step = 0);

    bool is_told() const override { return true; }
    void after(Operation operation) override { operations.push_back(std::move(operation)); }

    // A new process; the one before it ends.
    Session& begin(Synchronous synchronous);
    void end() { session_.reset(); }  // what closing does belongs to it
    void answer(const std::vector<service::Done>& done);

    // What was answered for by then.
    std::vector<Kept> kept(std::size_t point) const;
    // The first step that had no answer.
    std::size_t next_step(std::size_t point) const;
    // Each log's head as any released by then, those of `known` too; or none, where that may be.
    void leave_heads(const Place& place, std::size_t point, std::mt19937_64& chance,
                     const std::map<std::string, std::string>& known = {}) const;
    void leave_keys(const Place& place, std::size_t point, std::mt19937_64& chance) const;

    std::vector<Operation> operations;
    std::vector<std::size_t> ended;      // operations up to the answer to each step
    std::vector<std::size_t> answers;    // operations up to each answer
    std::vector<std::string> destroyed;  // keys whose owner's data are erased, as the file spells them

private:
    struct Answered {
        std::size_t after;
        Kept kept;
    };
    struct Head {
        std::size_t after;
        std::string log, checkpoint;
    };
    struct Keys {
        std::size_t after;
        Place::KeyFiles files;
        bool is_certain;
    };

    Place place_;
    std::size_t first_step_;
    std::vector<Answered> answered_;
    std::vector<Head> heads_;
    std::vector<Keys> keys_;
    std::unique_ptr<Session> session_;
};

// So many steps of the story from that one on.
std::unique_ptr<Telling> tell(const Place& place, std::size_t from, std::size_t count,
                              Synchronous synchronous);
// What shared memory was left with is nobody's business.
void leave_shared_memory(const Place& place, std::mt19937_64& chance);

}  // namespace atranka::fault
