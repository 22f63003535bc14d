package dev.perdure.examples.monitor;

/** The activities: the system that runs the job. */
public interface Jobs {

    /** Whether the job has ended. */
    boolean hasEnded(String job);

    /** Tells whoever wants to know. */
    void report(String job, int looks);
}
