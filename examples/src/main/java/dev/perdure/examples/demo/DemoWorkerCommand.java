package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.orders.FulfilOrder;
import dev.perdure.examples.orders.OrderDesk;
import dev.perdure.examples.orders.Payments;
import dev.perdure.examples.orders.Warehouse;
import dev.perdure.host.cli.CliCommand;
import dev.perdure.sdk.Worker;
import dev.perdure.sdk.grpc.GrpcWorkHost;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The worker process of the demo. It ends when it is asked to, or when the process that started it is gone. */
@Command(name = DemoWorkerCommand.NAME, hidden = true, description = "The worker process of 'perdure demo'.")
public final class DemoWorkerCommand implements CliCommand {

    static final String NAME = "demo-worker";

    @Option(names = "--host-grpc", required = true, paramLabel = "HOST:PORT", description = "The host to work for.")
    private String target = "";

    @Option(names = "--ledger", required = true, paramLabel = "FILE", description = "Where activities write.")
    private Path ledger = Path.of("");

    @Option(names = "--gauge", required = true, paramLabel = "FILE", description = "Where activities are counted.")
    private Path gauge = Path.of("");

    @Option(names = "--activities-only", description = "Leave the orchestrations to another worker.")
    private boolean activitiesOnly;

    /** Called by the command line. */
    public DemoWorkerCommand() {}

    @Override
    public Integer call() throws IOException {
        DemoShop.Premises premises = new DemoShop.Premises(
                JsonLines.append(ledger), ActivityGauge.open(gauge), InstantSource.system(), Thread::sleep);
        GrpcWorkHost host = GrpcWorkHost.of(target);
        Worker.Builder code =
                activitiesOnly ? Worker.builder() : Worker.builder().orchestrator(FulfilOrder.class);
        Worker worker = code.activitiesPerCall(OrderDesk.class, call -> new DemoShop(premises, call))
                .activitiesPerCall(Warehouse.class, call -> new DemoShop(premises, call))
                .activitiesPerCall(Payments.class, call -> new DemoShop(premises, call))
                .connectTo(host)
                .start();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            worker.close();
                            host.close();
                            premises.ledger().close();
                        },
                        "stop the worker"));
        System.out.println("worker ready");
        // Standard input is a pipe from the demo, which never writes to it: it ends when the demo does.
        long unused = System.in.transferTo(OutputStream.nullOutputStream());
        return 0;
    }
}
