package dev.perdure.core.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate that the files hold at the moment. A handshake asks for a name first, then for what it names, so
 * the last one before stays available. Thread-safe.
 */
final class FileKeyManager extends X509ExtendedKeyManager {

    private final FromFiles<Identity> files;
    private volatile List<Identity> recent;

    FileKeyManager(FromFiles<Identity> files) {
        this.files = files;
        this.recent = List.of(files.current());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return aliases(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return named(alias).map(Identity::chainArray).findFirst().orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return named(alias).map(Identity::key).findFirst().orElse(null);
    }

    private @Nullable String alias(String... keyTypes) {
        Identity now = files.current();
        Identity last = recent.getFirst();
        if (!now.alias().equals(last.alias())) {
            recent = List.of(now, last);
        }
        String algorithm = now.key().getAlgorithm();
        return Stream.of(keyTypes).anyMatch(algorithm::equals) ? now.alias() : null;
    }

    private String @Nullable [] aliases(String keyType) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    private Stream<Identity> named(String alias) {
        return recent.stream().filter(identity -> identity.alias().equals(alias));
    }
}
