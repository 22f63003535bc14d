package dev.perdure.testing;

/** What befalls the runs of a {@link DurableTest}. */
public enum Fault {
    /**
     * Hub and worker crash, once in each run, at each step in turn: before and after every durable write, before everything
     * the worker does, and after it before its answer arrives.
     */
    CRASH_EVERY_STEP,
    /** Answers of the worker arrive twice. */
    DUPLICATE,
    /** Work is done in another order, and answers are held back while others overtake them. */
    DELAY,
    /** Live orchestrators are let go, so that they are replayed from their history. */
    EVICT
}
