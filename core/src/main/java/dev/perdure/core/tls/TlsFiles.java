package dev.perdure.core.tls;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The PEM files that one end of a connection shows and trusts. They are read when first needed, and again, at the next
 * handshake, when they have changed; if they are then of no use, what was read before stays and a warning is logged.
 * Equal files share one context in a process.
 *
 * <p>Immutable and thread-safe.
 *
 * @param trust certificates of authorities whose certificates are accepted from the other end; null for those of the JVM
 * @param certificate the certificate that is shown, then those between it and its authority; null if none is shown
 * @param key its private key in PKCS#8 without a password; null if none is shown
 */
public record TlsFiles(
        @Nullable Path trust,
        @Nullable Path certificate,
        @Nullable Path key) {

    /**
     * Checks that certificate and key come together.
     *
     * @throws IllegalArgumentException if only one of them is given
     */
    public TlsFiles {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("A certificate and its private key come together: give both files.");
        }
        trust = absolute(trust);
        certificate = absolute(certificate);
        key = absolute(key);
    }

    /** Trusts what the JVM trusts, and shows nothing. */
    public static TlsFiles none() {
        return new TlsFiles(null, null, null);
    }

    /** These files, of which the authorities are in {@code file}. */
    public TlsFiles withTrust(Path file) {
        return new TlsFiles(file, certificate, key);
    }

    /** These files, with a certificate to show and its key. */
    public TlsFiles withCertificate(Path chainFile, Path keyFile) {
        return new TlsFiles(trust, chainFile, keyFile);
    }

    /**
     * The context made from them.
     *
     * @throws TlsFileException if a file cannot be used
     */
    public SSLContext context() {
        return TlsMaterial.of(this).context();
    }

    /**
     * A context that accepts from the other end the first certificate in {@code file} and no other, whatever name that end
     * is reached by: for programs beside a host that may read its certificate. Not shared.
     *
     * @throws TlsFileException if a file cannot be used
     */
    public SSLContext contextFor(Path file) {
        return TlsMaterial.context(
                TlsMaterial.of(new TlsFiles(null, certificate, key)).keyManager(), PinnedTrustManager.of(file));
    }

    /**
     * What shows the certificate, if one is shown.
     *
     * @throws TlsFileException if a file cannot be used
     */
    public Optional<X509ExtendedKeyManager> keyManager() {
        return Optional.ofNullable(TlsMaterial.of(this).keyManager());
    }

    /**
     * What accepts the other end's, unless the JVM's own is meant.
     *
     * @throws TlsFileException if a file cannot be used
     */
    public Optional<X509ExtendedTrustManager> trustManager() {
        return Optional.ofNullable(TlsMaterial.of(this).trustManager());
    }

    private static @Nullable Path absolute(@Nullable Path file) {
        return file == null ? null : file.toAbsolutePath().normalize();
    }
}
