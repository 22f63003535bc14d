package dev.perdure.storage.rocksdb;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.storage.Family;
import dev.perdure.engine.storage.Mutation;
import dev.perdure.engine.storage.StorageDump;
import dev.perdure.engine.storage.StoreRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;

class StoreFolderTest {

    private final Path temporary;
    private final Path folder;

    StoreFolderTest(@TempDir Path temporary) {
        this.temporary = temporary;
        this.folder = temporary.resolve("a folder").resolve("of mine");
    }

    @Test
    void makesTheFolderAndTheFormatFile() throws IOException {
        open().close();

        assertThat(folder.resolve("FORMAT")).hasContent("perdure-store 1\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("owner.pid", "FORMAT.new");
        }
    }

    @Test
    void takesAnEmptyFolderAndTheRemainsOfAnInterruptedBeginning() throws IOException {
        Files.createDirectories(folder.resolve("lost+found"));
        Files.writeString(folder.resolve("FORMAT.new"), "perd");
        Files.writeString(folder.resolve("owner.lock"), "");
        Files.writeString(folder.resolve("owner.pid"), "1\n");

        open().close();

        assertThat(folder.resolve("FORMAT")).hasContent("perdure-store 1\n");
    }

    @Test
    void refusesAFolderThatIsOpenInThisProcess() throws IOException {
        try (RocksStorage first = open()) {
            assertRefused().hasMessageContaining("already open in this process");
            Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
            assertThatThrownBy(() -> RocksStorage.open(link, RocksOptions.defaults()))
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("already open in this process");
            first.write(List.of(new Mutation(Family.META, new byte[] {1}, new byte[] {2})));
        }
        open().close();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void refusesAFolderInUseByAnotherProcessUntilThatHasEnded() throws IOException, InterruptedException {
        try (BatchWriterProcess other = BatchWriterProcess.start(List.of(), folder, 1, 1024 * 1024)) {
            assertThat(other.readLine()).isEqualTo("1");

            assertRefused()
                    .hasMessageContaining("in use by another process (pid " + other.pid() + ")")
                    .hasMessageContaining("stop that one or use another folder");
            assertThat(other.readLine()).isEqualTo("2");

            other.kill();
        }
        open().close();
    }

    @Test
    void refusesAnotherFormatNamingBothVersions() throws IOException {
        open().close();
        Files.writeString(folder.resolve("FORMAT"), "perdure-store 2\n");

        assertRefusedUntouched().hasMessageContaining("has format 2").hasMessageContaining("reads format 1");
    }

    @Test
    void refusesAFormatFileThatNamesNoFormat() throws IOException {
        Files.createDirectories(folder);
        for (String content : List.of("", "perdure-store", "perdure-store x", "perdure-store 99999999999", "\u0000")) {
            Files.writeString(folder.resolve("FORMAT"), content);
            assertRefusedUntouched().hasMessageContaining("does not name a store format");
        }
        Files.write(folder.resolve("FORMAT"), new byte[1_000_000]);
        assertRefusedUntouched().hasMessageContaining("does not name a store format");

        Files.delete(folder.resolve("FORMAT"));
        Files.createDirectory(folder.resolve("FORMAT"));
        assertRefusedUntouched().hasMessageContaining("does not name a store format");
    }

    @Test
    void refusesAFolderWithOtherFiles() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("letter.txt"), "Dear");
        assertRefusedUntouched()
                .hasMessageContaining("is not a store of Perdure")
                .hasMessageContaining("holds letter.txt;")
                .hasMessageContaining("use an empty folder");

        Files.writeString(folder.resolve("zebra"), "");
        assertRefusedUntouched().hasMessageContaining("holds letter.txt and others;");
    }

    @Test
    void refusesAFileInPlaceOfTheFolder() throws IOException {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "I am a file");

        assertRefused().hasMessageContaining("is not a folder");
        assertThat(folder).hasContent("I am a file");
        assertThatThrownBy(() -> RocksStorage.open(folder.resolve("below"), RocksOptions.defaults()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void refusesAReadOnlyFolder() {
        // The file system of the running JDK's modules is read-only for every user, also for root.
        Path readOnly = Path.of(URI.create("jrt:/java.base/java"));

        assertThatThrownBy(() -> RocksStorage.open(readOnly, RocksOptions.defaults()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("/java.base/java is read-only");
        assertThatThrownBy(() -> RocksStorage.open(readOnly.resolve("new"), RocksOptions.defaults()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("cannot be created");
    }

    @Test
    void refusesAStoreWithFamiliesOfALaterVersion() throws IOException, RocksDBException {
        open().close();
        try (StoreFolder store = StoreFolder.open(folder);
                Database database = Database.open(store, RocksOptions.defaults());
                ColumnFamilyHandle later =
                        database.db().createColumnFamily(new ColumnFamilyDescriptor("f99".getBytes(US_ASCII)))) {
            assertThat(later.getID()).isPositive();
        }

        assertRefused().hasMessageContaining("families that this Perdure does not know (f99)");
    }

    @Test
    void aRefusalLeavesTheFolderFree() throws IOException {
        try (RocksStorage storage = open()) {
            storage.write(List.of(new Mutation(Family.META, new byte[] {1}, new byte[] {2})));
        }
        Path current = folder.resolve("CURRENT");
        byte[] content = Files.readAllBytes(current);
        Files.writeString(current, "nonsense");
        assertRefused();

        Files.write(current, content);

        try (RocksStorage storage = open()) {
            StringBuilder dump = new StringBuilder();
            StorageDump.write(storage, dump);
            assertThat(dump.toString()).isEqualTo("01/01/02\n");
        }
    }

    private RocksStorage open() {
        return RocksStorage.open(folder, RocksOptions.defaults());
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
        return assertThatThrownBy(() -> open().close())
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining(folder.toString());
    }

    /** Asserts also that no file in the folder was made, changed or removed. */
    private AbstractThrowableAssert<?, ? extends Throwable> assertRefusedUntouched() throws IOException {
        List<String> before = listing();
        AbstractThrowableAssert<?, ? extends Throwable> refusal = assertRefused();
        assertThat(listing()).isEqualTo(before);
        return refusal;
    }

    private List<String> listing() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                FileTime changed = Files.getLastModifiedTime(file);
                lines.add(file + " " + Files.size(file) + " " + changed);
            }
        }
        return lines;
    }
}
