/** The official Java SDK, client and worker, unmodified, against a host of this version. */
@NullMarked
package dev.perdure.official;

import org.jspecify.annotations.NullMarked;
