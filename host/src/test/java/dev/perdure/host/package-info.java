/** Tests of the host as a whole. */
@NullMarked
package dev.perdure.host;

import org.jspecify.annotations.NullMarked;
