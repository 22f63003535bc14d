package dev.perdure.crashtest.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is done to the processes, or to their files. */
public enum Scenario {
    /** SIGKILL of host and workers. */
    KILLS("kills"),
    /** SIGSTOP of host and workers for longer than a lease. */
    PAUSE("pause"),
    /** A disk that is filled to the last byte. */
    DISK_FULL("disk-full"),
    /** A disk that is nearly full. */
    LOW_DISK("low-disk"),
    /** The data folder copied while the host runs. */
    COPY("copy"),
    /** A flipped byte in each kind of file. */
    CORRUPTION("corruption");

    private final String word;

    Scenario(String word) {
        this.word = word;
    }

    /** The name on the command line. */
    public String word() {
        return word;
    }

    /**
     * Carries it out.
     *
     * @param folder for its files; made if it is not there
     * @param kills how often the host is killed, for {@link #KILLS}
     */
    public Outcome run(Path folder, int kills, RunOptions options, Progress progress)
            throws InterruptedException, IOException {
        progress.heading(word);
        Files.createDirectories(folder);
        RunOptions small = options.withLoad(3, 2);
        Outcome outcome = switch (this) {
            case KILLS -> Kills.run(folder, kills, options, progress);
            case PAUSE -> Pauses.run(folder, small, progress);
            case DISK_FULL -> FullDisks.full(folder, small, progress);
            case LOW_DISK -> FullDisks.low(folder, small, progress);
            case COPY -> Copies.run(folder, small, progress);
            case CORRUPTION -> Corruption.run(folder, small, progress);
        };
        progress.clear();
        return outcome;
    }

    @Override
    public String toString() {
        return word;
    }
}
