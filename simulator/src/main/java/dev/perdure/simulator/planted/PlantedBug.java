package dev.perdure.simulator.planted;

import java.util.Locale;

/** A bug that is planted to see whether it is found. */
public enum PlantedBug {
    /** The disk says that a write is durable before it is. */
    ACK_BEFORE_SYNC,
    /** A message to another partition is not written to the outbox. */
    OUTBOX_ROW_DROPPED,
    /** A message is taken, and the fact that it was is forgotten. */
    MESSAGE_NOT_COUNTED,
    /** The hub's clock is 20 seconds ahead. */
    TIMER_EARLY,
    /** A timer fires twice. */
    TIMER_TWICE,
    /** A timer is not written. */
    TIMER_NOT_WRITTEN,
    /** Events that no turn has seen are not carried over by continue-as-new. */
    EVENT_LOST_AT_CONTINUE,
    /** An event is put in the inbox twice. */
    EVENT_TWICE,
    /** A terminated instance keeps its locks. */
    LOCK_LEAKED_ON_TERMINATE,
    /** The token of an answer to a turn is not looked at. */
    TOKEN_NOT_CHECKED,
    /** A row of the index by name stays when its instance is purged. */
    INDEX_ROW_LEFT,
    /** The input of an instance stays when the instance is purged. */
    PAYLOAD_LEFT,
    /** A worker trusts its live orchestrator whatever history the host names. */
    LIVE_TRUSTED,
    /** Idempotency keys are not remembered. */
    KEY_FORGOTTEN,
    /** A delivery of an activity after the first is not counted. */
    REDELIVERY_NOT_COUNTED,
    /** An activity stays open when it has its result. */
    ACTIVITY_STAYS_OPEN,
    /** A parent gets the result of a child twice. */
    CHILD_RESULT_TWICE,
    /** A parent does not get the result of a child in another partition. */
    CHILD_RESULT_LOST,
    /** An ended instance can be terminated. */
    ENDED_TWICE,
    /** Operations stay in an entity's queue when they were carried out. */
    OPERATION_TWICE,
    /** A signal is acknowledged and not queued. */
    SIGNAL_LOST,
    /** The last event of a turn is left out of the history. */
    HISTORY_CUT;

    /** As it is written: {@code ack-before-sync}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
