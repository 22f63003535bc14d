package dev.perdure.engine.runtime;

/**
 * The way of messages, and of their acknowledgements, between the partitions of a hub. It may delay, repeat, reorder or
 * lose them; what is lost is sent again when the sender's partition recovers.
 *
 * <p>Called by any thread; quick.
 */
public interface Link {

    /** Delivers at once. */
    Link DIRECT = (source, destination, delivery) -> delivery.run();

    /**
     * Carries one message.
     *
     * @param source the partition it comes from
     * @param destination the partition it goes to
     * @param delivery delivers it; may be run any number of times, at any time, by any thread
     */
    void carry(int source, int destination, Runnable delivery);
}
