package dev.perdure.benchmarks.remote;

import dev.perdure.benchmarks.HostProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a host process says of itself, and the system of it. Thread-safe. */
final class HostFigures implements AutoCloseable {

    private final HostProcess host;
    private final HttpClient client = HttpClient.newHttpClient();

    HostFigures(HostProcess host) {
        this.host = host;
    }

    /** The value of one metric; 0 for one that is not there. */
    static double metric(String metrics, String name) {
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics);
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    String metrics() {
        try {
            return client.send(
                            HttpRequest.newBuilder(host.origin().resolve("/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException("The host does not show its metrics.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The processor time of a process since its start. */
    static double cpuMicros(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1e3;
    }

    @Override
    public void close() {
        client.close();
    }
}
