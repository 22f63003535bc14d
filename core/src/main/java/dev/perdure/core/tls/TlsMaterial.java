package dev.perdure.core.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** What is made of {@link TlsFiles}, once in a process. Thread-safe. */
record TlsMaterial(
        @Nullable FileKeyManager keyManager, @Nullable FileTrustManager trustManager, SSLContext context) {

    /** As many as there are different settings in a process. */
    private static final Map<TlsFiles, TlsMaterial> MADE = new ConcurrentHashMap<>();

    static TlsMaterial of(TlsFiles files) {
        return MADE.computeIfAbsent(files, TlsMaterial::make);
    }

    private static TlsMaterial make(TlsFiles files) {
        Path certificate = files.certificate();
        Path key = files.key();
        Path trust = files.trust();
        FileKeyManager keys = certificate == null || key == null
                ? null
                : new FileKeyManager(new FromFiles<>(
                        List.of(certificate, key), () -> Identity.read(certificate, key), System::nanoTime));
        FileTrustManager trusted = trust == null
                ? null
                : new FileTrustManager(
                        new FromFiles<>(List.of(trust), () -> FileTrustManager.read(trust), System::nanoTime));
        return new TlsMaterial(keys, trusted, context(keys, trusted));
    }

    static SSLContext context(@Nullable KeyManager keys, @Nullable TrustManager trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : new KeyManager[] {keys},
                    trusted == null ? null : new TrustManager[] {trusted},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM cannot make a TLS context.", e);
        }
    }
}
