package dev.perdure.examples.demo;

import dev.perdure.examples.demo.ledger.Answer;
import dev.perdure.examples.demo.ledger.JsonLines;
import dev.perdure.examples.demo.ledger.LedgerJudge;
import dev.perdure.examples.demo.ledger.LedgerLine;
import dev.perdure.examples.demo.ledger.Outage;
import dev.perdure.examples.demo.ledger.Start;
import dev.perdure.examples.demo.ledger.Verdict;
import dev.perdure.examples.orders.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one run: what is needed to judge it again, the logs, and the host's data. Immutable.
 *
 * @param path the folder
 */
record RunFolder(Path path) {

    /** The orders that were read. */
    Path orders() {
        return path.resolve("orders.jsonl");
    }

    /** The acknowledged starts. */
    Path starts() {
        return path.resolve("starts.jsonl");
    }

    /** The acknowledged answers to requests for approval. */
    Path answers() {
        return path.resolve("answers.jsonl");
    }

    /** The kills of the host. */
    Path outages() {
        return path.resolve("outages.jsonl");
    }

    /** What the activities did. */
    Path ledger() {
        return path.resolve("ledger.jsonl");
    }

    /** The number of activities being executed, see {@link ActivityGauge}. */
    Path gauge() {
        return path.resolve("activities.gauge");
    }

    /** The worker in JavaScript, with its packages. */
    Path scripts() {
        return path.resolve("js");
    }

    /** The host's data folder. */
    Path data() {
        return path.resolve("data");
    }

    Path hostLog() {
        return path.resolve("host.log");
    }

    Path workerLog() {
        return path.resolve("worker.log");
    }

    /**
     * Judges the run from its files.
     *
     * @throws dev.perdure.examples.demo.ledger.DamagedFileException if one of them is missing or damaged
     */
    Verdict judge() {
        List<Order> orders = JsonLines.read(orders(), Order.class);
        return new LedgerJudge(orders, Approver::lawful)
                .judge(
                        JsonLines.read(starts(), Start.class),
                        JsonLines.read(answers(), Answer.class),
                        JsonLines.read(ledger(), LedgerLine.class),
                        JsonLines.read(outages(), Outage.class));
    }

    /** Copies the files that a judgement needs into {@code target}, a folder that exists. */
    RunFolder copyTo(Path target) throws IOException {
        for (Path file : List.of(orders(), starts(), answers(), outages(), ledger())) {
            Files.copy(file, target.resolve(file.getFileName().toString()));
        }
        return new RunFolder(target);
    }

    /** Removes the folder with all that is in it. */
    void delete() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            // Somebody else has removed it: that is what was wanted.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + path + " cannot be removed.", e);
        }
    }
}
