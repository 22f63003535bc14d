package dev.perdure.sdk;

/**
 * Says what a worker serves, in one place for everyone who needs it: the user's {@code main}, an embedded hub, tests, and
 * {@code perdure check-deploy}, which finds it in a jar by {@link java.util.ServiceLoader} (a file
 * {@code META-INF/services/dev.perdure.sdk.WorkerSetup}) or by its class name.
 *
 * <p>An implementation has a public constructor without parameters. It only registers; it neither connects nor starts the
 * worker, and must not need what is at hand in production only, such as a database: activities may be registered by lazily
 * made objects, or be left out of the setup that a check uses.
 */
@FunctionalInterface
public interface WorkerSetup {

    /** Registers orchestrators, activities, entities and the data converter. */
    void configure(Worker.Builder worker);
}
