@NullMarked
package dev.perdure.core.tls;

import org.jspecify.annotations.NullMarked;
