package dev.perdure.host.door;

import dev.perdure.core.tls.TlsFiles;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** TLS at the web server. Stateless. */
final class HttpTls {

    private HttpTls() {}

    /** As the files say; empty for plain text. */
    static Optional<Tls> of(@Nullable TlsFiles files, boolean asksForCertificates) {
        if (files == null) {
            return Optional.empty();
        }
        return Optional.of(Tls.builder()
                .sslContext(files.context())
                .clientAuth(asksForCertificates ? TlsClientAuth.REQUIRED : TlsClientAuth.NONE)
                .build());
    }
}
