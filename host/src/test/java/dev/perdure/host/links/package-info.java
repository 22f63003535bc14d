/** Tests of the codes of links. */
@NullMarked
package dev.perdure.host.links;

import org.jspecify.annotations.NullMarked;
