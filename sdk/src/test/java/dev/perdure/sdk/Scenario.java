package dev.perdure.sdk;

import java.util.function.Consumer;

/**
 * Orchestrations and what happens to them from outside. Whatever way the host delivers turns, the account of it must be
 * the same.
 *
 * @param name for the test report
 * @param code registers the orchestrators
 * @param drive starts instances, drives the host to the end, and checks the outcome
 */
record Scenario(String name, Consumer<Worker.Builder> code, Consumer<FakeHost> drive) {

    /** The same with more code. */
    Scenario with(Consumer<Worker.Builder> more) {
        return new Scenario(name, code.andThen(more), drive);
    }

    @Override
    public String toString() {
        return name;
    }
}
