package dev.perdure.client.session;

import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What trying again does not mend: one end does not trust the other. Stateless. */
final class TlsDisagreement {

    private TlsDisagreement() {}

    /** What the host does that ends the call, with what to do about it; empty for any other failure. */
    static Optional<String> of(Exception failure) {
        if (!(failure instanceof SSLException)) {
            return Optional.empty();
        }
        Throwable cause = failure;
        while (cause instanceof SSLException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = String.valueOf(failure.getMessage());
        if (cause instanceof CertificateException) {
            return Optional.of("shows a certificate that is not trusted (" + message
                    + "): trust the authority that vouches for it");
        }
        // The words of the JVM for what the other end has said.
        return message.contains("certificate_required") || message.contains("bad_certificate")
                ? Optional.of("asks for a certificate that it trusts (" + message + "): set one with clientCertificate")
                : Optional.empty();
    }
}
