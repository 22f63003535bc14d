package dev.perdure.host.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.host.UserErrorException;
import dev.perdure.storage.rocksdb.RocksOptions;
import dev.perdure.storage.rocksdb.RocksStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackupRequestsTest {

    @TempDir
    Path folder;

    @Test
    void whoAsksIsToldWhenARestartHasForgottenTheRequest() throws Exception {
        Path data = folder.resolve("data");
        try (RocksStorage storage = RocksStorage.open(data, RocksOptions.defaults())) {
            CompletableFuture<Void> asking = asking(data);
            while (requests(data).isEmpty()) {
                Thread.onSpinWait();
            }

            try (BackupRequests restarted = BackupRequests.answer(data, storage)) {
                assertThat(restarted).isNotNull();
                assertThatThrownBy(() -> asking.get(30, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseInstanceOf(UserErrorException.class)
                        .hasMessageContaining("Make the backup again");
            }
        }
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void aRequestOfACommandThatWasKilledIsNotServedByTheNextHost() throws Exception {
        Path data = folder.resolve("data");
        try (RocksStorage storage = RocksStorage.open(data, RocksOptions.defaults())) {
            Files.writeString(
                    data.resolve("backup-1.request"), folder.resolve("copy").toString());

            BackupRequests.answer(data, storage).close();
        }
        assertThat(requests(data)).isEmpty();
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void whoAsksForWhatCannotBeReadIsAnswered() throws Exception {
        Path data = folder.resolve("data");
        try (RocksStorage storage = RocksStorage.open(data, RocksOptions.defaults());
                BackupRequests answering = BackupRequests.answer(data, storage)) {
            assertThat(answering).isNotNull();
            Path making = data.resolve("backup-1.new");
            Files.write(making, new byte[] {(byte) 0xc3, (byte) 0x28});
            Files.move(making, data.resolve("backup-1.request"));

            Path answer = data.resolve("backup-1.answer");
            while (!Files.exists(answer)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }

            assertThat(answer).content().contains("The copy failed");
        }
    }

    @Test
    void anAnswerThatCannotBeWrittenKeepsNobodyWaiting() throws Exception {
        Path data = folder.resolve("data");
        try (RocksStorage storage = RocksStorage.open(data, RocksOptions.defaults());
                BackupRequests answering = BackupRequests.answer(data, storage)) {
            assertThat(answering).isNotNull();
            // Where the answer is to be made lies a folder.
            Files.createDirectories(data.resolve("backup-1.new"));
            Path first = Files.writeString(
                    folder.resolve("1"), folder.resolve("copy").toString());
            Files.move(first, data.resolve("backup-1.request"));
            while (!Files.exists(folder.resolve("copy"))
                    || Files.exists(data.resolve("backup-1.taken"))
                    || Files.exists(data.resolve("backup-1.request"))) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(data.resolve("backup-1.answer")).doesNotExist();

            Path second = Files.writeString(
                    folder.resolve("2"), folder.resolve("second").toString());
            Files.move(second, data.resolve("backup-2.request"));
            while (!Files.exists(data.resolve("backup-2.answer"))) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            assertThat(data.resolve("backup-2.answer")).hasContent("ok");
        }
    }

    private CompletableFuture<Void> asking(Path data) {
        return CompletableFuture.runAsync(() -> {
            try {
                BackupRequests.ask(data, folder.resolve("copy"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static List<Path> requests(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".request")).toList();
        }
    }
}
