package dev.perdure.examples.approval;

/** The activity: asks a human, who answers by the event {@code decision}. */
public interface Mail {

    /** Asks {@code person} about the expense of the instance {@code instanceId}. */
    void ask(String person, String instanceId);
}
