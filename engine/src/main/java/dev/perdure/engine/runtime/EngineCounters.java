package dev.perdure.engine.runtime;

import java.util.concurrent.atomic.LongAdder;

/** What the hub counts. Thread-safe. */
final class EngineCounters {
    final LongAdder commands = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder redeliveries = new LongAdder();
    final LongAdder givenUp = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder longHistories = new LongAdder();
    final LongAdder divergences = new LongAdder();
    final LongAdder heartbeats = new LongAdder();
}
