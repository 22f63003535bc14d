package dev.perdure.crashtest.load;

/**
 * The input of the one activity. Immutable.
 *
 * @param name unique within the execution
 * @param gate if not empty, a file without which the activity fails
 */
public record Step(String name, String gate) {}
