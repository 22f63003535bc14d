package dev.perdure.crashtest.judge;

import dev.perdure.core.RuntimeStatus;
import dev.perdure.crashtest.journal.Operation;
import dev.perdure.crashtest.journal.Operation.Phase;
import dev.perdure.crashtest.journal.Operation.Refusal;
import java.util.EnumSet;
import java.util.Set;

/** Where an instance is in its life, and what operations do to it: the specification that calls are checked against. */
enum LifeState {
    ABSENT,
    PENDING,
    RUNNING,
    SUSPENDED,
    COMPLETED,
    FAILED,
    TERMINATED;

    private static final Set<LifeState> NOTHING = Set.of();
    private static final Set<LifeState> BEGUN = EnumSet.of(PENDING, RUNNING);

    boolean isAlive() {
        return this == PENDING || this == RUNNING || this == SUSPENDED;
    }

    boolean hasEnded() {
        return this == COMPLETED || this == FAILED || this == TERMINATED;
    }

    /** What may become of it without any operation. A turn that was at a worker may end also a suspended instance. */
    Set<LifeState> byItself() {
        return switch (this) {
            case PENDING -> EnumSet.of(RUNNING, COMPLETED, FAILED);
            case RUNNING, SUSPENDED -> EnumSet.of(COMPLETED, FAILED);
            case ABSENT, COMPLETED, FAILED, TERMINATED -> NOTHING;
        };
    }

    /** The states that a call may lead to from this one; none if it cannot have ended as it did in this state. */
    Set<LifeState> after(Call call) {
        return switch (call.phase()) {
            case DONE -> done(call);
            case UNKNOWN -> effect(call);
            case REFUSED -> refused(call) ? EnumSet.of(this) : NOTHING;
            case NOT_DONE, CALLED -> NOTHING;
        };
    }

    private Set<LifeState> done(Call call) {
        return switch (call.kind()) {
            case STATUS -> shows(call.answer()) ? EnumSet.of(this) : NOTHING;
            case EVENT -> isAlive() ? EnumSet.of(this) : NOTHING;
            case RESTART -> this == ABSENT ? NOTHING : EnumSet.of(this);
            case TERMINATE, SUSPEND, RESUME -> hasEnded() ? EnumSet.of(this) : effect(call);
            case PURGE -> call.answer().equals("0") ? (this == ABSENT ? EnumSet.of(this) : NOTHING) : effect(call);
            case START, REWIND, RESTART_IN_PLACE -> effect(call);
            case SIGNAL -> EnumSet.of(this);
        };
    }

    /** What the call changes if it has its effect; none if it can have none here. */
    private Set<LifeState> effect(Call call) {
        return switch (call.kind()) {
            case START -> this == ABSENT ? EnumSet.of(PENDING) : NOTHING;
            case TERMINATE -> isAlive() ? EnumSet.of(TERMINATED) : NOTHING;
            case SUSPEND -> BEGUN.contains(this) ? EnumSet.of(SUSPENDED) : NOTHING;
            case RESUME -> this == SUSPENDED ? BEGUN : NOTHING;
            case REWIND -> this == FAILED ? BEGUN : NOTHING;
            case RESTART_IN_PLACE -> hasEnded() ? EnumSet.of(PENDING) : NOTHING;
            case PURGE -> hasEnded() ? EnumSet.of(ABSENT) : NOTHING;
            case EVENT, RESTART, STATUS, SIGNAL -> NOTHING;
        };
    }

    private boolean refused(Call call) {
        if (call.answer().equals(Refusal.ABSENT.name())) {
            return this == ABSENT;
        }
        return switch (call.kind()) {
            case START -> this != ABSENT;
            case EVENT, TERMINATE -> hasEnded();
            case SUSPEND -> this == SUSPENDED || hasEnded();
            case RESUME -> BEGUN.contains(this) || hasEnded();
            case REWIND -> this != FAILED && this != ABSENT;
            case RESTART_IN_PLACE, PURGE -> isAlive();
            case RESTART, STATUS, SIGNAL -> false;
        };
    }

    private boolean shows(String answer) {
        if (answer.equals(Operation.ABSENT)) {
            return this == ABSENT;
        }
        RuntimeStatus status = RuntimeStatus.ofWireName(answer).orElseThrow();
        return switch (this) {
            case ABSENT -> false;
            case PENDING -> status == RuntimeStatus.PENDING;
            case RUNNING -> status == RuntimeStatus.RUNNING || status == RuntimeStatus.CONTINUED_AS_NEW;
            case SUSPENDED -> status == RuntimeStatus.SUSPENDED;
            case COMPLETED -> status == RuntimeStatus.COMPLETED;
            case FAILED -> status == RuntimeStatus.FAILED;
            case TERMINATED -> status == RuntimeStatus.TERMINATED;
        };
    }

    /** Whether calls that ended so say anything about the state. */
    static boolean isTelling(Call call) {
        return call.phase() == Phase.DONE || call.phase() == Phase.REFUSED || call.phase() == Phase.UNKNOWN;
    }
}
