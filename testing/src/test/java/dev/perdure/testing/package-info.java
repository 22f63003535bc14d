@NullMarked
package dev.perdure.testing;

import org.jspecify.annotations.NullMarked;
