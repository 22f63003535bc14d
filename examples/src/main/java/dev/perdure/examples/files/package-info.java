/** Many things at once, and how far they are. */
@NullMarked
package dev.perdure.examples.files;

import org.jspecify.annotations.NullMarked;
