package dev.perdure.core.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A PEM file, read. Immutable. */
record PemFile(Path file, List<Block> blocks) {

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]++)-----([^-]*+)-----END ([A-Z0-9 ]++)-----");
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PKCS8 = "PRIVATE KEY";

    /** What stands between two marks. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Block(String kind, byte[] bytes) {}

    /** @throws TlsFileException if the file cannot be read, or is no PEM */
    static PemFile read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new TlsFileException(
                    "The file " + file + " cannot be read (" + e + "): name a PEM file that this user may read.", e);
        }
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(
                        matcher.group(1),
                        Base64.getMimeDecoder().decode(matcher.group(2).strip())));
            } catch (IllegalArgumentException e) {
                throw damaged(file, e);
            }
        }
        return new PemFile(file, List.copyOf(blocks));
    }

    /**
     * The certificates in it, at least one.
     *
     * @throws TlsFileException if there is none, or one is damaged
     */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (block.kind().equals(CERTIFICATE)) {
                try {
                    certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(block.bytes())));
                } catch (GeneralSecurityException e) {
                    throw damaged(file, e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsFileException("The file " + file + " holds no certificate in PEM form.", null);
        }
        return certificates;
    }

    /**
     * The private key in it.
     *
     * @param algorithm of the certificate it belongs to
     * @throws TlsFileException if there is none in PKCS#8 without a password, or it is of another algorithm
     */
    PrivateKey privateKey(String algorithm) {
        for (Block block : blocks) {
            if (block.kind().equals(PKCS8)) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.bytes()));
                } catch (GeneralSecurityException e) {
                    throw new TlsFileException(
                            "The key in " + file + " is damaged or not of the kind of the certificate (" + algorithm
                                    + ").",
                            e);
                }
            }
        }
        String found = blocks.stream()
                .map(Block::kind)
                .filter(kind -> kind.endsWith(PKCS8))
                .findFirst()
                .orElse("");
        throw new TlsFileException(
                "The file " + file + " holds no private key in PKCS#8 without a password"
                        + (found.isEmpty() ? "" : ", but an '" + found + "'") + ": make one with"
                        + " 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'.",
                null);
    }

    private static TlsFileException damaged(Path file, Exception cause) {
        return new TlsFileException("The file " + file + " is damaged: a block in it cannot be decoded.", cause);
    }
}
