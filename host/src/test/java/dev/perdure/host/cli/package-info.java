/** Tests of this part of the host. */
@NullMarked
package dev.perdure.host.cli;

import org.jspecify.annotations.NullMarked;
