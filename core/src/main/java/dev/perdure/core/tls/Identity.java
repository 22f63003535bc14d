package dev.perdure.core.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A certificate, those behind it, and its key. Immutable.
 *
 * @param alias a name that no other one of this process has
 */
record Identity(String alias, List<X509Certificate> chain, PrivateKey key) {

    private static final AtomicLong NUMBER = new AtomicLong();

    /** How a key of each algorithm is tried. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    /** @throws TlsFileException if a file cannot be used, or the two do not belong together */
    static Identity read(Path certificateFile, Path keyFile) {
        List<X509Certificate> chain = PemFile.read(certificateFile).certificates();
        X509Certificate own = chain.getFirst();
        PrivateKey key = PemFile.read(keyFile).privateKey(own.getPublicKey().getAlgorithm());
        if (!belongTogether(own, key)) {
            throw new TlsFileException(
                    "The key in " + keyFile + " is not that of the first certificate in " + certificateFile + ".",
                    null);
        }
        return new Identity("perdure-" + NUMBER.incrementAndGet(), List.copyOf(chain), key);
    }

    X509Certificate[] chainArray() {
        return chain.toArray(X509Certificate[]::new);
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            // Of another kind: the handshake will show it.
            return true;
        }
        byte[] text = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            byte[] signature = signing.sign();
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(certificate.getPublicKey());
            checking.update(text);
            return checking.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
