package dev.perdure.client.waiting;

/** How a wait came out. */
public enum Verdict {
    /** The host says it is time to look at the instance: it has got there, or there is none of this id. */
    LOOK,
    /** The time of the caller is over. */
    TIMED_OUT,
    /** This host takes no long poll, or no more of them: the caller has to ask again and again by itself. */
    ASK_YOURSELF
}
