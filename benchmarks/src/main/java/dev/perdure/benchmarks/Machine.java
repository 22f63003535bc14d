package dev.perdure.benchmarks;

/** One line about where the figures come from. Stateless. */
public final class Machine {

    private Machine() {}

    public static String line() {
        return "%d processors, %d MiB heap, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory() >> 20,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"));
    }
}
