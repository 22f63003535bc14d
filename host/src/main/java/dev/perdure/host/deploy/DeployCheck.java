package dev.perdure.host.deploy;

import dev.perdure.core.protocol.ExecutionStartedEvent;
import dev.perdure.core.protocol.HistoryEvent;
import dev.perdure.sdk.replay.HistoryReplayer;
import dev.perdure.sdk.replay.ReplayOutcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Replays the histories of all unfinished instances against new code, and says how many would break, where and why. It
 * runs no activity and changes nothing.
 *
 * <p>Used by one thread.
 */
public final class DeployCheck {

    private final List<Path> jars;
    private final @Nullable String worker;
    private final Unfinished unfinished;

    private DeployCheck(List<Path> jars, @Nullable String worker, Unfinished unfinished) {
        this.jars = List.copyOf(jars);
        this.worker = worker;
        this.unfinished = unfinished;
    }

    /**
     * Against the instances in a data folder.
     *
     * @param worker the class that registers the code; null if the jars name it as a service
     */
    public static DeployCheck ofFolder(List<Path> jars, @Nullable String worker, Path data) {
        return new DeployCheck(jars, worker, new UnfinishedInFolder(data));
    }

    /**
     * Against the instances of a running host.
     *
     * @param worker the class that registers the code; null if the jars name it as a service
     * @param key of the host, or null if it has none
     * @param tls for an {@code https} address, or null for the JVM's own
     * @param taskHub the hub of the host, or null for its default
     */
    public static DeployCheck ofHost(
            List<Path> jars,
            @Nullable String worker,
            URI host,
            @Nullable String key,
            @Nullable SSLContext tls,
            @Nullable String taskHub) {
        return new DeployCheck(jars, worker, new UnfinishedAtHost(host, key, tls, taskHub));
    }

    /**
     * Does it.
     *
     * @param progress is told after each instance how many are done
     * @throws dev.perdure.host.UserErrorException if the code or the instances cannot be read
     */
    public DeployReport run(LongConsumer progress) throws IOException, InterruptedException {
        DeployReport report = new DeployReport();
        try (NewCode code = NewCode.load(jars, worker)) {
            unfinished.forEach(new Check(code.replayer(), report, progress));
        }
        return report;
    }

    private record Check(HistoryReplayer replayer, DeployReport report, LongConsumer progress)
            implements Unfinished.Taker {

        @Override
        public void begun(String instanceId, String orchestrator, List<HistoryEvent> history) {
            if (!replayer.has(orchestrator)) {
                report.unknown(orchestrator);
            } else {
                switch (replayer.replay(history)) {
                    case ReplayOutcome.Compatible compatible -> report.ok(orchestrator);
                    case ReplayOutcome.NotRegistered missing -> report.unknown(orchestrator);
                    case ReplayOutcome.Diverged diverged ->
                        report.broken(
                                instanceId, orchestrator, diverged.divergence().message());
                    case ReplayOutcome.Unreplayable unreplayable ->
                        report.broken(instanceId, orchestrator, unreplayable.reason());
                }
            }
            progress.accept(report.instances());
        }

        /** Whatever the code does is right, if it gets so far. */
        @Override
        public void notBegun(String instanceId, ExecutionStartedEvent start) {
            switch (replayer.readInput(start)) {
                case ReplayOutcome.NotRegistered missing -> report.unknown(start.getName());
                case ReplayOutcome.Unreplayable unreadable ->
                    report.unreadable(instanceId, start.getName(), unreadable.reason());
                case ReplayOutcome.Compatible compatible -> report.notBegun(start.getName());
                case ReplayOutcome.Diverged diverged -> throw new IllegalStateException("nothing was replayed");
            }
            progress.accept(report.instances());
        }
    }
}
