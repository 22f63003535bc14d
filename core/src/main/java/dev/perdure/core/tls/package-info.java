/**
 * TLS from PEM files, for both ends of every connection. Main type: {@link dev.perdure.core.tls.TlsFiles}. It must not
 * know what the connections are for.
 */
@NullMarked
package dev.perdure.core.tls;

import org.jspecify.annotations.NullMarked;
