/** Tests of this part of the host. */
@NullMarked
package dev.perdure.host.http;

import org.jspecify.annotations.NullMarked;
