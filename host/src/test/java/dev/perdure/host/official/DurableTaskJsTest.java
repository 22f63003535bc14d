package dev.perdure.host.official;

import dev.perdure.host.cli.ServeProcess;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The client and the worker of the npm package {@code @microsoft/durabletask-js}, unmodified, against a host in a process
 * of its own. Their scenarios are in {@code src/test/npm/durabletask-js}; this process has the worker of Perdure for the
 * fleets of several kinds.
 */
class DurableTaskJsTest {

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> theJavaScriptSdk() throws Exception {
        NpmFolder npm = NpmFolder.install("durabletask-js");
        try (ServeProcess host = ServeProcess.serve(folder, folder.resolve("data"))) {
            String target = "127.0.0.1:" + host.grpcPort();
            Worker worker = worker(target);
            String tap = npm.tests(
                    "scenarios.mjs", Map.of("TARGET", target, "ORIGIN", "http://127.0.0.1:" + host.httpPort()));
            worker.close();
            return TapResults.of(tap);
        }
    }

    private static Worker worker(String target) {
        return Worker.builder()
                .activity(
                        "javaShout",
                        String.class,
                        (context, input) -> String.valueOf(input).toUpperCase(Locale.ROOT))
                .orchestrator("JavaChild", String.class, (context, input) -> "child of " + input)
                .orchestrator("JavaCallsJs", String.class, (context, input) -> {
                    String shouted =
                            context.callActivity("jsShout", input, String.class).await();
                    String greeted = context.callSubOrchestrator("Hello", input, String.class)
                            .await();
                    return shouted + ", " + greeted;
                })
                .orchestrator(
                        "JavaCallsFailing",
                        String.class,
                        (context, input) -> context.callSubOrchestrator("Fails", input, String.class)
                                .await())
                .connectTo(GrpcWorkHost.of(target))
                .start();
    }
}
