package dev.perdure.crashtest.run;

import java.time.Duration;
import java.util.List;

/**
 * How large a run is. Immutable.
 *
 * @param seed of all that is chosen at random
 * @param clients client processes
 * @param lanes scripts at once in each client
 * @param workers worker processes
 * @param settleMax how long instances may take to end when all disturbances are over
 * @param hostSettings further options of {@code perdure serve}
 */
public record RunOptions(
        long seed, int clients, int lanes, int workers, Duration settleMax, List<String> hostSettings) {

    /** Three clients of four lanes, two workers, a minute to settle. */
    public static RunOptions of(long seed) {
        return new RunOptions(seed, 3, 4, 2, Duration.ofMinutes(1), List.of());
    }

    public RunOptions {
        hostSettings = List.copyOf(hostSettings);
    }

    /** The same with other settings of the host. */
    public RunOptions withHostSettings(List<String> settings) {
        return new RunOptions(seed, clients, lanes, workers, settleMax, settings);
    }

    /** The same with other numbers of processes. */
    public RunOptions withLoad(int otherClients, int otherLanes) {
        return new RunOptions(seed, otherClients, otherLanes, workers, settleMax, hostSettings);
    }
}
