package dev.perdure.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {

    private static final long SECOND = 1_000_000_000;
    private static final MadeCertificate AUTHORITY = MadeCertificate.authority("authority");
    private static final MadeCertificate HOST = AUTHORITY.vouchedFor("host");
    private static final MadeCertificate OTHER = AUTHORITY.vouchedFor("other");

    @TempDir
    Path folder;

    @Test
    void equalFilesShareOneContext() {
        Path trust = AUTHORITY.certificateTo(folder.resolve("ca.pem"));

        assertThat(TlsFiles.none().withTrust(trust).context())
                .isSameAs(TlsFiles.none().withTrust(trust).context());
    }

    @Test
    void aCertificateIsReadAgainOnceItHasChanged() throws IOException {
        AtomicLong nanos = new AtomicLong();
        Path certificate = HOST.certificateTo(folder.resolve("cert.pem"), AUTHORITY);
        Path key = HOST.keyTo(folder.resolve("key.pem"));
        FileKeyManager manager = new FileKeyManager(
                new FromFiles<>(List.of(certificate, key), () -> Identity.read(certificate, key), nanos::get));
        String before = String.valueOf(manager.chooseServerAlias("EC", null, null));

        OTHER.certificateTo(certificate, AUTHORITY);
        touch(certificate, 1);
        nanos.addAndGet(SECOND);
        // The key is still the old one: nothing changes until both fit.
        assertThat(manager.chooseServerAlias("EC", null, null)).isEqualTo(before);
        OTHER.keyTo(key);
        touch(key, 2);
        assertThat(manager.chooseServerAlias("EC", null, null)).isEqualTo(before);
        nanos.addAndGet(SECOND);
        String after = String.valueOf(manager.chooseEngineServerAlias("EC", null, null));

        assertThat(after).isNotEqualTo(before);
        assertThat(manager.getCertificateChain(after)).hasSize(2);
        assertThat(manager.getPrivateKey(after)).isEqualTo(OTHER.key());
        // A handshake that has asked for the name already gets what belongs to it.
        assertThat(manager.getPrivateKey(before)).isEqualTo(HOST.key());
        assertThat(manager.chooseServerAlias("RSA", null, null)).isNull();
    }

    @Test
    void whatCannotBeUsedIsToldWithItsFile() throws IOException {
        Path certificate = HOST.certificateTo(folder.resolve("cert.pem"));
        Path key = HOST.keyTo(folder.resolve("key.pem"));
        Path otherKey = OTHER.keyTo(folder.resolve("other.pem"));
        Path old = Files.writeString(
                folder.resolve("old.pem"), Files.readString(key).replace("PRIVATE KEY", "EC PRIVATE KEY"));
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");

        assertUnusable(files(certificate, otherKey), "other.pem is not that of the first certificate");
        assertUnusable(files(certificate, old), "an 'EC PRIVATE KEY': make one with 'openssl pkcs8");
        assertUnusable(files(certificate, empty), "holds no private key");
        assertUnusable(files(empty, key), "empty.pem holds no certificate");
        assertUnusable(TlsFiles.none().withTrust(folder.resolve("none.pem")), "none.pem cannot be read");
        assertThatThrownBy(() -> new TlsFiles(null, certificate, null)).isInstanceOf(IllegalArgumentException.class);
    }

    private static TlsFiles files(Path certificate, Path key) {
        return TlsFiles.none().withCertificate(certificate, key);
    }

    private static void assertUnusable(TlsFiles files, String words) {
        assertThatThrownBy(files::context).isInstanceOf(TlsFileException.class).hasMessageContaining(words);
    }

    private static void touch(Path file, int seconds) throws IOException {
        FileTime unused = Files.getLastModifiedTime(Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() + 1_000L * seconds)));
    }
}
