@NullMarked
package dev.perdure.host.disk;

import org.jspecify.annotations.NullMarked;
