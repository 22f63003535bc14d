@NullMarked
package dev.perdure.host.waiting;

import org.jspecify.annotations.NullMarked;
