package dev.perdure.sdk;

import java.util.Random;

/** How a {@link FakeHost} delivers turns: which of the ways a real host may use, in which order. */
enum Deliveries {
    /** Without history whenever the worker should hold the orchestrator live. */
    LIVE,
    /** Always with the full history. */
    REPLAYED,
    /** Anything a host may do, at random: live, replayed, evicted, delivered twice with the first answer lost. */
    MIXED;

    /** One way to deliver one turn. */
    enum Way {
        WITHOUT_HISTORY,
        WITH_HISTORY,
        /** Behind another hash: as if another host had taken over. */
        EVICTED_WITHOUT_HISTORY,
        EVICTED_WITH_HISTORY,
        /** The first answer never arrives. */
        ANSWER_LOST,
        /** The connection ends first. */
        RECONNECTED
    }

    Way next(Random random) {
        return switch (this) {
            case LIVE -> Way.WITHOUT_HISTORY;
            case REPLAYED -> Way.WITH_HISTORY;
            case MIXED -> {
                int n = random.nextInt(20);
                yield n == 0 ? Way.RECONNECTED : Way.values()[n % 5];
            }
        };
    }
}
