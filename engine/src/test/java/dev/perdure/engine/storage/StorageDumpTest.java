package dev.perdure.engine.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Writer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorageDumpTest {

    private final MemoryStorage storage = new MemoryStorage();

    @Test
    void writesOneLinePerEntryInOrderOfFamilyAndKey() throws IOException {
        storage.write(List.of(
                mutation(Family.NAME, "0000", "ff"),
                mutation(Family.META, "0100", "0a0b"),
                mutation(Family.META, "0001ff", ""),
                mutation(Family.INSTANCE, "fffe", "00")));

        assertThat(dump()).isEqualTo("""
                01/0001ff/
                01/0100/0a0b
                02/fffe/00
                13/0000/ff
                """);
    }

    @Test
    void anEmptyStoreHasAnEmptyDump() throws IOException {
        assertThat(dump()).isEmpty();
    }

    @Test
    void theDigestIsThatOfTheText() throws IOException, NoSuchAlgorithmException {
        storage.write(List.of(mutation(Family.META, "01", "02"), mutation(Family.NAME, "03", "04")));

        byte[] expected = MessageDigest.getInstance("SHA-256").digest(dump().getBytes(US_ASCII));

        assertThat(StorageDump.digest(storage)).isEqualTo(HexFormat.of().formatHex(expected));
    }

    @Test
    void theDigestChangesWithAnyPartOfAnEntry() {
        storage.write(List.of(mutation(Family.META, "01", "02")));
        MemoryStorage otherFamily = new MemoryStorage();
        otherFamily.write(List.of(mutation(Family.NAME, "01", "02")));
        MemoryStorage otherKey = new MemoryStorage();
        otherKey.write(List.of(mutation(Family.META, "0102", "")));
        MemoryStorage otherValue = new MemoryStorage();
        otherValue.write(List.of(mutation(Family.META, "01", "03")));

        assertThat(List.of(
                        StorageDump.digest(storage),
                        StorageDump.digest(otherFamily),
                        StorageDump.digest(otherKey),
                        StorageDump.digest(otherValue)))
                .doesNotHaveDuplicates();
    }

    @Test
    void passesOnTheExceptionOfTheReceiver() {
        storage.write(List.of(mutation(Family.META, "01", "02")));
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("disk full");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };

        assertThatThrownBy(() -> StorageDump.write(storage, full))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");
    }

    private String dump() throws IOException {
        StringBuilder out = new StringBuilder();
        StorageDump.write(storage, out);
        return out.toString();
    }

    private static Mutation mutation(Family family, String key, String value) {
        return new Mutation(family, HexFormat.of().parseHex(key), HexFormat.of().parseHex(value));
    }
}
