package dev.perdure.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run again and again, each time with other faults under its {@link DurableHub}: twice without any, then
 * with one crash at each step in turn, then with the others. It fails at the first run that ends differently, with a line
 * that runs that one alone.
 *
 * <p><b>What must be the same in all runs</b>: that the test method passes; of every instance, sub-orchestrations
 * included, status, output, custom status and failure; of every entity its state; and which activities each instance asked
 * for, with which inputs. What may differ: the history's turns, the order of work, and how often an activity ran: it runs
 * <em>at least</em> once. That an activity that runs twice does no harm is for the test method to assert, on what it
 * changes.
 *
 * <p>Activities must answer the same input with the same result; stub those that do not. Under {@link Fault#DELAY} the
 * order in which parallel tasks end differs, so an orchestrator whose result rests on it is told.
 *
 * <p>The system properties {@code perdure.test.seed} and {@code perdure.test.fault} go before what is set here.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(DurableTestExtension.class)
public @interface DurableTest {

    /** Where all chance comes from. */
    long seed() default 1;

    /** The kinds of faults. */
    Fault[] faults() default {Fault.CRASH_EVERY_STEP, Fault.DUPLICATE, Fault.DELAY, Fault.EVICT};

    /** Only this run, such as {@code CRASH_AT:17}, and one without faults to compare it with; empty for all. */
    String fault() default "";

    /** How many runs each kind but crashes gets; at least 1. */
    int runs() default 5;

    /** The greatest number of crashing runs: where there are more steps, some evenly spread are taken. */
    int maxCrashes() default 500;
}
