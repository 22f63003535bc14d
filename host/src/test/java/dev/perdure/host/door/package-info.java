/** Tests of the HTTP door without a socket. */
@NullMarked
package dev.perdure.host.door;

import org.jspecify.annotations.NullMarked;
